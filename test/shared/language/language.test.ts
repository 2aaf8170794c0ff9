/** The choice of the language, and texts that take the place of others. */
import { afterEach, expect, it } from 'vitest';
import {
  bytes,
  count,
  duration,
  figure,
  percent,
  speed,
  tokens,
} from '../../../main/shared/format/figures.ts';
import {
  dateLocale,
  language,
  languageFor,
  speak,
  translatable,
} from '../../../main/shared/language/language.ts';
import { german } from '../../../main/shared/words/german/german.ts';

afterEach(() => speak('en', {}));

it.each([
  ['de', [], 'de'],
  ['en', ['de-DE'], 'en'],
  ['system', ['de-AT', 'en'], 'de'],
  ['system', ['fr-FR', 'de'], 'de'],
  ['system', ['en-GB', 'de'], 'en'],
  ['system', ['DE'], 'de'],
  ['system', ['fr'], 'en'],
  ['system', [], 'en'],
  [null, ['de'], 'de'],
  ['klingon', ['de'], 'de'],
  ['toString', ['constructor'], 'en'],
])('the choice %s on a system with %j is %s', (choice, preferred, expected) => {
  expect(languageFor(choice, preferred)).toBe(expected);
});

it('puts texts in place in the same objects and takes them back, and leaves what is not translated', () => {
  const texts = translatable('test', {
    group: { one: 'one', two: (n: number): string => `two ${n}`, list: ['a', 'b'] },
    other: 'other',
  });
  const { group } = texts;
  speak('de', { test: { group: { one: 'eins', two: (n: number) => `zwei ${n}`, list: ['x', 'y'] } } });
  expect([language(), dateLocale(), group.one, group.two(2), group.list, texts.other]).toEqual([
    'de',
    'de',
    'eins',
    'zwei 2',
    ['x', 'y'],
    'other',
  ]);
  // Texts that are loaded later are German from the beginning.
  speak('de', { late: { one: 'eins' } });
  expect([group.one, translatable('late', { one: 'one' }).one]).toEqual(['one', 'eins']);
  speak('en', {});
  expect([language(), dateLocale(), group.two(2), group.list]).toEqual(['en', 'en-GB', 'two 2', ['a', 'b']]);
});

it('writes figures as German does', () => {
  speak('de', german);
  const plain = [
    bytes(2_540_000_000),
    count(1234567),
    duration(2_540),
    duration(4.126),
    duration(9.001),
    speed(9.8, 1000),
    tokens(1),
    tokens(8192),
    percent(0.25),
    figure(0.7),
    new Date(2026, 10, 28).toLocaleDateString(dateLocale(), { day: 'numeric', month: 'long' }),
  ].map((text) => text?.replaceAll('\u2009', ' '));
  expect(plain).toEqual([
    '2,54 GB',
    '1.234.567',
    '2,54 s',
    '4,13 ms',
    '9 ms',
    '9,8 Token/s',
    '1 Token',
    '8.192 Token',
    '25 %',
    '0,7',
    '28. November',
  ]);
});
