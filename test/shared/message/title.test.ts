import { expect, it } from 'vitest';
import { modelTitle, titleOf } from '../../../main/shared/message/title.ts';
import { cpuMs } from '../../fixtures/growth.ts';

it.each([
  ['What is prefill?', 'What is prefill?'],
  ['What\nis\nthis?', 'What is this?'],
  ['What\r\nis\r\nthis?', 'What is this?'],
  ['\n\n## Heading\ntext', 'Heading'],
  ['First paragraph\n\nSecond', 'First paragraph Second'],
  ['```\ncode', 'code'],
  ['```python\nprint(1)\n```', 'print(1)'],
  ['   \n', 'New chat'],
  ['', 'New chat'],
  [`${'word '.repeat(30)}`, 'word word word word word word word word word word word word…'],
  ['x'.repeat(80), `${'x'.repeat(60)}…`],
  ['x'.repeat(60), 'x'.repeat(60)],
])('the title of %j is %j', (text, title) => {
  expect(titleOf(text)).toBe(title);
});

it.each([
  ['-5 °C in °F?', '-5 °C in °F?'],
  ['`ls -la` explain', '`ls -la` explain'],
  ['#1 hit of 1999', '#1 hit of 1999'],
  ['#include <stdio.h>', '#include <stdio.h>'],
  ['*args and **kwargs?', '*args and **kwargs?'],
  ['2 * 3 * 4', '2 * 3 * 4'],
  ['snake_case_name or __init__.py', 'snake_case_name or __init__.py'],
  ['---', '---'],
  ['~5 km', '~5 km'],
  ['`**not bold**`', '`**not bold**`'],
])('the title of %j keeps what is not markup: %j', (text, title) => {
  expect(titleOf(text)).toBe(title);
});

it.each([
  ['**What** is *this*, and ***that***?', 'What is this, and that?'],
  ['- a list\n- of two', 'a list - of two'],
  ['> quoted', 'quoted'],
  ['See [the page](https://example.org/a) and ![a picture](x.png)', 'See the page and a picture'],
  ['~~old~~ new', 'old new'],
])('the title of %j has no markup: %j', (text, title) => {
  expect(titleOf(text)).toBe(title);
});

it('a title is cut between graphemes, never through one', () => {
  expect(titleOf(`${'字'.repeat(59)}😀尾尾`)).toBe(`${'字'.repeat(59)}😀…`);
  expect(titleOf(`${'a'.repeat(59)}👨‍👩‍👧‍👦bc`)).toBe(`${'a'.repeat(59)}👨‍👩‍👧‍👦…`);
  expect(titleOf(`${'a'.repeat(59)}e\u0301bc`)).toBe(`${'a'.repeat(59)}e\u0301…`);
  expect(titleOf('🇩🇪'.repeat(70))).toBe(`${'🇩🇪'.repeat(50)}…`);
  // This grapheme has no end.
  expect(titleOf(`Zalgo ${'a'}${'\u0301'.repeat(100_000)} b`)).toBe('Zalgo…');
});

it.each(['\u200b', '\u200b\u200d\ufeff', '\u2060\n\u00ad', '\u202e', '\u3164', '\u2800', '\u0007'])(
  'the title of the invisible text %j is visible',
  (text) => {
    expect(titleOf(text)).toBe('New chat');
  },
);

it('a title does not change the writing direction, and shows lone surrogates and NULs as symbols', () => {
  expect(titleOf('safe\u202egpj.exe')).toBe('safegpj.exe');
  expect(titleOf('a\ud800b\0c')).toBe('a\ufffdb\u2400c');
});

it('the title of 2 million characters takes no noticeable time', () => {
  const long = ['*'.repeat(2e6), 'a_'.repeat(1e6), '['.repeat(2e6), '> '.repeat(1e6), '`'.repeat(2e6)];
  expect(cpuMs(() => void long.map(titleOf))).toBeLessThan(1000);
});

it.each([
  ['Prefill and decode', 'Prefill and decode'],
  ['  "Prefill and decode."  ', 'Prefill and decode'],
  ['Title: Prefill and decode', 'Prefill and decode'],
  ['**Title:** *Prefill* and decode', 'Prefill and decode'],
  ['"Title: Prefill and decode"', 'Prefill and decode'],
  ['# Titel: „Vorverarbeitung“', 'Vorverarbeitung'],
  ['标题：《预填充》', '预填充'],
  ['\n---\n\nPrefill\nI hope that this helps!', 'Prefill'],
  ['And so on...', 'And so on...'],
  ['“One” and “two”', '“One” and “two”'],
  ['<b>Prefill</b>', '<b>Prefill</b>'],
  [`${'word '.repeat(30)}`, 'word word word word word word word word word word word word…'],
  ['', null],
  ['  \n***\n"..."', null],
  ['\u200b', null],
])('a title that a model wrote as %j is %j', (answer, title) => {
  expect(modelTitle(answer)).toBe(title);
});
