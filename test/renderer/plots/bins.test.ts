/** That no stall is lost between pixels. */
import { expect, test } from 'vitest';
import { longestByPixel, percentile, starts } from '../../../renderer/plots/bins.ts';
import { manyIntervals } from '../../fixtures/plots/samples.ts';

test('each pixel keeps the longest value in it', () => {
  const longest = longestByPixel([1, 5, 2, 9, 3, 3], (index) => index / 2, 4);
  expect(longest).toEqual([1, 3, 4, -1]);
});

test('values outside the scale are drawn at its edge', () => {
  expect(longestByPixel([7, 8], (index) => (index === 0 ? -5 : 99), 3)).toEqual([0, -1, 1]);
  expect(longestByPixel([7], () => 0, 0)).toEqual([]);
});

test('of ten thousand values on three hundred pixels the longest are all there', () => {
  const longest = longestByPixel(manyIntervals, (index) => (index * 300) / 10_000, 300);
  const kept = longest.map((index) => manyIntervals[index]!);
  for (const value of [812, 640]) expect(kept).toContain(value);
  // Shares its pixel with the longest of all.
  expect(kept).not.toContain(420);
});

test('percentiles lie between neighbours', () => {
  expect(percentile([3, 1, 2], 0.5)).toBe(2);
  expect(percentile([1, 2], 0.5)).toBe(1.5);
  expect(percentile([5], 0.95)).toBe(5);
  expect(percentile([], 0.5)).toBe(0);
});

test('starts end with the whole', () => {
  expect(starts([2, 3])).toEqual([0, 2, 5]);
});
