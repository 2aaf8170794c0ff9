/** Lines of text out of the runs of a page, from right to left where the script is written so. */
import type { Run } from './runs.ts';

/** A line, or the part of one that is in a column. Lengths are points; `y` grows downwards. */
export interface Line {
  text: string;
  x0: number;
  x1: number;
  y: number;
  size: number;
  isRtl: boolean;
  /** It is no part of the text around it, as the running head of a page. */
  isApart?: boolean;
}

const rtlLetter = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/gu;
const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;

/** Two runs on one line have baselines closer than this share of the larger size: superscripts are raised by less. */
const sameLine = 0.5;
/** A gap of this share of the size is a space between words; fonts kern by less. */
const space = 0.15;
/** A wider gap is between cells or columns. */
const wideGap = 1.2;

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Groups runs by their baselines, the topmost first, each from left to right. */
export const rowsOf = <Piece extends { x0: number; y: number; size: number }>(
  pieces: readonly Piece[],
): Piece[][] => {
  const rows: { y: number; size: number; pieces: Piece[] }[] = [];
  for (const piece of pieces.toSorted((a, b) => a.y - b.y)) {
    const row = rows.at(-1);
    if (row !== undefined && piece.y - row.y <= sameLine * Math.max(piece.size, row.size)) {
      row.pieces.push(piece);
      // The baseline of a line is that of its largest text.
      if (piece.size > row.size) [row.y, row.size] = [piece.y, piece.size];
    } else rows.push({ y: piece.y, size: piece.size, pieces: [piece] });
  }
  return rows.map((row) => row.pieces.toSorted((a, b) => a.x0 - b.x0));
};

/** Parts of a row between gaps of at least this share of the size. */
export const segmentsOf = <Piece extends { x0: number; x1: number; size: number }>(
  row: readonly Piece[],
  least = wideGap,
): Piece[][] => {
  const segments: Piece[][] = [];
  let end = -Infinity;
  for (const run of row) {
    const last = segments.at(-1);
    if (last !== undefined && run.x0 - end < least * run.size) last.push(run);
    else segments.push([run]);
    end = Math.max(end, run.x1);
  }
  return segments;
};

/** Text that is drawn twice with a small offset, to look bold, counts once. */
const withoutDoubles = (runs: readonly Run[]): Run[] =>
  runs.filter(
    (run, at) =>
      !runs
        .slice(Math.max(0, at - 3), at)
        .some(
          ({ text, x0, y }) =>
            text === run.text &&
            Math.abs(x0 - run.x0) < 0.1 * run.size &&
            Math.abs(y - run.y) < 0.1 * run.size,
        ),
  );

/** Justified lines have no wider gaps, as a multiple of the size. */
const widestJustified = 3.5;

/** Whether all gaps are about the same: a justified line with few words has gaps as wide as those between cells. */
const areEven = (runs: readonly Run[]): boolean => {
  const gaps = runs
    .slice(1)
    .map((run, at) => run.x0 - runs[at]!.x1)
    .filter((gap, at) => gap > space * runs[at]!.size);
  return (
    gaps.length >= 2 &&
    Math.max(...gaps) <= Math.min(1.4 * Math.min(...gaps), widestJustified * (runs[0]?.size ?? 0))
  );
};

/** The mark of a footnote: a number that is smaller and higher than the text beside it. */
const isMark = (run: Run, beside: Run): boolean =>
  /^\s*\p{Nd}{1,3}\s*$/u.test(run.text) &&
  run.size <= 0.8 * beside.size &&
  beside.y - run.y >= 0.15 * beside.size;

/** What marks follow. Units have exponents, but fewer letters. */
const beforeMark = /(?:\p{L}{4}|[.,;:!?"'”’»)\]])$/u;

/**
 * Whether a row has another gap of this width above or below: cells are below each other, while the gaps of justified lines are anywhere.
 */
const hasGap = (row: readonly Run[], from: number, to: number): boolean => {
  const middle = (from + to) / 2;
  return (
    row.length > 0 && segmentsOf(row).length > 1 && !row.some(({ x0, x1 }) => x0 < middle && x1 > middle)
  );
};

/** One line of runs that are sorted from left to right. `beside`: the rows above and below. */
export const lineOf = (row: readonly Run[], beside: readonly (readonly Run[])[] = []): Line => {
  const runs = withoutDoubles(row);
  const all = runs.map(({ text }) => text).join('');
  const rtl = all.match(rtlLetter)?.length ?? 0;
  const isRtl = rtl * 2 > (all.match(/\p{L}/gu)?.length ?? 0);
  const ordered = isRtl ? fromRight(runs) : runs;
  const isEven = areEven(runs);
  const isCell = (gap: number, size: number, from: number): boolean =>
    gap > wideGap * size * 1.25 &&
    !isEven &&
    (gap > widestJustified * size ||
      beside.length === 0 ||
      beside.some((other) => hasGap(other, from, from + gap)));
  let text = '';
  let before: Run | null = null;
  for (const run of ordered) {
    if (before !== null && isMark(run, before) && beforeMark.test(text)) {
      text += `[${run.text.trim()}]`;
      before = run;
      continue;
    }
    if (before !== null && before === ordered[0] && isMark(before, run)) text += ' ';
    else if (before !== null) {
      const gap = Math.max(run.x0 - before.x1, before.x0 - run.x1);
      const size = Math.min(run.size, before.size);
      const isCjk = cjk.test(text.slice(-1)) && cjk.test(run.text[0] ?? '');
      if (isCell(gap, size, Math.min(before.x1, run.x1))) text += '\t';
      else if (isCjk ? gap > 0.7 * size : gap > space * size || (run.hasSpace && gap > 0.05 * size))
        text += ' ';
    }
    text += run.text.trim();
    before = run;
  }
  const largest = runs.reduce((best, run) => (run.text.length > best.text.length ? run : best));
  return {
    text: text.replaceAll(/[^\S\t]+/g, ' ').trim(),
    x0: Math.min(...runs.map(({ x0 }) => x0)),
    x1: Math.max(...runs.map(({ x1 }) => x1)),
    y: largest.y,
    size: largest.size,
    isRtl,
  };
};

/** From right to left, with neighbours that are written from left to right in that order. */
const fromRight = (runs: readonly Run[]): Run[] => {
  const ordered: Run[] = [];
  let ltr: Run[] = [];
  for (const run of runs.toReversed()) {
    if (!run.isRtl && /[\p{L}\p{N}]/u.test(run.text)) ltr.unshift(run);
    else {
      ordered.push(...ltr, run);
      ltr = [];
    }
  }
  return [...ordered, ...ltr];
};
