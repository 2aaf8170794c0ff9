/** The quick window on displays of all sizes. */
import { expect, it } from 'vitest';
import { quickBounds, quickResized } from '../../main/native/quick-place.ts';

const display = { x: 1920, y: 40, width: 1440, height: 860 };
const small = { x: 0, y: 0, width: 480, height: 400 };

it('opens in the upper third, in the middle, and has room for a conversation below', () => {
  expect(quickBounds(display, 140)).toEqual({ x: 2330, y: 212, width: 620, height: 140 });
  expect(quickBounds(display, null)).toEqual({ x: 2330, y: 212, width: 620, height: 560 });
});

it('fits into a small display', () => {
  expect(quickBounds(small, null)).toEqual({ x: 0, y: 0, width: 480, height: 400 });
});

it('takes no height that the page makes up', () => {
  expect(quickBounds(display, 1).height).toBe(120);
  expect(quickBounds(display, 9_000).height).toBe(560);
});

it('grows downwards, and upwards only at the lower edge of the display', () => {
  const moved = { x: 2000, y: 300, width: 700, height: 140 };
  expect(quickResized(moved, display, 250)).toEqual({ ...moved, height: 250 });
  expect(quickResized({ ...moved, y: 700 }, display, null)).toEqual({ ...moved, y: 340, height: 560 });
});
