/** Why a value is refused, made from the entry of its setting. */
import type { Entry } from './entry.ts';

/** One sentence that says which values are allowed. */
export const refusalOf = (entry: Entry): string => {
  const must = (what: string): string => `${entry.label} must ${what}.`;
  switch (entry.kind) {
    case 'number': {
      const { from, to, isWhole, unit, empty } = entry;
      const range = `a ${isWhole ? 'whole number' : 'number'} from ${figure(from)} to ${figure(to)}`;
      const orEmpty =
        empty !== undefined && /^\D+$/.test(empty) ? `, or empty for ${empty.toLowerCase()}` : '';
      return must(`be ${range}${unit === undefined ? '' : ` ${unit}`}${orEmpty}`);
    }
    case 'numbers':
      return must(`be whole numbers, for example ${entry.example}`);
    case 'texts':
      return must(
        `be at most ${entry.mostTexts} texts of up to ${entry.longest} characters, one per line, for example ${entry.example}`,
      );
    case 'biases':
      return must(
        `be at most ${entry.mostBiases} lines like “word = -5”, with a number from ${entry.from} to ${entry.to} or “never”`,
      );
    case 'text':
      return must(`have at most ${figure(entry.longest)} characters`);
    case 'address':
      return must(`begin with https:// or http:// and have at most ${figure(entry.longest)} characters`);
    case 'choice':
      return must(`be one of ${Object.values(entry.names).join(', ')}`);
    case 'onOff':
      return must('be on or off');
  }
};

const figure = (value: number): string => value.toLocaleString('en');
