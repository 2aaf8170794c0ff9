/** The words of a question, the words of the index that replace them, and the ranking of passages by both. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { join } from 'node:path';
import { openPassages } from '../../../main/core/documents/index/passages-file.ts';
import { questionOf } from '../../../main/core/documents/index/question.ts';
import { rankWords, type RankedPassage, type Term } from '../../../main/core/documents/index/rank-words.ts';
import { meanings, spellings, stemsOf } from '../../../main/core/documents/index/term-words.ts';
import { hasNumber, withNameParts } from '../../../main/core/documents/index/text-words.ts';
import { fold } from '../../../main/shared/search/fold.ts';
import type { Db } from '../../../main/core/database/connection.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';

const folder = temporaryFolder();
let db: Db;
beforeAll(() => {
  db = openPassages(join(folder.path, 'documents.db'), true);
  const text = fold(
    'compressor compresses wrote writer Fahrräder Fahrradhelm conservación conserva книги книжный interest wireless children comet',
  );
  db.prepare(
    'INSERT INTO passages (row, at, length, text, context, section, has_number) VALUES (1, 0, 9, ?, ?, 1, 0)',
  ).run(text, '');
  db.prepare('INSERT INTO words (rowid, text, context) VALUES (1, ?, ?)').run(text, '');
});
afterAll(() => {
  db.close();
  folder.remove();
});

const words = (text: string): string[] => questionOf(text)?.words ?? [];

it.each([
  ['Why did the man die in the war?', ['man', 'die', 'war']],
  ['Warum war die Rechnung so hoch?', ['rechnung', 'hoch']],
  ['¿Dónde está la estación?', ['estacion']],
  ['Combien coûte le billet, et pour qui ?', ['coute', 'billet']],
  ['Где находится станция?', ['находится', 'станция']],
  ['What is on page 12 and on p. 7?', ['page12', 'page7', '12', 'p', '7']],
  ['Where is parsePrice called?', ['parseprice', 'parse', 'price', 'called']],
])('%j asks by %j', (question, wanted) => {
  expect(words(question)).toEqual(wanted);
});

it('has nothing to ask by in a question of stop words', () => {
  expect(questionOf('What is this about?')).toBeNull();
});

it('adds the parts of joined names and of numbers with their unit', () => {
  expect(withNameParts('parsePrice HTTPServer utf8 16A iPhone plain Plain 1,240')).toBe(
    'parsePrice parse Price HTTPServer HTTP Server utf8 utf 8 16A 16 A iPhone i Phone plain Plain 1,240',
  );
  expect(withNameParts(`${'aB'.repeat(100)}`)).toBe('aB'.repeat(100));
});

it.each([
  ['in the year 1066', true],
  ['forty-one houses', true],
  ['zwolf monate', true],
  ['weight of the canine bones', false],
])('%j has a number: %j', (text, has) => {
  expect(hasNumber(text)).toBe(has);
});

const stand = (word: string): string[] => {
  const [stem] = stemsOf(db, [fold(word)]);
  return [...meanings(db, stem!).keys()];
};

it('knows irregular forms, other endings in any alphabet, and words with the same meaning', () => {
  expect(stand('write')).toContain('wrote');
  expect(stand('child')).toContain('children');
  expect(stand('Fahrrad')).not.toContain('fahrradhelm');
  expect(stand('conservó')).toContain('conserva');
  expect(stand('книга')).toContain('книги');
  expect(stand('wifi')).toContain('wireless');
});

it.each([
  ['compresor', ['compress', 'compressor']],
  ['intrest', ['interest']],
  ['wireles', ['wireless']],
  ['wierless', ['wireless']],
  ['comet', []],
  ['xyz', []],
  ['2024', []],
])('a misspelt %j can be %j', (word, wanted) => {
  expect([...spellings(db, word).keys()]).toEqual(wanted);
});

/** Passages of the documents `a`, `b`, … with the numbers of their rows. */
const passages = (rows: Readonly<Record<string, readonly number[]>>): RankedPassage[] =>
  Object.entries(rows).flatMap(([documentId, its]) =>
    its.map((row) => ({ row, documentId, length: 1000, section: row, hasNumber: false })),
  );
const term = (word: number, rows: Readonly<Record<number, readonly number[]>>, weight = 1): Term => ({
  word,
  weight,
  occurrences: new Map(
    Object.entries(rows).map(([row, offsets]) => [Number(row), { offsets, isInContext: false }]),
  ),
});

it('prefers the document that has a word more often, and near words', () => {
  const two = passages({ a: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], b: [20, 21] });
  expect(rankWords(two, [term(0, { 3: [1], 20: [1] })], false)[0]).toBe(20);
  const one = passages({ a: [0, 2, 4, 6] });
  const apart = [term(0, { 2: [1], 4: [1] }), term(1, { 2: [90], 4: [3] })];
  expect(rankWords(one, apart, false)).toEqual([4, 2]);
});

it('counts a word and its other forms once', () => {
  const one = passages({ a: [0, 2, 4, 6] });
  const terms = [
    term(0, { 2: [1] }),
    term(0, { 2: [50] }, 0.9),
    term(0, { 2: [70] }, 0.9),
    term(0, { 2: [90] }, 0.9),
    term(0, { 4: [1] }, 0.9),
    term(1, { 4: [80] }),
  ];
  expect(rankWords(one, terms, false)).toEqual([4, 2]);
});
