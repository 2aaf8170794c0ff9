/** That labels and parts never cover one another, whatever is asked of them. */
import { expect, test } from 'vitest';
import { callouts, lengths, lineBoxes, overlap, placeBeside, spread } from '../../../renderer/plots/place.ts';

const numbers = (length: number, seed: number): number[] => {
  let state = seed;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  });
};

test('places that are apart stay where they are, others move as little as possible', () => {
  expect(spread([10, 50, 90], 20, 0, 100)).toEqual([10, 50, 90]);
  expect(spread([50, 50], 20, 0, 100)).toEqual([40, 60]);
  expect(spread([90, 20, 92], 20, 0, 100)).toEqual([80, 20, 100]);
  expect(spread([0, 1, 2], 10, 0, 100)).toEqual([0, 10, 20]);
  expect(spread([], 10, 0, 100)).toEqual([]);
});

test('spread places keep their gap, their order and their bounds', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const wanted = numbers(8, seed).map((value) => value * 200);
    const placed = spread(wanted, 15, 0, 200);
    const order = wanted.map((_, index) => index).toSorted((a, b) => wanted[a]! - wanted[b]!);
    const inOrder = order.map((index) => placed[index]!);
    expect(inOrder[0]).toBeGreaterThanOrEqual(-1e-9);
    expect(inOrder.at(-1)).toBeLessThanOrEqual(200 + 1e-9);
    for (const [before, place] of inOrder.slice(1).entries())
      expect(place - inOrder[before]!).toBeGreaterThanOrEqual(15 - 1e-9);
  }
});

test('the shortest parts have a pixel, and all together the whole room', () => {
  expect(lengths([1, 1, 2], 400, 1)).toEqual([100, 100, 200]);
  expect(lengths([0, 0, 5], 100, 1)).toEqual([1, 1, 98]);
  // Taking from the long ones makes another one too short, which is then lengthened as well.
  const cascading = lengths([0, 1.005, 98.995], 100, 1);
  expect(cascading).toEqual([1, 1, 98]);
  expect(lengths([0, 0], 10, 1)).toEqual([1, 1]);
  const real = lengths([4, 9, 6, 0.4, 12, 61_000, 42, 3, 16], 360, 1);
  expect(real.reduce((sum, one) => sum + one, 0)).toBeCloseTo(360);
  expect(Math.min(...real)).toBe(1);
});

test('names are drawn over their leaders without crossing, or not at all', () => {
  const room = { width: 400, rows: 4, gap: 5 };
  expect(callouts([10, 200], [60, 60], room)).toEqual([
    { row: 0, x: 15 },
    { row: 0, x: 205 },
  ]);
  // At the right edge a name is drawn to the left of its leader.
  expect(callouts([399], [60], room)).toEqual([{ row: 0, x: 334 }]);
  expect(callouts([2, 5, 9], [60, 60, 60], room)).toEqual([
    { row: 2, x: 7 },
    { row: 1, x: 10 },
    { row: 0, x: 14 },
  ]);
  expect(callouts([1, 2, 3, 4, 5], [60, 60, 60, 60, 60], room)).toBeNull();
  expect(callouts([200], [500], room)).toBeNull();
});

test('labels beside points keep clear of everything and within the bounds', () => {
  const bounds = { x: 0, y: 0, width: 300, height: 200 };
  for (let seed = 1; seed <= 30; seed++) {
    const at = numbers(16, seed);
    const points = Array.from({ length: 8 }, (_, index) => ({
      x: at[2 * index]! * 300,
      y: at[2 * index + 1]! * 200,
      width: 60,
      height: 14,
    }));
    const obstacles = lineBoxes([0, 200], [300, 0], 8);
    const labels = placeBeside(points, obstacles, bounds, 10).filter((label) => label !== null);
    expect(labels.length).toBeGreaterThan(0);
    for (const [index, label] of labels.entries()) {
      expect(label.x >= 0 && label.x + 60 <= 300 && label.y >= 0 && label.y + 14 <= 200).toBe(true);
      for (const other of [...obstacles, ...labels.slice(0, index)])
        expect(overlap(label, other)).toBe(false);
    }
  }
});
