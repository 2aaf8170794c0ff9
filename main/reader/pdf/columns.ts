/**
 * The reading order of a page: columns are found by the gutters between them, and read one after the other between the lines that cross
 * them, such as titles. Tables have gutters as well, but short cells, and are read by row.
 */
import { lineOf, median, rowsOf, segmentsOf, type Line } from './lines.ts';
import type { Run } from './runs.ts';

/** Lines of one column, in their order, and its sides. */
export interface Column {
  lines: Line[];
  x0: number;
  x1: number;
  isVertical: boolean;
}

interface Segment {
  runs: Run[];
  x0: number;
  x1: number;
  y: number;
  size: number;
}

/** A gutter is at least this wide, as a share of the size of the text. LaTeX has 10 points, browsers one em. */
const narrowestGutter = 0.75;
/** Parts of a row that are closer than this share of the size are not on two sides of a gutter. */
const closestSides = 0.7;
/** At most this share of the lines crosses a gutter. */
const mostCrossing = 0.35;
/** Columns of text have lines of at least this many ems, and at least this many lines. Cells of tables are shorter. */
const shortestLine = 9;
const fewestLines = 3;
/** Lines of fewer ems can be cells: of lines of text at least this share begins inside of a sentence. */
const surelyText = 20;
const fewestInside = 0.2;
/** Runs that are closer than this share of the size are not looked between. */
const closest = 0.35;
/** Deeper cuts than any page has columns. */
const deepest = 6;

export const columnsOf = (runs: readonly Run[]): Column[] => {
  const horizontal = runs.filter(({ isVertical }) => !isVertical);
  const vertical = runs.filter(({ isVertical }) => isVertical);
  const segments = rowsOf(horizontal).flatMap((row) => segmentsOf(row, closest).map(segmentOf));
  return [...verticalColumns(vertical), ...cut(segments, 0)];
};

const segmentOf = (runs: Run[]): Segment => ({
  runs,
  x0: Math.min(...runs.map(({ x0 }) => x0)),
  x1: Math.max(...runs.map(({ x1 }) => x1)),
  y: median(runs.map(({ y }) => y)),
  size: Math.max(...runs.map(({ size }) => size)),
});

const cut = (segments: readonly Segment[], depth: number): Column[] => {
  if (segments.length === 0) return [];
  const gutter = depth < deepest && segments.length >= 2 * fewestLines ? gutterOf(segments) : null;
  if (gutter === null) return [column(segments)];
  const isRtl = mostlyRtl(segments);
  const columns: Column[] = [];
  /** Lines between two that cross the gutter. */
  let sides: [Segment[], Segment[]] = [[], []];
  let full: Segment[] = [];
  const endFull = (): void => {
    columns.push(...cut(full, depth + 1));
    full = [];
  };
  const endSides = (): void => {
    const [left, right] = sides.map((side) => cut(side, depth + 1)) as [Column[], Column[]];
    columns.push(...(isRtl ? [...right, ...left] : [...left, ...right]));
    sides = [[], []];
  };
  for (const row of rowsOf(segments)) {
    if (isRowAcross(row, gutter)) {
      endSides();
      full.push(...row);
    } else {
      endFull();
      for (const segment of row) sides[centre(segment) < gutter ? 0 : 1].push(segment);
    }
  }
  endFull();
  endSides();
  return columns;
};

const centre = ({ x0, x1 }: { x0: number; x1: number }): number => (x0 + x1) / 2;

const isAcross = (segment: Segment, gutter: number): boolean => segment.x0 <= gutter && segment.x1 >= gutter;

/** A part of the row covers the gutter, or only a space between words is there. */
const isRowAcross = (row: readonly Segment[], gutter: number): boolean => {
  const ends = row.filter(({ x1 }) => x1 < gutter).map(({ x1 }) => x1);
  const starts = row.filter(({ x0 }) => x0 > gutter).map(({ x0 }) => x0);
  const gap = Math.min(...starts) - Math.max(...ends);
  return (
    row.some((segment) => isAcross(segment, gutter)) ||
    gap < closestSides * Math.min(...row.map(({ size }) => size))
  );
};

const mostlyRtl = (segments: readonly Segment[]): boolean => {
  const runs = segments.flatMap((segment) => segment.runs);
  return runs.filter(({ isRtl }) => isRtl).length * 2 > runs.length;
};

/** The middle of the best gutter; `null` if there is none. */
const gutterOf = (segments: readonly Segment[]): number | null => {
  const size = median(segments.map((segment) => segment.size));
  const [left, right] = [
    Math.min(...segments.map(({ x0 }) => x0)),
    Math.max(...segments.map(({ x1 }) => x1)),
  ];
  // A tenth of an em is fine enough for gutters; the other bound is for pages of any size.
  const step = Math.max(size / 10, (right - left) / 4000);
  const cells = Math.ceil((right - left) / step) + 1;
  const covered = new Float64Array(cells + 1);
  for (const { x0, x1 } of segments) {
    covered[Math.round((x0 - left) / step)]! += 1;
    covered[Math.min(cells, Math.round((x1 - left) / step))]! -= 1;
  }
  for (let at = 1; at <= cells; at++) covered[at]! += covered[at - 1]!;
  const most = mostCrossing * Math.max(...covered);
  // The most lines that cross a gutter of the least width that begins at each cell: numbers of pages can be inside a gutter.
  const span = Math.max(1, Math.round((narrowestGutter * size) / step));
  const crossing = Array.from({ length: Math.max(0, cells - span) }, (_, at) =>
    Math.max(...covered.subarray(at, at + span)),
  );
  let best: { middle: number; width: number; crossing: number } | null = null;
  for (let from = 0; from < crossing.length;) {
    const here = crossing[from]!;
    let to = from;
    while (to < crossing.length && crossing[to] === here) to += 1;
    const width = (to - from) * step;
    const middle = left + ((from + to + span - 1) / 2) * step;
    const isBetter = best === null || here < best.crossing || (here === best.crossing && width > best.width);
    if (here <= most && isBetter && areColumns(segments, middle)) best = { middle, width, crossing: here };
    from = to;
  }
  return best?.middle ?? null;
};

const areColumns = (segments: readonly Segment[], gutter: number): boolean => {
  const beside = segments.filter((segment) => !isAcross(segment, gutter));
  return [-1, 1].every((side) => {
    const own = beside.filter((segment) => (centre(segment) - gutter) * side > 0);
    const rows = rowsOf(own);
    const width = median(rows.map(widestPart));
    const inside = rows.filter(([first]) => /^[\p{Ll}\p{Lo}]/u.test(first?.runs[0]?.text ?? ''));
    return (
      rows.length >= fewestLines &&
      width >= shortestLine &&
      (width >= surelyText || inside.length >= fewestInside * rows.length)
    );
  });
};

/** The width of the widest part of a row between wide gaps, in ems. */
const widestPart = (row: readonly Segment[]): number =>
  Math.max(
    ...segmentsOf(row).map(
      (part) => (part.at(-1)!.x1 - part[0]!.x0) / Math.max(...part.map(({ size }) => size)),
    ),
  );

const column = (segments: readonly Segment[]): Column => {
  const rows = rowsOf(segments.flatMap(({ runs }) => runs));
  return columnOf(
    rows.map((row, at) => lineOf(row, [rows[at - 1] ?? [], rows[at + 1] ?? []])),
    false,
  );
};

/** A column with these lines, of which there is at least one. */
export const columnOf = (lines: Line[], isVertical: boolean): Column => ({
  lines,
  x0: Math.min(...lines.map(({ x0 }) => x0)),
  x1: Math.max(...lines.map(({ x1 }) => x1)),
  isVertical,
});

/** Lines of vertical writing, the rightmost first. They become lines of horizontal text. */
const verticalColumns = (runs: readonly Run[]): Column[] => {
  if (runs.length === 0) return [];
  const turned = runs.map((run) => ({
    ...run,
    // As if the page were turned by a quarter to the left.
    x0: run.y,
    x1: run.y1,
    y: -run.x0,
    hasSpace: false,
  }));
  const lines = rowsOf(turned).map((row) => lineOf(row));
  return [columnOf(lines, true)];
};
