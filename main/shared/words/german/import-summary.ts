import { count } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import { sentenceOf } from '../catalogue.ts';
import type * as english from '../import-summary.ts';

const units = {
  chats: ['Chat', 'Chats'],
  messages: ['Nachricht', 'Nachrichten'],
  files: ['Datei', 'Dateien'],
} as const;

const counted = (number: number, unit: keyof typeof units): string =>
  `${count(number)} ${units[unit][number === 1 ? 0 : 1]}`;

/** Two significant digits of an estimate. */
const roughly = (tokens: number): string => {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, tokens))) - 1);
  return count(Math.round(tokens / step) * step);
};

export const importWords: Translated<typeof english.importWords> = {
  result: ({ added, extended, known, messages, tokens }) => {
    const parts = [
      ...(added > 0 ? [`${counted(added, 'chats')}, etwa ${roughly(tokens)} Token`] : []),
      ...(extended > 0
        ? [`neue Nachrichten in ${count(extended)} ${extended === 1 ? 'Chat' : 'Chats'}`]
        : []),
    ];
    const already =
      known > 0 ? ` ${counted(known, 'chats')} ${known === 1 ? 'war' : 'waren'} schon hier.` : '';
    return parts.length === 0
      ? `Nichts Neues importiert.${already}`
      : `Importiert: ${parts.join(', und ')} (${counted(messages, 'messages')}).${already}`;
  },
  progress: (share, chats) => `${Math.floor(100 * share)} %, ${counted(chats, 'chats')}`,
  stopped: 'Der Import wurde gestoppt. Importiere die Dateien noch einmal, um den Rest zu erhalten.',
  leftOut: 'Ausgelassen',
  incomplete: 'Unvollständig',
  remark: ({ unit, told, count: number, examples }) => {
    const names = examples.map((name) => `„${name}“`).join(', ');
    const more = number > examples.length && examples.length > 0 ? ', …' : '';
    return `${counted(number, unit)}: ${sentenceOf(told)}${names === '' ? '' : ` (${names}${more})`}`;
  },
};
