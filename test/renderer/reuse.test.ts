/** Where a prompt started and why, in words. */
import { expect, test } from 'vitest';
import type { Reuse, ReuseCause } from '../../main/contract/types.ts';
import { causeSentences, firstWords, startSentence } from '../../renderer/latency/reuse.ts';
import { temperatureWords } from '../../renderer/latency/temperature.ts';

const t = '\u2009';
/** Where the line must not break. */
const n = '\u202f';
const from = (parts: Partial<Reuse>): Reuse => ({
  from: 'none',
  restoreMs: 0,
  cause: null,
  messageId: null,
  ...parts,
});

test('where the prompt started', () => {
  expect(startSentence(from({ from: 'hot' }), { cachedTokens: 1_312 })).toBe(
    `The first 1,312${n}tokens of the prompt were still in memory.`,
  );
  expect(startSentence(from({ from: 'hot' }), { cachedTokens: 1 })).toBe(
    `The first 1${n}token of the prompt was still in memory.`,
  );
  expect(startSentence(from({ from: 'snapshot', restoreMs: 12.3 }), { cachedTokens: 614 })).toBe(
    `The first 614${n}tokens of the prompt were restored from disk in 12${n}ms.`,
  );
  expect(startSentence(from({ from: 'none' }), { cachedTokens: 0 })).toBe(
    'The prompt was read from its start.',
  );
  // What was restored had nothing in common with the prompt.
  expect(startSentence(from({ from: 'hot' }), { cachedTokens: 0 })).toBe(
    'The prompt was read from its start.',
  );
});

const words: Record<ReuseCause, RegExp> = {
  'first-time': /not read this chat before/,
  edited: /message was changed/,
  'other-version': /another version/i,
  rewritten: /template .*differently/,
  'system-prompt': /system prompt/,
  dropped: /dropped to make room/,
  'window-slid': /checkpoint/,
  'not-kept': /not been stored/,
  evicted: /made room/,
  refused: /damaged/,
  'other-model': /another model/i,
  'other-settings': /KV cache precision/,
};

test.each(Object.entries(words))('%s has a sentence of its own', (cause, pattern) => {
  const sentence = causeSentences[cause as ReuseCause];
  expect(sentence).toMatch(pattern);
  expect(sentence).toMatch(/^[A-Z].*[^.!]\.$/);
  expect(Object.values(causeSentences).filter((one) => one === sentence)).toHaveLength(1);
});

test('the first words of a message', () => {
  const user = (text: string) => firstWords({ text, role: 'user' });
  expect(user('And for my machine?\nIt has 16 GB.')).toBe('“And for my machine? It has 16 GB.”');
  expect(user('What is the difference between prefill and decode?')).toBe(
    '“What is the difference between prefill…”',
  );
  expect(user('x'.repeat(500))).toBe(`“${'x'.repeat(40)}…”`);
  expect(firstWords({ text: ' ', role: 'model' })).toBe('the answer');
});

test.each([
  ['hot', 12, 'hot, answers at once'],
  ['hot', null, 'hot, answers at once'],
  ['hot', 2_130, `hot, about 2.1${t}s`],
  ['warm', 412, `warm, about 410${t}ms`],
  ['warm', null, 'warm, comes back from disk'],
  ['cold', 12_340, `cold, about 12${t}s to read again`],
  ['cold', null, 'cold, has to be read again'],
] as const)('a chat that is %s with a wait of %s ms', (temperature, waitMs, said) => {
  expect(temperatureWords({ chatId: 'c', temperature, waitMs, tokens: null, isCounted: false })).toBe(said);
});
