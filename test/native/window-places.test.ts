/** Where windows open: bounds from the last time against the displays of now. */
import { describe, expect, it } from 'vitest';
import { freeNumber, keptWindows, mostWindows, placed } from '../../main/native/window-places.ts';
import { zoomed } from '../../main/native/zoom.ts';

const main = { x: 0, y: 0, width: 1440, height: 900 };
const left = { x: -1920, y: 40, width: 1920, height: 1040 };
const window = { number: 1, isMaximized: false, isFullScreen: false, chatId: null };

describe('a window', () => {
  it.each([
    [
      'stays where it was',
      { x: 10, y: 20, width: 800, height: 600 },
      { x: 10, y: 20, width: 800, height: 600 },
    ],
    [
      'stays on another display',
      { x: -1800, y: 50, width: 800, height: 600 },
      { x: -1800, y: 50, width: 800, height: 600 },
    ],
    [
      'has no place where no display is',
      { x: 5000, y: 20, width: 800, height: 600 },
      { width: 800, height: 600 },
    ],
    [
      'has no place where only its edge is to be seen',
      { x: 1390, y: 20, width: 800, height: 600 },
      { width: 800, height: 600 },
    ],
    [
      'has no place where only its other edge is to be seen',
      { x: -2670, y: 50, width: 800, height: 600 },
      { width: 800, height: 600 },
    ],
    [
      'has no place with its title bar above the display',
      { x: 10, y: -30, width: 800, height: 600 },
      { width: 800, height: 600 },
    ],
    [
      'is no larger than its display',
      { x: 10, y: 20, width: 4000, height: 2000 },
      { x: 10, y: 20, width: 1440, height: 900 },
    ],
  ])('%s', (_name, kept, expected) => {
    expect(placed(kept, [main, left])).toEqual(expected);
  });
});

describe('what was kept', () => {
  const bounds = { x: 1, y: 2, width: 800, height: 600 };
  it.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['another shape', '[]'],
    ['no windows', '{"zoom":1}'],
  ])('may be %s', (_name, json) => {
    expect(keptWindows(json)).toEqual({ zoom: 1, windows: [] });
  });

  it('loses only the windows and the size that make no sense', () => {
    const good = { ...window, bounds };
    const wrong = [
      { ...good, number: 0 },
      { ...good, number: 2, bounds: { ...bounds, x: 1.5 } },
      { ...good, number: 3, chatId: 'c'.repeat(81) },
      // Two windows must not have the same draft.
      good,
      null,
    ];
    expect(keptWindows(JSON.stringify({ zoom: 40, windows: [good, ...wrong] }))).toEqual({
      zoom: 1,
      windows: [good],
    });
  });
});

it('gives each window the lowest free number, up to a limit', () => {
  expect(freeNumber([])).toBe(1);
  expect(freeNumber([1, 3])).toBe(2);
  expect(freeNumber(Array.from({ length: mostWindows }, (_, index) => index + 1))).toBe(null);
});

it('zooms in steps, between limits', () => {
  expect(zoomed(1, 'in')).toBe(1.1);
  expect(zoomed(1.3, 'out')).toBe(1.25);
  expect(zoomed(3, 'in')).toBe(3);
  expect(zoomed(0.5, 'out')).toBe(0.5);
  expect(zoomed(2, 'reset')).toBe(1);
});
