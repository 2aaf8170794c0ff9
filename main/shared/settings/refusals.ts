/** Why a value is refused, made from the entry of its setting. */
import { count, figure } from '../format/figures.ts';
import { translatable } from '../language/language.ts';
import type { Entry } from './entry.ts';

/** One sentence for each kind of setting. `label`: of the setting. */
export const refusalTexts = translatable('refusalTexts', {
  /** `empty`: what an empty field means, for example "No limit"; `null` if it cannot be empty. */
  number: (label: string, isWhole: boolean, from: string, to: string, empty: string | null): string =>
    `${label} must be a ${isWhole ? 'whole number' : 'number'} from ${from} to ${to}${empty === null ? '' : `, or empty for ${empty.toLowerCase()}`}.`,
  numbers: (label: string, example: string): string =>
    `${label} must be whole numbers, for example ${example}.`,
  texts: (label: string, most: number, longest: number, example: string): string =>
    `${label} must be at most ${most} texts of up to ${longest} characters, one per line, for example ${example}.`,
  biases: (label: string, most: number, from: string, to: string): string =>
    `${label} must be at most ${most} lines like “word = -5”, with a number from ${from} to ${to} or “never”.`,
  format: (label: string): string => `${label} must be free text, a JSON schema or a grammar.`,
  text: (label: string, longest: string): string => `${label} must have at most ${longest} characters.`,
  address: (label: string, longest: string): string =>
    `${label} must begin with https:// or http:// and have at most ${longest} characters.`,
  choice: (label: string, names: string): string => `${label} must be one of ${names}.`,
  onOff: (label: string): string => `${label} must be on or off.`,
  keys: (label: string): string =>
    `${label} must be Ctrl, Alt or Super with another key, or one of F1 to F24.`,
} as const);

/** One sentence that says which values are allowed. */
export const refusalOf = (entry: Entry): string => {
  const { label } = entry;
  switch (entry.kind) {
    case 'number': {
      const { from, to, isWhole, unit, empty } = entry;
      const write = isWhole ? count : figure;
      const most = unit === undefined ? write(to) : `${write(to)} ${unit}`;
      const meaning = empty !== undefined && /^\D+$/.test(empty) ? empty : null;
      return refusalTexts.number(label, isWhole, write(from), most, meaning);
    }
    case 'numbers':
      return refusalTexts.numbers(label, entry.example);
    case 'texts':
      return refusalTexts.texts(label, entry.mostTexts, entry.longest, entry.example);
    case 'biases':
      return refusalTexts.biases(label, entry.mostBiases, figure(entry.from), figure(entry.to));
    case 'format':
      return refusalTexts.format(label);
    case 'text':
      return refusalTexts.text(label, count(entry.longest));
    case 'address':
      return refusalTexts.address(label, count(entry.longest));
    case 'choice':
      return refusalTexts.choice(label, Object.values(entry.names).join(', '));
    case 'onOff':
      return refusalTexts.onOff(label);
    case 'keys':
      return refusalTexts.keys(label);
  }
};
