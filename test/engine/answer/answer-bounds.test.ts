/** Checks that endless answers are ended, and that repetition on request is not. */
import { say } from '../../../main/shared/words/catalogue.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { boundOf, periodOf } from '../../../main/engine/answer/answer-bounds.ts';
import { starterModel } from '../../../main/system/paths.ts';
import { smallModel, tinyModel } from '../../fixtures/models/files.ts';
import {
  answered,
  killEngines,
  load,
  stopAfter,
  user,
  type Turn,
} from '../../fixtures/engine/engine-under-test.ts';

afterEach(killEngines);

/** Numbers the words like a tokenizer; punctuation and line breaks are words too. */
const tokensOf = (text: string): number[] => {
  const known = new Map<string, number>();
  return (text.match(/\w+|\n|\s+|[^\w\s]/g) ?? []).map((word) => {
    if (!known.has(word)) known.set(word, known.size);
    return known.get(word)!;
  });
};

/** The first bound that an answer of `tokens` reaches while it is generated. */
const firstBound = (tokens: number[], contextLength = 8192) => {
  for (let length = 1; length <= tokens.length; length += 1) {
    const bound = boundOf(tokens.slice(0, length), null, contextLength);
    if (bound !== null) return { ending: bound.ending, length };
  }
  return null;
};

const times = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

describe('an answer that loops', () => {
  it.each([
    ['one token', times(3000, () => 'ha ')],
    ['a sentence', 'Here it is. ' + times(400, () => 'I hope this helps you with your question. ')],
    ['a long paragraph', times(60, () => times(40, (word) => `word${word} other${word} `) + '\n')],
  ])('of %s is ended', (_, text) => {
    expect(firstBound(tokensOf(text))).toMatchObject({ ending: 'repeating' });
  });

  it('is ended after half of a small context', () => {
    const found = firstBound(tokensOf(times(2000, () => 'ha ')), 512);
    expect(found).toMatchObject({ ending: 'repeating' });
    expect(found!.length).toBeLessThanOrEqual(256 + 64);
  });
});

describe('an answer that only repeats its form', () => {
  it.each([
    ['a numbered list', times(500, (index) => `${index + 1}. Item of the list\n`)],
    ['a table', times(300, (index) => `| row ${index} | yes | no | ${index % 7} |\n`)],
    ['a table of zeros', times(20, () => `${times(20, () => '| 0 ')}|\n`)],
    ['lines that someone had to write', times(100, () => 'I will not talk in class.\n')],
    [
      'code',
      times(120, (index) => `  case ${index}: {\n    return handle(state, ${index});\n  }\n`) +
        times(150, () => '  }\n'),
    ],
    [
      'a song with a refrain',
      times(12, (verse) => times(30, (word) => `v${verse}w${word} `) + times(60, (word) => `r${word} `)),
    ],
  ])('like %s is not ended', (_, text) => {
    expect(firstBound(tokensOf(text))).toBeNull();
  });
});

it('the period of a sequence is the smallest distance at which it repeats', () => {
  expect(periodOf([1, 2, 3, 1, 2, 3, 1])).toBe(3);
  expect(periodOf([1, 1, 1])).toBe(1);
  expect(periodOf([1, 2, 3])).toBe(3);
});

describe('the token count of an answer', () => {
  it('is that of the stored tokens, whether the answer finished, was stopped, was too long or filled the context', async () => {
    // This model is slow enough to be stopped before anything else ends its answer.
    const slow = await load(smallModel(), { contextLength: 4096 });
    const stopped = await slow.run([user('Hello')], stopAfter(slow.engine, 1));
    expect(stopped).toMatchObject({ ending: 'stopped' });
    expect(stopped.timings!.writtenTokens).toBe(stopped.tokens!.length);
    const { run } = await load(tinyModel(), { contextLength: 256 });
    const filled = await run([user('Hello there')], { chatId: 'other' });
    expect(filled.ending).not.toBe('finished');
    expect(filled.timings!.writtenTokens).toBe(filled.tokens!.length);
    const limited = await run([user('Hello you')], { longestAnswer: 1 });
    expect(limited).toMatchObject({
      ending: 'too-long',
      timings: { writtenTokens: 1 },
      tokens: [expect.any(Number)],
    });
    expect(limited.problem).toEqual(say('answer.longest', { longest: 1 }));
    const guide = await load(starterModel);
    const finished = await guide.run([user('What is prefill?')]);
    expect(finished.ending).toBe('finished');
    expect(finished.timings!.writtenTokens).toBe(finished.tokens!.length);
  });
});

/** Checks an answer that was limited to 8 tokens, which random weights may end earlier. */
const isContinued = ({ ending, timings }: Turn): void => {
  expect(['too-long', 'finished']).toContain(ending);
  expect(timings!.writtenTokens).toBeGreaterThan(0);
  expect(timings!.writtenTokens === 8 || ending === 'finished').toBe(true);
};

it('an answer that fills the context by itself ends, and can be continued from its end', async () => {
  const { run } = await load(tinyModel(), { contextLength: 256 });
  let first = user('Hello');
  const sampling = { temperature: 1.5, topK: 0, topP: 1, minP: 0 };
  let filled = await run([first], { overflow: 'shift', sampling });
  // Random weights may end an answer at any token, but not repeatedly after so few.
  for (let time = 0; filled.ending === 'finished' && time < 8; time += 1) {
    first = user(`Hello ${time}`);
    filled = await run([first], { overflow: 'shift', sampling });
  }
  expect(filled.ending).toBe('too-long');
  expect(filled.problem).toEqual(say('answer.filled-context', { contextLength: 256 }));
  const asked = [first, answered(filled), user('Continue.')];
  const more = await run(asked, { overflow: 'shift', sampling, longestAnswer: 8 });
  isContinued(more);
  // The question and the end of the answer are kept, and most of both was in the KV cache.
  expect(more.shifted).toEqual({ firstKeptId: first.id, dropped: 0 });
  const { cachedTokens, newTokens } = more.timings!;
  expect(cachedTokens + newTokens).toBeGreaterThan(100);
  expect(cachedTokens).toBeGreaterThan(newTokens);
});

it('without a window an answer ends when the context is full, and can be continued once a window is open', async () => {
  const { engine, run } = await load(tinyModel(), { contextLength: 256 });
  const sampling = { temperature: 1.5, topK: 0, topP: 1, minP: 0 };
  const close = (): void => engine.post({ kind: 'windows', areOpen: false });
  // These are older turns that a shift would drop.
  const before = [user('Hello '.repeat(12)), { ...user('there '.repeat(12)), role: 'model' as const }];
  const ask = async (onceAsked: () => void) => {
    for (let time = 0; ; time += 1) {
      const chat = [...before, user(`And ${time}?`)];
      const answer = run(chat, { overflow: 'shift', sampling });
      onceAsked();
      const turn = await answer;
      // Random weights may end an answer at any token, but not repeatedly after so few.
      if (turn.ending !== 'finished' || time === 8) return { turn, chat };
    }
  };
  const read = await ask(() => undefined);
  expect(read.turn.shifted?.dropped).toBe(2);
  const unread = await ask(close);
  expect(unread.turn).toMatchObject({ ending: 'too-long', shifted: null });
  expect(unread.turn.problem?.code).toBe('answer.nobody-reads');
  engine.post({ kind: 'windows', areOpen: true });
  const asked = [...unread.chat, answered(unread.turn), user('Continue.')];
  isContinued(await run(asked, { overflow: 'shift', sampling, longestAnswer: 8 }));
});
