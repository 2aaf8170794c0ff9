/** When the core is told of a draft. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createReadAhead } from '../../../renderer/state/read-ahead.ts';

let told: string[];
const start = () =>
  createReadAhead({
    read: (chatId, text, attached) =>
      void told.push(`${chatId}: ${text}${attached.map(({ documentId }) => ` + ${documentId}`).join('')}`),
    drop: () => void told.push('drop'),
  });

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
});
afterEach(() => {
  vi.useRealTimers();
});

test('a draft is told once it rests, and not between two keys', () => {
  const readAhead = start();
  for (const text of ['W', 'Wh', 'Why']) {
    readAhead.changed('c', text, false);
    vi.advanceTimersByTime(399);
  }
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['c: Why']);
});

test('what was pasted is told at once', () => {
  start().changed(null, 'A book', true);
  expect(told).toEqual(['null: A book']);
});

test('a change takes back what was told, once', () => {
  const readAhead = start();
  readAhead.changed('c', 'Why', true);
  readAhead.changed('c', 'Why ', false);
  readAhead.changed('c', 'Why n', false);
  readAhead.changed('c', '', false);
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual(['c: Why', 'drop']);
});

test('an empty draft is nothing to read', () => {
  const readAhead = start();
  readAhead.changed('c', ' \n', true);
  readAhead.left();
  expect(told).toEqual([]);
});

test('a sent draft is not taken back, one that is left is', () => {
  const readAhead = start();
  readAhead.changed('c', 'Why', true);
  readAhead.sent();
  readAhead.changed('c', '', false);
  readAhead.left();
  expect(told).toEqual(['c: Why']);
  readAhead.changed('c', 'How', false);
  readAhead.sent();
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual(['c: Why']);
  readAhead.changed('c', 'When', true);
  readAhead.left();
  expect(told).toEqual(['c: Why', 'c: When', 'drop']);
});

test('documents are told without a text, and again when another one is there', () => {
  const readAhead = start();
  const documents = (...ids: string[]): string =>
    JSON.stringify(ids.map((documentId) => ({ documentId, mode: 'whole' })));
  readAhead.changed('c', '', false, documents('report'));
  vi.advanceTimersByTime(400);
  readAhead.changed('c', '', false, documents('report', 'notes'));
  vi.advanceTimersByTime(400);
  readAhead.changed('c', '', false, '');
  vi.advanceTimersByTime(400);
  expect(told).toEqual(['c:  + report', 'drop', 'c:  + report + notes', 'drop']);
});
