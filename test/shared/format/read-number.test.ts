/** Tests reading numbers as people type them. */
import { expect, test } from 'vitest';
import { readNumber } from '../../../main/shared/format/read-number.ts';

test('a whole number is read with any thousands separator, or none', () => {
  for (const text of [
    '8192',
    '8,192',
    '8.192',
    '8 192',
    '8\u202f192',
    '8\u2009192',
    '8\u00a0192',
    "8'192",
    ' 8192 ',
    '８１９２',
  ])
    expect(readNumber(text, true), text).toBe(8192);
  for (const text of ['131072', '131,072', '131.072', '131 072'])
    expect(readNumber(text, true), text).toBe(131_072);
  expect(readNumber('4,194,304', true)).toBe(4_194_304);
  expect(readNumber('4.194.304', true)).toBe(4_194_304);
  // These have no groups of three, so the separator is a decimal one and the number is not whole.
  expect(readNumber('8,19', true)).toBe(8.19);
  expect(readNumber('81,9200', true)).toBe(81.92);
  expect(readNumber('0.500', true)).toBe(0.5);
});

test('a number with decimals is read with a point or a comma', () => {
  for (const text of ['0.7', '0,7', '.7', ',7']) expect(readNumber(text, false), text).toBe(0.7);
  expect(readNumber('1,125', false)).toBe(1.125);
  expect(readNumber('1,234.5', false)).toBe(1234.5);
  expect(readNumber('1.234,5', false)).toBe(1234.5);
  expect(readNumber('-1', false)).toBe(-1);
});

test('an empty text is no number, and any other text that is none is NaN', () => {
  expect(readNumber('  ', true)).toBe(null);
  for (const text of ['many', '1e5', '0x10', '1,2,3', '1.2.3', '--1', 'Infinity', '8k'])
    expect(readNumber(text, true), text).toBe(NaN);
});
