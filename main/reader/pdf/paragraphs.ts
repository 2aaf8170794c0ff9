/** Joins the lines of columns to paragraphs, finds headings by their size, and joins words that are hyphenated at the ends of lines. */
import type { Column } from './columns.ts';
import { median, type Line } from './lines.ts';

/** A paragraph or a heading. `level`: of a heading, `null` otherwise. */
export interface Paragraph {
  text: string;
  level: number | null;
}

/** What is known of the whole document. */
export interface Style {
  /** The sizes of headings, the largest first. */
  headings: readonly number[];
  /** All words in lower case, also with hyphens in them. */
  words: ReadonlySet<string>;
}

/** Headings are this much larger than the text. */
const headingSize = 1.15;
/** Headings are rarer than this share of the lines; otherwise sizes do not tell. */
const mostHeadings = 0.25;
const longestHeading = 200;
const deepestHeading = 4;
/** Sizes within this share are one. */
const sameSize = 0.04;
/** A larger distance than this multiple of the usual one begins a paragraph. */
const paragraphGap = 1.3;

const isTitle = (text: string): boolean =>
  text.length <= longestHeading && !text.includes('\t') && /\p{L}{2}/u.test(text);

export const styleOf = (pages: readonly (readonly Column[])[]): Style => {
  const characters = new Map<number, number>();
  const words = new Set<string>();
  const lines = pages.flat().flatMap((column) => column.lines);
  for (const { size, text } of lines) {
    const rounded = Math.round(size * 4) / 4;
    characters.set(rounded, (characters.get(rounded) ?? 0) + text.length);
    // The last word of a line can be half of one.
    for (const word of text.toLowerCase().split(/\s+/).slice(0, -1)) words.add(bare(word));
  }
  const [body = 0] = [...characters].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  const larger = lines.filter(({ size, text }) => size >= headingSize * body && isTitle(text));
  if (larger.length > mostHeadings * lines.length && lines.length > 8) return { headings: [], words };
  const headings: number[] = [];
  for (const size of larger.map((line) => line.size).toSorted((a, b) => b - a))
    if (headings.length === 0 || size < headings.at(-1)! * (1 - sameSize)) headings.push(size);
  return { headings, words };
};

const bare = (word: string): string => word.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');

export const paragraphsOf = (columns: readonly Column[], style: Style): Paragraph[] => {
  const paragraphs: Paragraph[] = [];
  let before: { line: Line; column: Column } | null = null;
  for (const column of columns) {
    const gaps = column.lines.slice(1).map(({ y }, at) => y - column.lines[at]!.y);
    const usual = median(gaps.filter((gap) => gap > 0));
    for (const line of column.lines) {
      const level = levelOf(line, style);
      const last = paragraphs.at(-1);
      const how =
        before === null || last === undefined || last.level !== level || !isSameSize(line, before.line)
          ? 'paragraph'
          : before.column === column
            ? howToJoin(before.line, line, column, usual, level !== null)
            : acrossColumns(before.line, line, before.column);
      if (how === 'paragraph' || last === undefined) paragraphs.push({ text: line.text, level });
      else if (how === 'line') last.text += `\n${line.text}`;
      else last.text = joined(last.text, line.text, style.words);
      before = { line, column };
    }
  }
  // Larger text of several lines is no heading.
  for (const paragraph of paragraphs) if (paragraph.text.length > longestHeading) paragraph.level = null;
  return paragraphs;
};

const isSameSize = (a: Line, b: Line): boolean =>
  Math.abs(a.size - b.size) <= 0.12 * Math.max(a.size, b.size);

const levelOf = ({ size, text }: Line, { headings }: Style): number | null => {
  if (!isTitle(text)) return null;
  const at = headings.findIndex((heading) => size >= heading * (1 - sameSize));
  return at < 0 ? null : Math.min(deepestHeading, at + 1);
};

/** The next word would not have fitted, so the next line belongs to the same paragraph. */
const isFull = (line: Line, next: Line, { x0, x1 }: Column): boolean => {
  const rest = line.isRtl ? line.x0 - x0 : x1 - line.x1;
  const perCharacter = (next.x1 - next.x0) / Math.max(1, next.text.length);
  const word = cjkEnd.test(next.text.slice(0, 1)) ? 1 : next.text.search(/\s|$/) + 1;
  // Letters differ in width.
  return hyphenEnd.test(line.text) || rest < 1.15 * word * perCharacter + line.size;
};

const howToJoin = (
  before: Line,
  line: Line,
  column: Column,
  usual: number,
  isHeading: boolean,
): 'paragraph' | 'line' | 'words' => {
  if (line.y - before.y > Math.max(paragraphGap * usual, 1.05 * line.size) && usual > 0) {
    return line.y - before.y > 3 * line.size || !isHeading ? 'paragraph' : 'words';
  }
  if (isHeading) return 'words';
  // Cells of a table, and an item of a list.
  if (
    before.text.includes('\t') ||
    line.text.includes('\t') ||
    /^(?:[•·▪◦‣–*-]|\(?\d{1,3}[.)])\s/.test(line.text)
  )
    return 'line';
  const indent = line.isRtl ? before.x1 - line.x1 : line.x0 - before.x0;
  if (!isFull(before, line, column)) return 'line';
  return indent > 0.8 * line.size ? 'line' : 'words';
};

/** A sentence can continue in the next column. */
const acrossColumns = (before: Line, line: Line, column: Column): 'paragraph' | 'words' =>
  !isFull(before, line, column) ||
  /[.!?:;。！？…]["'”’»)\]]?$/u.test(before.text) ||
  !/^[\p{L}\p{N}"“‘(]/u.test(line.text)
    ? 'paragraph'
    : 'words';

/** A word is cut here. */
const hyphenEnd = /\p{L}[\u00ad\u2010-]$/u;

const cjkEnd = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]$/u;

/** Joins two lines: with a space, or without the hyphen at the end of the first one. */
const joined = (first: string, second: string, words: ReadonlySet<string>): string => {
  const [, begin, hyphen] = /([\p{L}\p{N}'’-]*\p{L})([\u00ad\u2010-])$/u.exec(first) ?? [];
  const [end] = /^\p{Ll}[\p{L}\p{N}'’-]*/u.exec(second) ?? [];
  if (begin === undefined || hyphen === undefined || end === undefined)
    return cjkEnd.test(first) || /[—–]$/.test(first) || /^[—–]/.test(second)
      ? first + second
      : `${first} ${second}`;
  const isWord = (text: string): boolean => words.has(text.toLowerCase());
  const isCompound =
    !isWord(begin + end) && (isWord(`${begin}-${end}`) || (begin.length > 2 && isWord(begin) && isWord(end)));
  return isCompound && hyphen !== '\u00ad' ? first + second : first.slice(0, -1) + second;
};
