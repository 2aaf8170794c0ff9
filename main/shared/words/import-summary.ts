/** What an import brought, in words: for the terminal line by line, and for the window piece by piece. */
import { count } from '../format/figures.ts';
import { sentenceOf } from './catalogue.ts';
import type { Told } from './told.ts';
import { translatable } from '../language/language.ts';

/** As `ImportRemark` in shared/contract/transfer.ts. */
interface Remark {
  unit: 'chats' | 'messages' | 'files';
  told: Told;
  count: number;
  examples: readonly string[];
}

/** As `ImportSummary` there. */
interface Summary {
  added: number;
  extended: number;
  known: number;
  messages: number;
  tokens: number;
  wasStopped: boolean;
  leftOut: readonly Remark[];
  incomplete: readonly Remark[];
}

const units: Record<Remark['unit'], [one: string, several: string]> = {
  chats: ['chat', 'chats'],
  messages: ['message', 'messages'],
  files: ['file', 'files'],
};

const counted = (number: number, unit: Remark['unit']): string =>
  `${count(number)} ${units[unit][number === 1 ? 0 : 1]}`;

/** Two significant digits of an estimate. */
const roughly = (tokens: number): string => {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, tokens))) - 1);
  return count(Math.round(tokens / step) * step);
};

export const importWords = translatable('importWords', {
  /** The result in one sentence. */
  result: ({
    added,
    extended,
    known,
    messages,
    tokens,
  }: Omit<Summary, 'wasStopped' | 'leftOut' | 'incomplete'>): string => {
    const parts = [
      ...(added > 0 ? [`${counted(added, 'chats')}, about ${roughly(tokens)} tokens`] : []),
      ...(extended > 0 ? [`new messages in ${counted(extended, 'chats')}`] : []),
    ];
    const already =
      known > 0 ? ` ${counted(known, 'chats')} ${known === 1 ? 'was' : 'were'} here already.` : '';
    return parts.length === 0
      ? `Nothing new was imported.${already}`
      : `Imported ${parts.join(', and ')} (${counted(messages, 'messages')}).${already}`;
  },
  /** `share` of 1 of the bytes. */
  progress: (share: number, chats: number): string =>
    `${Math.floor(100 * share)} %, ${counted(chats, 'chats')}`,
  stopped: 'The import was stopped. Import the files again for the rest.',
  leftOut: 'Left out',
  incomplete: 'Incomplete',
  /** "3 chats: The chat has no messages. (“A”, “B”, …)" */
  remark: ({ unit, told, count: number, examples }: Remark): string => {
    const names = examples.map((name) => `“${name}”`).join(', ');
    const more = number > examples.length && examples.length > 0 ? ', …' : '';
    return `${counted(number, unit)}: ${sentenceOf(told)}${names === '' ? '' : ` (${names}${more})`}`;
  },
});

export const summaryLines = (summary: Summary): string[] => [
  importWords.result(summary),
  ...(summary.wasStopped ? [importWords.stopped] : []),
  ...(summary.leftOut.length > 0 ? [`${importWords.leftOut}:`] : []),
  ...summary.leftOut.map((remark) => `  ${importWords.remark(remark)}`),
  ...(summary.incomplete.length > 0 ? [`${importWords.incomplete}:`] : []),
  ...summary.incomplete.map((remark) => `  ${importWords.remark(remark)}`),
];
