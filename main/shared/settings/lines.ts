/** Lists of texts as people type them: one per line, with \n for a line break, \t for a tab and \\ for a backslash. */
import { figure } from '../format/figures.ts';
import { entryTexts, type Bias } from './entry.ts';

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\' };
const escapeOf: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\\': '\\\\' };

const escaped = (text: string): string => text.replace(/[\n\t\\]/g, (char) => escapeOf[char]!);

const unescaped = (line: string): string => line.replace(/\\([nt\\])/g, (_, char: string) => escapes[char]!);

const linesOf = (typed: string): string[] => typed.split(/\r?\n/).filter((line) => line.trim() !== '');

export const textsAsLines = (texts: readonly string[]): string => texts.map(escaped).join('\n');

/** The texts in `typed`; `null` for none. Spaces at the ends of a line belong to its text. */
export const textsInLines = (typed: string): string[] | null => {
  const texts = linesOf(typed).map(unescaped);
  return texts.length === 0 ? null : texts;
};

/** `lowest`: the bias that is written as "never". */
export const biasesAsLines = (biases: readonly Bias[], lowest: number): string =>
  biases
    .map(({ text, bias }) => `${escaped(text)} = ${bias <= lowest ? entryTexts.never : figure(bias)}`)
    .join('\n');

/** The biases in `typed`, `text = number` each; `null` for none. Returns the text of a line that is none as `bad`. */
export const biasesInLines = (typed: string, lowest: number): Bias[] | null | { bad: string } => {
  const biases: Bias[] = [];
  for (const line of linesOf(typed)) {
    const [, text, bias] = /^(.*\S)\s*=\s*(\S+)\s*$/.exec(line) ?? [];
    const value =
      bias === 'never' || bias === entryTexts.never
        ? lowest
        : Number(bias?.replace(',', '.').replace('−', '-'));
    if (text === undefined || Number.isNaN(value)) return { bad: line };
    biases.push({ text: unescaped(text), bias: value });
  }
  return biases.length === 0 ? null : biases;
};
