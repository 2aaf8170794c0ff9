/** Figures as they are typeset. */
import { expect, test } from 'vitest';
import { bytes, count, duration, speed, tokens } from '../../../renderer/words/figures.ts';

const t = '\u2009';

test.each([
  [0, `0${t}ms`],
  [0.412, `0.41${t}ms`],
  [4.126, `4.13${t}ms`],
  [41.26, `41${t}ms`],
  [412.6, `413${t}ms`],
  [999.4, `999${t}ms`],
  [999.6, `1.0${t}s`],
  [1_000, `1.0${t}s`],
  [8_512.4, `8.51${t}s`],
  [12_340, `12.3${t}s`],
  [59_960, `60${t}s`],
  [99_949, `99.9${t}s`],
  [99_950, `1${t}min 40${t}s`],
  [3_725_000, `62${t}min 5${t}s`],
  [37_079_000, `10${t}h 18${t}min`],
])('%d ms', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test('speed divides tokens by time and says nothing where there was none', () => {
  expect(speed(48, 412.6)).toBe(`116${t}tokens/s`);
  expect(speed(182, 8_512.4)).toBe(`21.4${t}tokens/s`);
  expect(speed(3, 1_000)).toBe(`3.0${t}tokens/s`);
  expect(speed(2_048, 300)).toBe(`6,827${t}tokens/s`);
  expect(speed(0, 100)).toBeNull();
  expect(speed(10, 0)).toBeNull();
});

test('sizes and counts', () => {
  expect(bytes(512)).toBe(`512${t}B`);
  expect(bytes(9_700_000)).toBe(`9.7${t}MB`);
  expect(bytes(5_027_000_000)).toBe(`5.03${t}GB`);
  expect(bytes(999_700)).toBe(`1.0${t}MB`);
  expect(count(12_345.4)).toBe('12,345');
  expect(tokens(1)).toBe(`1${t}token`);
  expect(tokens(0)).toBe(`0${t}tokens`);
});
