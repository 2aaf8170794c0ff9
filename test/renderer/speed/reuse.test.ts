/** Where a prompt started and why, in words. */
import { expect, test } from 'vitest';
import type { ReadAgainCause } from '../../../main/shared/contract/documents.ts';
import type { Reuse, ReuseCause } from '../../../main/shared/contract/message.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import { firstWords, startSentence } from '../../../renderer/speed/reuse.ts';
import { temperatureWords } from '../../../renderer/temperature/temperature.ts';
import { documentsWords } from '../../../renderer/words/documents.ts';
import { latencyWords } from '../../../renderer/words/latency.ts';

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
    `1,312${n}prompt tokens were reused from memory.`,
  );
  expect(startSentence(from({ from: 'hot' }), { cachedTokens: 1 })).toBe(
    `1${n}prompt token was reused from memory.`,
  );
  expect(startSentence(from({ from: 'snapshot', restoreMs: 12.3 }), { cachedTokens: 614 })).toBe(
    `614${n}prompt tokens were restored from disk in 12${n}ms.`,
  );
  expect(startSentence(from({ from: 'none' }), { cachedTokens: 0 })).toBe('The whole prompt was processed.');
  // What was restored had nothing in common with the prompt.
  expect(startSentence(from({ from: 'hot' }), { cachedTokens: 0 })).toBe('The whole prompt was processed.');
});

const words: Record<ReuseCause, RegExp> = {
  'first-time': /not processed this chat before/,
  edited: /message was edited/,
  'other-version': /another version/i,
  rewritten: /template .*differently/,
  documents: /document was added/,
  'system-prompt': /system prompt/,
  dropped: /oldest messages .*dropped/,
  'window-slid': /checkpoint/,
  'not-kept': /not saved/,
  evicted: /evicted to make room/,
  refused: /damaged/,
  'other-model': /another model/i,
  'other-settings': /KV cache precision/,
};

test.each(Object.entries(words))('%s has a sentence of its own', (cause, pattern) => {
  const sentence = latencyWords.reuse.causes[cause as ReuseCause];
  expect(sentence).toMatch(pattern);
  expect(sentence).toMatch(/^[A-Z].*[^.!]\.$/);
  expect(Object.values(latencyWords.reuse.causes).filter((one) => one === sentence)).toHaveLength(1);
});

test.each(Object.entries(documentsWords.again))('%s says why a document is read again', (cause, why) => {
  expect(why).toMatch(/^[a-z].*[^.]$/);
  const state = { where: 'cold' as const, again: cause as ReadAgainCause };
  const { reading } = documentsWords.attached;
  const once = reading({ state: { where: 'cold' }, prefillMs: 14_200 });
  expect(reading({ state, prefillMs: 14_200 })).toContain(`: ${why}`);
  expect(reading({ state, prefillMs: null })).toContain(`: ${why}`);
  expect(once).not.toContain(why);
});

test('the first words of a message', () => {
  const user = (text: string) => firstWords({ parts: textParts(text), role: 'user' });
  expect(user('And for my machine?\nIt has 16 GB.')).toBe('“And for my machine? It has 16 GB.”');
  expect(user('What is the difference between prefill and decode?')).toBe(
    '“What is the difference between prefill…”',
  );
  expect(user('x'.repeat(500))).toBe(`“${'x'.repeat(40)}…”`);
  expect(firstWords({ parts: textParts(' '), role: 'model' })).toBe('the answer');
});

test.each([
  ['hot', 12, 'Hot: ready now'],
  ['hot', null, 'Hot: ready now'],
  ['hot', 2_130, `Hot: ready in about 2.1${t}s`],
  ['warm', 412, `Warm: ready in about 410${t}ms`],
  ['warm', null, 'Warm: saved on disk'],
  ['cold', 12_340, `Cold: about 12${t}s to process`],
  ['cold', null, 'Cold: must be processed again'],
] as const)('a chat that is %s with a wait of %s ms', (temperature, waitMs, said) => {
  expect(
    temperatureWords({ chatId: 'c', temperature, waitMs, coldMs: null, tokens: null, isCounted: false }),
  ).toBe(said);
});
