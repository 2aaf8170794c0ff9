/** Where a mark stands in a text, and whether it counts there: within prose and code it is spoken of, not set. */
import { openSpecialAt } from './answer-marks.ts';

/** The first of `marks` in `text`. */
export const firstOf = (text: string, marks: string[]): { at: number; mark: string | null } => {
  let first: { at: number; mark: string | null } = { at: text.length, mark: null };
  for (const mark of marks) {
    const at = text.indexOf(mark);
    if (at >= 0 && at < first.at) first = { at, mark };
  }
  return first;
};

/** How many characters at the end may still be the beginning of a mark. */
export const undecided = (text: string, marks: string[]): number => {
  let longest = text.length - openSpecialAt(text);
  for (const mark of marks)
    for (let length = Math.min(mark.length - 1, text.length); length > longest; length--)
      if (text.endsWith(mark.slice(0, length))) longest = length;
  return longest;
};

/** Whether `before` ends within a fenced block of code. */
export const isFenced = (before: string): boolean =>
  (before.match(/^ {0,3}(```|~~~)/gm) ?? []).length % 2 === 1;

/** Characters of a line that are waited for to see whether code ends in it. */
const mostOfLine = 200;

/** Whether a mark between `before` and `after` is spoken of rather than set; `null` where more input decides. */
export const quoted = (before: string, after: string, isEnd: boolean): boolean | 'as code' | null => {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  if ((line.match(/`/g) ?? []).length % 2 === 1) {
    const end = after.search(/[`\n]/);
    if (end >= 0 && after[end] === '`') return 'as code';
    if (end < 0 && !isEnd && after.length < mostOfLine) return null;
  }
  if (after.length < 2 && !isEnd && after !== '\n') return null;
  // A mark that ends its line or begins one is set.
  if (/^[ \t]*(\n|$)/.test(after) || line.trim() === '') return false;
  const previous = line.at(-1)!;
  const next = after[0]!;
  if (/\s/.test(previous) || /[([{“‘«]/.test(previous)) return true;
  return (
    /[)\]},;:.?!”’»]/.test(next) ||
    /^["'`]+(?![\p{L}\p{N}*_])/u.test(after) ||
    (/["']/.test(previous) && previous === next)
  );
};
