/** Ticks, quantities and tables as they are written. */
import { expect, test } from 'vitest';
import { listed, percent, quantity, quantityRange, shownUnit } from '../../../renderer/plots/quantity.ts';
import { ridge, roofAt } from '../../../renderer/plots/roof.ts';
import { extent, makeScale, type Axis } from '../../../renderer/plots/scale.ts';
import { tableTexts, tabSeparated } from '../../../renderer/plots/table.ts';
import { linearTexts, logText, logTicks } from '../../../renderer/plots/ticks.ts';

const t = '\u2009';

test.each([
  [412, 'ms', `412${t}ms`],
  [1_024, 'tokens', `1,024${t}tokens`],
  [20.43, 'tokens/s', `20.4${t}tokens/s`],
  [0, 'tokens/s', `0${t}tokens/s`],
  [21e9, 'B/s', `21${t}GB/s`],
  [3.35e12, 'B/s', `3.35${t}TB/s`],
  [130e9, 'FLOP/s', `130${t}GFLOP/s`],
  [999.9e9, 'FLOP/s', `1${t}TFLOP/s`],
  [1.2e15, 'FLOP/s', `1.2${t}PFLOP/s`],
  [0.9234, 'FLOP/byte', `0.923${t}FLOP/byte`],
  [2_500, 'W', `2,500${t}W`],
  [12, '', '12'],
])('%d %s', (value, unit, words) => {
  expect(quantity(value, unit)).toBe(words);
});

test('a unit that all figures share is written once', () => {
  expect(listed([`1${t}s`, `2${t}s`])).toEqual(['1', `2${t}s`]);
  expect(listed([`900${t}ms`, `1.2${t}s`])).toEqual([`900${t}ms`, `1.2${t}s`]);
  expect(quantityRange(380, 426, 'tokens/s')).toBe(`380–426${t}tokens/s`);
  expect(quantityRange(900, 1_200, 'ms')).toBe(`900${t}ms–1.2${t}s`);
});

test('shares are whole percent, and the smallest are not nothing', () => {
  expect([0, 0.001, 0.005, 0.624, 1.04].map(percent)).toEqual(
    ['0', '<1', '1', '62', '104'].map((figure) => `${figure}${t}%`),
  );
});

test('an axis of time goes from milliseconds to seconds and minutes', () => {
  expect(shownUnit('ms', 999).unit).toBe('ms');
  expect(shownUnit('ms', 1_000).unit).toBe('s');
  expect(shownUnit('ms', 600_000).unit).toBe('min');
  expect(shownUnit('tokens', 1e9)).toEqual({ factor: 1, unit: 'tokens' });
});

test('linear ticks have as many decimals as they need', () => {
  expect(linearTexts([0, 0.5, 1])).toEqual(['0', '0.5', '1.0']);
  expect(linearTexts([0, 0.25])).toEqual(['0', '0.3']);
  expect(linearTexts([0, 0.05, 0.1])).toEqual(['0', '0.05', '0.10']);
  expect(linearTexts([0, 5_000, 10_000])).toEqual(['0', '5,000', '10,000']);
});

test('log ticks are powers of ten, with steps between where few are in view', () => {
  expect(logTicks(1, 1_000, 4)).toEqual([1, 10, 100, 1_000]);
  expect(logTicks(1, 1_000, 12)).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]);
  expect(logTicks(1, 1_000, 8)).toEqual([1, 3, 10, 30, 100, 300, 1_000]);
  expect(logTicks(1, 1e6, 4)).toEqual([1, 100, 1e4, 1e6]);
  expect(logTicks(21, 44, 3)).toEqual([30, 40]);
  expect(logTicks(0.01, 1, 3)).toEqual([0.01, 0.1, 1]);
});

test('log labels carry a prefix, and their unit if there is room', () => {
  expect(logText(1e10, 'FLOP/s', false)).toBe(`10${t}GFLOP/s`);
  expect(logText(1e10, 'FLOP/s', true)).toBe(`10${t}G`);
  expect(logText(10_000, 'tokens', false)).toBe('10,000');
  expect(logText(0.1, 'FLOP/byte', false)).toBe('0.1');
  expect([1, 100, 1_000, 100_000].map((ms) => logText(ms, 'ms', true))).toEqual(
    ['1 ms', '100 ms', '1 s', '100 s'].map((words) => words.replace(' ', t)),
  );
});

const room = {
  range: [0, 400],
  spacing: 30,
  lengthOf: (text: string) => 8 * text.length,
  gap: 20,
  isNice: false,
  isShort: false,
} as const;

test.each<[string, Axis, readonly [number, number]]>([
  ['many', { label: 'Prompt', unit: 'tokens' }, [0, 123_456]],
  ['few', { label: 'Prompt', unit: 'tokens' }, [3, 3.2]],
  ['log', { label: 'Prompt', unit: 'tokens', scale: 'log' }, [1, 1e9]],
  ['long', { label: 'Day', unit: '', format: (day) => `the day with number ${day}` }, [1, 30]],
])('labels of an axis stand apart: %s', (_, axis, domain) => {
  const { ticks } = makeScale(axis, domain, room);
  expect(ticks.length).toBeGreaterThan(0);
  for (const [index, next] of ticks.slice(1).entries()) {
    const tick = ticks[index]!;
    expect(next.at - tick.at).toBeGreaterThanOrEqual(4 * (tick.text.length + next.text.length) + 20);
  }
});

test('a title carries the unit unless it says the same or the ticks do', () => {
  const title = (axis: Axis, isShort = false) => makeScale(axis, [1, 5_000], { ...room, isShort }).title;
  expect(title({ label: 'First token', unit: 'ms' })).toBe('First token, s');
  expect(title({ label: 'Tokens', unit: 'tokens' })).toBe('Tokens');
  expect(title({ label: 'Performance', unit: 'FLOP/s', scale: 'log' })).toBe('Performance');
  expect(title({ label: 'Performance', unit: 'FLOP/s', scale: 'log' }, true)).toBe('Performance, FLOP/s');
  expect(title({ label: 'Intensity', unit: 'FLOP/byte', scale: 'log' })).toBe('Intensity, FLOP/byte');
});

test('days are not named twice where ticks fall between them', () => {
  const { ticks } = makeScale({ label: 'Day', unit: '', format: (day) => `d${Math.floor(day)}` }, [1, 3], {
    ...room,
    range: [0, 900],
  });
  expect(ticks.map(({ text }) => text)).toEqual(['d1', 'd2', 'd3']);
});

test('an extent is never empty', () => {
  expect(extent([], true)).toEqual([0, 1]);
  expect(extent([0], true)).toEqual([0, 1]);
  expect(extent([4], false)).toEqual([2, 6]);
  expect(extent([4], true)).toEqual([0, 4]);
});

test('tables give plain numbers and the unit in the header', () => {
  const table = {
    columns: [{ name: 'Phase' }, { name: 'Performance', unit: 'FLOP/s' }, { name: 'Prefill', unit: 'ms' }],
    rows: [
      ['Prefill', 92e9, 1_234.5678],
      ['Decode', 12.25e9, null],
    ],
  };
  expect(tableTexts(table)).toEqual({
    headers: ['Phase', 'Performance (GFLOP/s)', 'Prefill (ms)'],
    cells: [
      ['Prefill', '92', '1,234.57'],
      ['Decode', '12.25', ''],
    ],
  });
  expect(tabSeparated(table)).toBe(
    'Phase\tPerformance (FLOP/s)\tPrefill (ms)\nPrefill\t92000000000\t1234.5678\nDecode\t12250000000\t',
  );
  expect(tableTexts({ columns: [{ name: 'Tokens' }], rows: [[1_234_567]] }).cells).toEqual([['1,234,567']]);
});

test('the roof is memory up to the ridge and compute from there', () => {
  const ceilings = { bandwidthBytesPerS: 20e9, flopsPerS: 100e9 };
  expect(ridge(ceilings)).toBe(5);
  expect(roofAt(ceilings, 1)).toEqual({ flopsPerS: 20e9, bound: 'memory' });
  expect(roofAt(ceilings, 5)).toEqual({ flopsPerS: 100e9, bound: 'compute' });
  expect(roofAt(ceilings, 50)).toEqual({ flopsPerS: 100e9, bound: 'compute' });
});
