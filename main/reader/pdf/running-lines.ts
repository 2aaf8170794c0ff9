/**
 * Running heads and feet, and the numbers of pages: lines at the edges of pages that repeat from page to page. They would interrupt the
 * paragraphs that continue on the next page.
 */
import { columnOf, type Column } from './columns.ts';
import { median, rowsOf, type Line } from './lines.ts';

/** The text of a page that is written in one direction. Each direction has coordinates of its own. */
export interface Body {
  /** Quarter turns. */
  turn: number;
  /** Where the page begins and ends in the direction of its lines, in points. */
  top: number;
  bottom: number;
  columns: readonly Column[];
}

/** The most rows at one edge of a page that can be running. */
const mostRows = 4;
/** They are in this share of the page from its edges. */
const margin = 0.16;
/** A running line is on at least this many pages, or on both of two. */
const fewestPages = 3;
/** Rows of different pages are at the same height if they are at most about this far apart, in points. */
const sameHeight = 4;
/** Running lines are at most this much larger than the text: larger ones are headings. */
const largest = 1.12;

interface EdgeRow {
  /** The edge, and the direction of the text. */
  edge: string;
  /** The number of rows between it and the edge. */
  depth: number;
  lines: Line[];
  text: string;
  y: number;
  keys: Key[];
  /** Whether the page has more text than two lines: that of pages with less is compared with others, but is no evidence itself. */
  isEvidence: boolean;
}

/** What a row says, without the number of its page. `offset`: that number minus the page's index; `null` if it has none. */
interface Key {
  text: string;
  offset: number | null;
}

/**
 * Takes the running lines out of the pages. A line whose words are nowhere else stays where it is first, as one that is no part of
 * the text around it. `bodySize`: the size of most of the text.
 */
export const withoutRunningLines = (
  pages: readonly (readonly Body[])[],
  bodySize: number,
): (readonly Body[])[] => {
  const rows = pages.flatMap((bodies, page) => bodies.flatMap((body) => edgeRows(body, page, bodySize)));
  const { found, numbers } = runningAmong(rows, Math.min(fewestPages, Math.max(2, pages.length)));
  const running = rows.filter((row) => found.has(row));
  const removed = new Set(running.flatMap((row) => row.lines));
  const all = pages.flatMap((bodies) =>
    bodies.flatMap(({ columns }) => columns.flatMap(({ lines }) => lines)),
  );
  const elsewhere = ` ${wordsOf(
    all
      .filter((line) => !removed.has(line))
      .map(({ text }) => text)
      .join(' '),
  )} `;
  const seen = new Set<string>();
  for (const row of running) {
    const { text, lines } = row;
    const words = wordsOf(text);
    if (numbers.has(row) || words === '' || seen.has(words) || elsewhere.includes(` ${words} `)) continue;
    seen.add(words);
    for (const line of lines) {
      removed.delete(line);
      line.isApart = true;
    }
  }
  return pages.map((bodies) =>
    bodies.map((body) => {
      const columns = body.columns.flatMap(({ lines, isVertical }) => {
        const left = lines.filter((line) => !removed.has(line));
        return left.length === 0 ? [] : [columnOf(left, isVertical)];
      });
      // Pages that say the same from top to bottom have a text that repeats; a page of one line is empty but for its running head.
      const isAll =
        columns.length === 0 && body.columns.reduce((sum, { lines }) => sum + lines.length, 0) > 2;
      return isAll ? body : { ...body, columns };
    }),
  );
};

/** The words of a text in lower case, without its numbers. */
const wordsOf = (text: string): string => (text.toLowerCase().match(/\p{L}[\p{L}\p{M}]*/gu) ?? []).join(' ');

const edgeRows = ({ turn, top, bottom, columns }: Body, page: number, bodySize: number): EdgeRow[] => {
  const all = rowsOf(columns.filter(({ isVertical }) => !isVertical).flatMap(({ lines }) => lines));
  const rowAt =
    (edge: string) =>
    (lines: Line[], depth: number): EdgeRow => {
      const text = lines.map((line) => line.text).join('\t');
      const y = median(lines.map((line) => line.y));
      return {
        edge: `${edge} ${turn}`,
        depth,
        lines,
        text,
        y,
        keys: keysOf(text, page),
        isEvidence: all.length > 2,
      };
    };
  const most = Math.min(mostRows, all.length);
  const depth = margin * (bottom - top);
  const isAtEdge = ({ lines, y }: EdgeRow): boolean =>
    (y < top + depth || y > bottom - depth) && lines.every(({ size }) => size <= largest * bodySize);
  const outermost = (rows: EdgeRow[]): EdgeRow[] => {
    const end = rows.findIndex((row) => !isAtEdge(row));
    return end < 0 ? rows : rows.slice(0, end);
  };
  return [
    ...outermost(all.slice(0, most).map(rowAt('top'))),
    ...outermost(
      all
        .slice(all.length - most)
        .toReversed()
        .map(rowAt('bottom')),
    ),
  ];
};

/** The text itself, and the text with each of its numbers taken for that of the page. */
const keysOf = (text: string, page: number): Key[] => {
  const whole = text.toLowerCase().replaceAll(/\s+/g, ' ').trim();
  const numbers = [...whole.matchAll(/\p{Nd}{1,5}|(?<=^\P{L}*)[ivxlc]+(?=\P{L}*$)/gu)].map((found) => {
    const rest = whole.slice(0, found.index) + whole.slice(found.index + found[0].length);
    return { text: /[\p{L}\p{N}]/u.test(rest) ? rest : '', offset: valueOf(found[0]) - page };
  });
  return [{ text: whole, offset: null }, ...numbers];
};

const romanDigits: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };

/** The value of a number in decimal digits of Latin or Arabic scripts, or in Roman ones. */
const valueOf = (digits: string): number => {
  if (!/^[ivxlc]/.test(digits))
    return Number(
      digits.replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/g, (one) => String(one.charCodeAt(0) & 15)),
    );
  const values = [...digits].map((one) => romanDigits[one]!);
  return values.reduce((sum, value, at) => sum + (value < (values[at + 1] ?? 0) ? -value : value), 0);
};

const isOnlyNumber = ({ text, offset }: Key): boolean => offset !== null && text === '';

/** Counts things at heights: the count of one includes those that are up to `step` points higher or lower. */
const heights = (step: number) => {
  const counts = new Map<string, number>();
  const at = (key: string, y: number, move: number): string => `${Math.round(y / step) + move} ${key}`;
  return {
    add: (key: string, y: number) => counts.set(at(key, y, 0), (counts.get(at(key, y, 0)) ?? 0) + 1),
    near: (key: string, y: number): number =>
      [-1, 0, 1].reduce((sum, move) => sum + (counts.get(at(key, y, move)) ?? 0), 0),
  };
};

/**
 * Rows with the same text at the same height on several pages, numbers of pages, and rows in the place of such rows, as the title of
 * a short chapter is. A row that has text between it and the edge is text.
 */
const runningAmong = (
  rows: readonly EdgeRow[],
  fewest: number,
): { found: ReadonlySet<EdgeRow>; numbers: ReadonlySet<EdgeRow> } => {
  const running = new Set<EdgeRow>();
  const alike = heights(sameHeight);
  const nameOf = ({ edge }: EdgeRow, { text, offset }: Key): string => `${edge} ${offset} ${text}`;
  for (const row of rows) if (row.isEvidence) for (const key of row.keys) alike.add(nameOf(row, key), row.y);
  const offsets = new Set<number>();
  for (const row of rows)
    for (const key of row.keys) {
      if (alike.near(nameOf(row, key), row.y) < (isOnlyNumber(key) ? 2 : fewest)) continue;
      running.add(row);
      if (isOnlyNumber(key)) offsets.add(key.offset!);
    }
  const numbers = new Set(
    rows.filter(({ keys }) => keys.some((key) => isOnlyNumber(key) && offsets.has(key.offset!))),
  );
  for (const row of numbers) running.add(row);

  const [others, same] = [heights(1), heights(1)];
  const placeOf = ({ edge, lines }: EdgeRow): string => `${edge} ${Math.round(lines[0]!.size * 2)}`;
  for (const row of rows.filter(({ depth }) => depth === 0))
    (running.has(row) ? same : others).add(placeOf(row), row.y);
  for (const row of rows) {
    if (row.depth > 0 || running.has(row)) continue;
    const count = same.near(placeOf(row), row.y);
    if (count >= fewestPages && count >= others.near(placeOf(row), row.y)) running.add(row);
  }

  // The rows of a page and edge come one after the other, the outermost first.
  let before: EdgeRow | null = null;
  for (const row of rows) {
    if (row.depth > 0 && (before === null || !running.has(before))) running.delete(row);
    before = row;
  }
  return { found: running, numbers };
};
