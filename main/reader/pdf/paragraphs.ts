/** Joins the lines of columns to paragraphs, finds headings by their size, and joins words that are hyphenated at the ends of lines. */
import type { Column } from './columns.ts';
import { median, type Line } from './lines.ts';
import type { Body } from './running-lines.ts';

/** A paragraph or a heading. */
export interface Paragraph {
  text: string;
  /** The level of a heading; `null` for others. */
  level: number | null;
  /** It follows the paragraph before without a distance, as a row of a table does. */
  isTight: boolean;
  /** The index of the page on which it begins. */
  page: number;
  /** Where the text of later pages begins in it. */
  continued: { at: number; page: number }[];
}

/** A paragraph with its first and its last line, and the column of the last one. */
interface Piece extends Paragraph {
  first: Line;
  last: Line;
  column: Column;
}

/** What is known of the whole document. */
export interface Style {
  /** The size of most of the text. */
  body: number;
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

export const styleOf = (pages: readonly (readonly Body[])[]): Style => {
  const characters = new Map<number, number>();
  const words = new Set<string>();
  const lines = pages.flatMap((bodies) =>
    bodies.flatMap(({ columns }) => columns.flatMap((column) => column.lines)),
  );
  let isCut = false;
  for (const { size, text } of lines) {
    const rounded = Math.round(size * 4) / 4;
    characters.set(rounded, (characters.get(rounded) ?? 0) + text.length);
    // The last word of a line can be half of one, and the first one the rest of it.
    const whole = text
      .toLowerCase()
      .split(/\s+/)
      .slice(isCut ? 1 : 0, -1);
    for (const word of whole) words.add(bare(word));
    isCut = hyphenEnd.test(text);
  }
  const [body = 0] = [...characters].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  const larger = lines.filter(({ size, text }) => size >= headingSize * body && isTitle(text));
  if (larger.length > mostHeadings * lines.length && lines.length > 8) return { body, headings: [], words };
  const headings: number[] = [];
  for (const size of larger.map((line) => line.size).toSorted((a, b) => b - a))
    if (headings.length === 0 || size < headings.at(-1)! * (1 - sameSize)) headings.push(size);
  return { body, headings, words };
};

const bare = (word: string): string => word.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');

/** The paragraphs of all pages in their order. */
export const paragraphsOf = (pages: readonly (readonly Body[])[], style: Style): Paragraph[] => {
  const pieces = pages.flatMap((bodies, page) =>
    bodies.flatMap(({ columns }) => columns.flatMap((column) => piecesOf(column, page, style))),
  );
  const paragraphs = joinedColumns(pieces, style);
  // Larger text of several lines is no heading.
  for (const paragraph of paragraphs) if (paragraph.text.length > longestHeading) paragraph.level = null;
  return paragraphs;
};

const piecesOf = (column: Column, page: number, style: Style): Piece[] => {
  const pieces: Piece[] = [];
  const gaps = column.lines.slice(1).map(({ y }, at) => y - column.lines[at]!.y);
  const usual = median(gaps.filter((gap) => gap > 0));
  let before: Line | null = null;
  for (const line of column.lines) {
    const level = levelOf(line, style);
    const piece = pieces.at(-1);
    const isApart =
      before === null ||
      piece === undefined ||
      piece.level !== level ||
      line.isApart !== before.isApart ||
      !isSameSize(line, before);
    const how = isApart ? 'paragraph' : howToJoin(before!, line, column, usual, level !== null);
    if (how === 'words' && piece !== undefined) {
      piece.text = joined(piece.text, line.text, style.words);
      piece.last = line;
    } else {
      const isTight = how === 'line';
      pieces.push({ text: line.text, level, isTight, page, continued: [], first: line, last: line, column });
    }
    before = line;
  }
  return pieces;
};

/**
 * Joins paragraphs that continue in the next column or on the next page. Footnotes, captions and tables between the two parts come
 * before the whole paragraph, so that they stay on their page.
 */
const joinedColumns = (pieces: readonly Piece[], style: Style): Paragraph[] => {
  const paragraphs: Piece[] = [];
  let before: Piece | null = null;
  /** The last paragraph of the usual size, and whether there was a caption or a table after it. */
  let open: Piece | null = null;
  let hasPassed = false;
  for (const piece of pieces) {
    const first: Piece | null = before !== null && isSameSize(before.last, piece.first) ? before : open;
    if (first !== null && continues(first, piece, first === open && hasPassed)) {
      moveToEndOfPage(first, paragraphs);
      const text = joined(first.text, piece.text, style.words);
      const at = text.length - piece.text.length;
      // A word that is divided is on the page where it ends.
      if (piece.page !== lastPageOf(first))
        first.continued.push({
          at: hyphenEnd.test(first.text) ? text.lastIndexOf(' ', at) + 1 : at,
          page: piece.page,
        });
      [first.text, first.last, first.column] = [text, piece.last, piece.column];
      before = first;
      hasPassed &&= first !== open;
      continue;
    }
    if (paragraphs.at(-1)?.first.isApart === true) piece.isTight = false;
    paragraphs.push(piece);
    if (piece.first.isApart === true) continue;
    before = piece;
    if (piece.level !== null) open = null;
    else if (isSetOff(piece) || piece.first.size < style.body * (1 - smaller)) hasPassed ||= isSetOff(piece);
    else [open, hasPassed] = [piece, false];
  }
  return paragraphs;
};

const moveToEndOfPage = (piece: Piece, paragraphs: Piece[]): void => {
  paragraphs.splice(paragraphs.lastIndexOf(piece), 1);
  const at = paragraphs.findLastIndex(({ page }) => page <= piece.page) + 1;
  paragraphs.splice(at, 0, piece);
};

const lastPageOf = ({ page, continued }: Piece): number => continued.at(-1)?.page ?? page;

/** Footnotes are at least this much smaller than the text. */
const smaller = 0.06;

/** The caption of a figure, or a row of a table. */
const isSetOff = ({ text }: Piece): boolean => /^\p{L}+\.?\s\d+[.:]/u.test(text) || text.includes('\t');

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

const listItem = /^(?:[•·▪◦‣–*-]|\(?\d{1,3}[.)])\s/;

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
  if (before.text.includes('\t') || line.text.includes('\t') || listItem.test(line.text)) return 'line';
  const indent = line.isRtl ? before.x1 - line.x1 : line.x0 - before.x0;
  if (!isFull(before, line, column)) return 'line';
  return indent > 0.8 * line.size ? 'line' : 'words';
};

/** Whether a sentence is not over at the end of a column, and `next` begins with the rest. */
const continues = (piece: Piece, next: Piece, hasPassed: boolean): boolean =>
  next.column !== piece.column &&
  next.page <= lastPageOf(piece) + 1 &&
  piece.level === null &&
  next.level === null &&
  piece.first.isApart !== true &&
  next.first.isApart !== true &&
  isSameSize(piece.last, next.first) &&
  isFull(piece.last, next.first, piece.column) &&
  ![piece.last, next.first].some(({ text }) => text.includes('\t')) &&
  !/[.!?:;。！？…]["'”’»」』)\]]?$/u.test(piece.text) &&
  /^[\p{L}\p{N}"“‘«「『（(]/u.test(next.text) &&
  !isSetOff(next) &&
  !listItem.test(next.text) &&
  (!hasPassed || hyphenEnd.test(piece.text) || /^\p{Ll}/u.test(next.text));

/** A word is cut here. */
const hyphenEnd = /\p{L}[\u00ad\u2010-]$/u;

const cjkEnd = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]$/u;

/** Joins two lines: with a space, or without the hyphen at the end of the first one. */
const joined = (first: string, second: string, words: ReadonlySet<string>): string => {
  const [, begin, hyphen] = /([\p{L}\p{N}'’-]*\p{L})([\u00ad\u2010-])$/u.exec(first) ?? [];
  const isCapital = begin !== undefined && /^\p{Lu}{2,}$/u.test(begin);
  const [end] = (isCapital ? /^\p{Lu}+/u : /^\p{Ll}[\p{L}\p{N}'’-]*/u).exec(second) ?? [];
  if (begin === undefined || hyphen === undefined || end === undefined)
    return cjkEnd.test(first) || /[—–]$/.test(first) || /^[—–]/.test(second)
      ? first + second
      : `${first} ${second}`;
  const isWord = (text: string): boolean => words.has(text.toLowerCase());
  const isCompound =
    !isWord(begin + end) && (isWord(`${begin}-${end}`) || (begin.length > 2 && isWord(begin) && isWord(end)));
  return isCompound && hyphen !== '\u00ad' ? first + second : first.slice(0, -1) + second;
};
