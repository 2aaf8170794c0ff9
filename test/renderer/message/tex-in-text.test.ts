/** Dollars are money unless they are math. */
import { expect, test } from 'vitest';
import { parse } from '../../../renderer/message/markdown/parse.ts';

const mathIn = (text: string): string[] =>
  [...JSON.stringify(parse(text)).matchAll(/"type":"(?:inlineM|m)ath","value":("(?:[^"\\]|\\.)*")/g)].map(
    ([, value]) => JSON.parse(value!) as string,
  );

test.each([
  ['It costs $5 or $10.', []],
  ['From $5 to $x^2$', ['x^2']],
  ['$20,000 and USD$30', []],
  ['The slope $m$ and $b$.', ['m', 'b']],
  ['$a\\$b$', ['a\\$b']],
  ['\\$5 and $x$', ['x']],
  ['$ x $', []],
  ['$x$5', []],
  ['`$x$` stays code', []],
  ['$$x + 1$$ in a line', ['x + 1']],
  ['\\(a_1\\) and \\[b\\]', ['a_1', 'b']],
  ['\\(\\frac{a\\\\)}{b}\\)', ['\\frac{a\\\\)}{b}']],
  ['\\(never closed and $5', []],
  ['a \\[escaped] bracket', []],
  ['\\[\nx\n\\]', ['x']],
  ['$$\nx\n$$', ['x']],
  ['two\n$lines\nof$ it', ['lines\nof']],
])('%s', (text, math) => {
  expect(mathIn(text).map((value) => value.trim())).toEqual(math);
});

test('what is not math keeps its Markdown', () => {
  expect(JSON.stringify(parse('$5 and *ten* $'))).toContain('emphasis');
  expect(JSON.stringify(parse('~5 to ~10'))).not.toContain('delete');
});
