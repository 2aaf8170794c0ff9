/** Positions labels and parts so that none covers another. Plain geometry in pixels. */

/** Moves positions apart to at least `gap`, as little as possible and within `low` and `high`, and keeps their order. */
export const spread = (wanted: readonly number[], gap: number, low: number, high: number): number[] => {
  const order = wanted.map((_, index) => index).toSorted((a, b) => wanted[a]! - wanted[b]!);
  // Labels that would touch become one block, which is placed where its members want to be on average.
  const blocks: { sum: number; members: number[] }[] = [];
  const startOf = ({ sum, members }: { sum: number; members: number[] }): number => {
    const length = (members.length - 1) * gap;
    const centred = sum / members.length - length / 2;
    return Math.max(low, Math.min(centred, high - length));
  };
  for (const index of order) {
    let block = { sum: wanted[index]!, members: [index] };
    for (let before = blocks.at(-1); before; before = blocks.at(-1)) {
      if (startOf(before) + before.members.length * gap <= startOf(block)) break;
      blocks.pop();
      block = { sum: before.sum + block.sum, members: [...before.members, ...block.members] };
    }
    blocks.push(block);
  }
  const placed = [...wanted];
  for (const block of blocks)
    for (const [place, index] of block.members.entries()) placed[index] = startOf(block) + place * gap;
  return placed;
};

/** Lengths to scale, but none below `least`; longer ones give the space that the short ones need, and the sum is `room`. */
export const lengths = (values: readonly number[], room: number, least: number): number[] => {
  const isShort = values.map(() => false);
  for (;;) {
    const shortCount = isShort.filter(Boolean).length;
    const rest = values.reduce((sum, value, index) => (isShort[index] ? sum : sum + value), 0);
    const free = room - shortCount * least;
    let hasNew = false;
    for (const [index, value] of values.entries())
      if (!isShort[index] && !(rest > 0 && (value / rest) * free >= least)) hasNew = isShort[index] = true;
    if (hasNew) continue;
    return values.map((value, index) => (isShort[index] ? least : (value / rest) * free));
  }
};

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const isWithin = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

export interface Callout {
  /** 0 is the row next to the bar. */
  row: number;
  /** The left end of the text. */
  x: number;
}

interface CalloutRoom {
  /** The width of the whole bar, in pixels. */
  width: number;
  rows: number;
  /** Between a leader and its text. */
  gap: number;
}

/**
 * Names above a bar, each connected to its anchor by a leader line: to the right of the line or, at the end, to the left, in
 * the lowest free row. `null` if they cannot all be placed without crossings.
 */
export const callouts = (
  anchors: readonly number[],
  widths: readonly number[],
  { width, rows, gap }: CalloutRoom,
): Callout[] | null => {
  const taken: Box[] = [];
  const placed: Callout[] = [];
  // From the right, so that later names are below the leader lines of earlier ones.
  for (let index = anchors.length - 1; index >= 0; index--) {
    const anchor = anchors[index]!;
    const length = widths[index]!;
    const found = range(rows)
      .flatMap((row) => [
        { row, x: anchor + gap },
        { row, x: anchor - gap - length },
      ])
      .find(({ row, x }) => {
        if (x < 0 || x + length > width) return false;
        const boxes = calloutBoxes(anchor, { row, x }, length, gap);
        return !boxes.some((box) => taken.some((other) => overlap(box, other)));
      });
    if (!found) return null;
    taken.push(...calloutBoxes(anchor, found, length, gap));
    placed[index] = found;
  }
  return placed;
};

/** A name with some space around it, and its leader line down to the bar; rows have the height 1 and count upwards. */
const calloutBoxes = (anchor: number, { row, x }: Callout, length: number, gap: number): Box[] => [
  { x: x - gap / 2, y: row, width: length + 1.5 * gap, height: 1 },
  { x: anchor - 0.5, y: -1, width: 1, height: row + 1.5 },
];

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** A point and the size of its label. */
interface Labelled {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * A label beside each point: right, left, below or above it, where it neither covers an obstacle or another label nor leaves
 * the bounds; `null` if there is no such position.
 */
export const placeBeside = (
  points: readonly Labelled[],
  obstacles: readonly Box[],
  bounds: Box,
  gap: number,
): (Box | null)[] => {
  const taken = [...obstacles];
  return points.map(({ x, y, width, height }) => {
    const middle = y - height / 2;
    const found = [
      { x: x + gap, y: middle },
      { x: x - gap - width, y: middle },
      { x: x - width / 2, y: y + gap },
      { x: x + gap / 2, y: y + gap / 2 },
      { x: x - gap / 2 - width, y: y + gap / 2 },
      { x: x - width / 2, y: y - gap - height },
      { x: x + gap / 2, y: y - gap / 2 - height },
      { x: x - gap / 2 - width, y: y - gap / 2 - height },
    ]
      .map((corner) => ({ ...corner, width, height }))
      .find((box) => isWithin(box, bounds) && !taken.some((other) => overlap(box, other)));
    if (!found) return null;
    taken.push(found);
    return found;
  });
};

/** A line as a row of small boxes that labels must avoid. */
export const lineBoxes = (
  from: readonly [number, number],
  to: readonly [number, number],
  size: number,
): Box[] => {
  const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / size));
  return range(steps + 1).map((step) => ({
    x: from[0] + ((to[0] - from[0]) * step) / steps - size / 2,
    y: from[1] + ((to[1] - from[1]) * step) / steps - size / 2,
    width: size,
    height: size,
  }));
};
