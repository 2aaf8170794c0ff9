/** Finds marks in a text and decides whether they count: within prose and code, a mark is mentioned rather than used. */
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

/** The number of characters at the end that may still become a mark. */
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

/** The most characters of a line that are awaited to see whether it ends in code. */
const mostOfLine = 200;

/** Whether a mark between `before` and `after` is mentioned rather than used; `null` if more input decides. */
export const quoted = (before: string, after: string, isEnd: boolean): boolean | 'as code' | null => {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  if ((line.match(/`/g) ?? []).length % 2 === 1) {
    const end = after.search(/[`\n]/);
    if (end >= 0 && after[end] === '`') return 'as code';
    if (end < 0 && !isEnd && after.length < mostOfLine) return null;
  }
  if (after.length < 2 && !isEnd && after !== '\n') return null;
  // A mark at the beginning or the end of its line is used.
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
