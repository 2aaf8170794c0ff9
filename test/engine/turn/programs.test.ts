/** What only turns of other programs ask, on the engine's own parts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProgramTurn, RawPrompt, TurnRequest } from '../../../main/shared/engine/request.ts';
import type { SampledToken, TurnEvent } from '../../../main/shared/engine/turn.ts';
import { openSampling } from '../../../main/shared/settings/sampling.ts';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { killEngines, stateFolder, user } from '../../fixtures/engine/engine-under-test.ts';
import { LocalEngine } from '../../fixtures/engine/in-process.ts';
import { schemaFormat } from '../../fixtures/grammar/random-text.ts';
import { channelModel, codeModel, reasoningModel, tinyModel } from '../../fixtures/models/files.ts';

let tiny: LocalEngine;
beforeAll(async () => (tiny = await LocalEngine.open(tinyModel(), { folder: stateFolder() })));
afterAll(async () => {
  await tiny.close();
  killEngines();
});

const tokensIn = (events: readonly TurnEvent[]): SampledToken[] =>
  events.flatMap((event) => (event.kind === 'token' ? [event] : []));
const textIn = (events: readonly TurnEvent[]): string =>
  events.map((event) => (event.kind === 'wrote' && event.part === 'text' ? event.text : '')).join('');
const raw = (rawPrompt: RawPrompt, more: Partial<ProgramTurn> = {}): Partial<TurnRequest> => ({
  program: { rawPrompt, ...more },
});
const hot = { ...openSampling, temperature: 2, topK: 0, topP: 1, minP: 0 };

describe('a prompt without a chat template', () => {
  it('is its text or its tokens, and starts from what another one has left', async () => {
    const text = '<|im_start|>user\nWhat follows? '.repeat(40);
    const first = await tiny.run({ ...raw({ kind: 'text', text }), longestAnswer: 4 });
    expect(first.timings!.newTokens).toBe(tiny.tokens(text).length);
    const again = await tiny.run({ ...raw({ kind: 'text', text: `${text}more` }), longestAnswer: 4 });
    expect(again.timings!.cachedTokens).toBeGreaterThan(tiny.tokens(text).length - 3);
    expect(again.timings!.reuse).toMatchObject({ from: 'hot', cause: null });
    const tokens = tiny.tokens(text);
    const same = await tiny.run({ ...raw({ kind: 'tokens', tokens }), longestAnswer: 4 });
    expect(same.timings!.cachedTokens).toBe(tokens.length - 1);
    expect(same.tokens).toEqual(first.tokens);
  });

  it('has an answer that is text alone, also with the marks of thoughts', async () => {
    const thinker = await LocalEngine.open(reasoningModel(), { folder: stateFolder() });
    const [mark] = thinker.tokens('<think>');
    const { events, answer } = await thinker.run({
      ...raw({ kind: 'text', text: 'Hello' }, { tokenBiases: [{ token: mark!, bias: 100 }] }),
      longestAnswer: 3,
    });
    expect(textIn(events)).toBe('<think><think><think>');
    expect(answer).toMatchObject({ reasoning: '', text: '<think><think><think>' });
    await thinker.close();
  });

  it('is guessed like any other', async () => {
    const text = 'one two three '.repeat(30);
    const answer = (speculative: boolean) =>
      tiny.run({ ...raw({ kind: 'text', text }), longestAnswer: 40, speculative });
    const [plain, guessed] = [await answer(false), await answer(true)];
    expect(guessed.trace!.speculation!.guessed).toBeGreaterThan(0);
    expect(guessed.tokens).toEqual(plain.tokens);
  });

  it('is refused in a sentence if it is empty, or if a token is unknown', async () => {
    await expect(tiny.run(raw({ kind: 'text', text: '' }))).rejects.toThrow('The prompt is empty.');
    await expect(tiny.run(raw({ kind: 'tokens', tokens: [] }))).rejects.toThrow('The prompt is empty.');
    await expect(tiny.run(raw({ kind: 'tokens', tokens: [2048] }))).rejects.toThrow('not in the vocabulary');
  });

  it('that does not fit is told to be too long, and nothing of it is dropped', async () => {
    for (const overflow of ['stop', 'shift'] as const) {
      const ended = await tiny.run({ ...raw({ kind: 'text', text: 'word '.repeat(4000) }), overflow });
      expect(ended).toMatchObject({ ending: 'context-full', shifted: null });
    }
  });
});

describe('a gap', () => {
  let code: LocalEngine;
  beforeAll(async () => (code = await LocalEngine.open(codeModel(), { folder: stateFolder() })));
  afterAll(() => code.close());
  const gap = (more: Partial<Extract<RawPrompt, { kind: 'infill' }>> = {}): RawPrompt => ({
    kind: 'infill',
    prefix: 'let a = ',
    suffix: ';\n',
    prompt: '',
    extra: [],
    ...more,
  });
  const held = async (prompt: RawPrompt): Promise<string> => {
    const { timings } = await code.run(raw(prompt, { readsOnly: true }));
    const tokens = [...code.cache.hot[0]!.sequence.contextTokens] as number[];
    expect(timings!.cachedTokens + timings!.newTokens).toBe(tokens.length);
    return code.text(tokens);
  };

  it('is written as llama-server writes it', async () => {
    expect(await held(gap())).toBe(
      '<|repo_name|>myproject\n<|file_sep|>filename\n<|fim_prefix|>let a = <|fim_suffix|>;\n<|fim_middle|>',
    );
    expect(await held(gap({ prompt: 'x +', extra: [{ name: 'b.ts', text: 'let b;' }] }))).toBe(
      '<|repo_name|>myproject\n<|file_sep|>b.ts\nlet b;<|file_sep|>filename\n<|fim_prefix|>let a = x +<|fim_suffix|>;\n<|fim_middle|>',
    );
    expect(await held(gap({ suffixFirst: true }))).toContain(
      '<|fim_suffix|>;\n<|fim_prefix|>let a = <|fim_middle|>',
    );
  });

  it('reads marks in its files as text', async () => {
    await held(gap({ prefix: '<|fim_middle|>' }));
    const tokens = [...code.cache.hot[0]!.sequence.contextTokens] as number[];
    const [middle] = code.tokens('<|fim_middle|>');
    expect(tokens.filter((token) => token === middle)).toHaveLength(1);
  });

  it('that does not fit keeps what is next to it, and its beginning while the user types', async () => {
    const lines = Array.from({ length: 900 }, (_, index) => `line ${index};\n`);
    const written = lines.join('');
    const prompt = { prefix: written, suffix: written, extra: [{ name: 'c', text: written }] };
    const first = await held(gap(prompt));
    expect(first).toContain('line 899;\n<|fim_suffix|>line 0;\n');
    expect(first).not.toContain('<|repo_name|>');
    const tokens = code.cache.hot[0]!.sequence.nextTokenIndex;
    expect(tokens).toBeLessThanOrEqual(2048 - 256);
    expect(tokens).toBeGreaterThan(2048 - 256 - 520);
    const typed = await code.run(raw(gap({ ...prompt, prompt: 'x' }), { readsOnly: true }));
    expect(typed.timings!.cachedTokens).toBeGreaterThan(tokens / 2);
  });

  it('is refused by name if the vocabulary has no marks', async () => {
    await expect(tiny.run(raw(gap()))).rejects.toThrow('This model cannot fill in a gap');
  });
});

it('only reads a prompt if nothing more is asked', async () => {
  const messages = [user('Read this. '.repeat(60))];
  const read = await tiny.run({ messages, program: { readsOnly: true } });
  expect(read).toMatchObject({ ending: 'finished', answer: null, tokens: null });
  expect(read.events.every(({ kind }) => kind === 'prefill')).toBe(true);
  const { newTokens, cachedTokens } = read.timings!;
  const length = tiny.promptTokens(messages).length;
  expect(newTokens + cachedTokens).toBe(length);
  const asked = await tiny.run({ messages, longestAnswer: 1 });
  expect(asked.timings).toMatchObject({ cachedTokens: length - 1, newTokens: 1 });
});

it('gives variables to the chat template, over those of thinking', async () => {
  const chatTemplate =
    '{%- for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}{{ mood }}|{{ enable_thinking }}|{{ none_given is none }}';
  const engine = await LocalEngine.open(tinyModel(), { folder: stateFolder(), chatTemplate });
  await engine.run({
    messages: [user('Hi')],
    program: {
      readsOnly: true,
      templateVariables: { mood: 'calm', enable_thinking: false, none_given: null },
    },
  });
  expect(engine.text(engine.cache.hot[0]!.sequence.contextTokens as number[])).toBe(
    'user: Hi\ncalm|False|True',
  );
  await expect(
    engine.run({ messages: [user('Hi')], program: { templateVariables: { tools: 1 } } }),
  ).rejects.toThrow('The variable “tools” of the chat template is set by Hearth');
  await engine.close();
});

describe('biases of tokens', () => {
  it('make a token certain or rule it out, also one that ends the answer', async () => {
    const messages = [user('Hello')];
    const usual = await tiny.run({ messages, longestAnswer: 8 });
    const [first] = usual.tokens!;
    const without = await tiny.run({
      messages,
      longestAnswer: 8,
      program: { tokenBiases: [{ token: first!, bias: -100 }] },
    });
    expect(without.tokens).not.toContain(first);
    const [other, end] = [tiny.tokens('q')[0]!, tiny.tokens('<|im_end|>')[0]!];
    const all = await tiny.run({
      messages,
      longestAnswer: 8,
      program: { tokenBiases: [{ token: other, bias: 100 }] },
    });
    expect(all.tokens).toEqual(Array(8).fill(other));
    const ended = await tiny.run({ messages, program: { tokenBiases: [{ token: end, bias: 100 }] } });
    expect(ended).toMatchObject({ ending: 'finished', answer: null });
    const endless = await tiny.run({
      messages,
      longestAnswer: 8,
      program: {
        tokenBiases: [
          { token: end, bias: 100 },
          { token: end, bias: -100 },
          { token: tiny.tokens('<|endoftext|>')[0]!, bias: -100 },
        ],
      },
    });
    expect(endless.ending).toBe('too-long');
  });

  it('are refused for a token that does not exist', async () => {
    const program = { tokenBiases: [{ token: 2048, bias: 1 }] };
    await expect(tiny.run({ messages: [user('Hello')], program })).rejects.toThrow('not in the vocabulary');
  });
});

describe('log probabilities', () => {
  /** Compares each told token with the softmax that the library computes over the logits of a cold start. */
  const compare = async (
    engine: LocalEngine,
    prompt: number[],
    tokens: readonly number[],
    told: SampledToken[],
    isExact: boolean,
  ) => {
    for (const [index, one] of told.entries()) {
      const odds = await engine.odds([...prompt, ...tokens.slice(0, index)]);
      // Only the first token is sampled from the very same evaluation; others differ by rounding.
      const digits = index === 0 && isExact ? 5 : 2;
      expect(one.token).toBe(tokens[index]);
      expect(one.logProbability).toBeCloseTo(Math.log(odds.get(one.token)!), digits);
      const likeliest = [...odds].toSorted(([, a], [, b]) => b - a).slice(0, one.alternatives.length);
      for (const [nth, { token, logProbability }] of one.alternatives.entries()) {
        expect(logProbability).toBeCloseTo(Math.log(odds.get(token)!), digits);
        expect(logProbability).toBeCloseTo(Math.log(likeliest[nth]![1]), digits);
      }
      const sum = one.alternatives.reduce((all, { logProbability }) => all + Math.exp(logProbability), 0);
      expect(sum).toBeLessThanOrEqual(1 + 1e-9);
    }
  };

  it('are those of the model, whatever changes the sampling', async () => {
    const messages = [user('Hello')];
    const prompt = tiny.promptTokens(messages);
    const ways: Partial<TurnRequest>[] = [
      {},
      { sampling: { ...hot, seed: 5 } },
      { sampling: { ...openSampling, temperature: 0.5, topK: 3, repeatPenalty: 1.5, seed: 1 } },
      { responseFormat: schemaFormat({ enum: ['one', 'two'] }) },
    ];
    for (const way of ways) {
      await tiny.cache.hot[0]!.sequence.clearHistory();
      const { events, tokens } = await tiny.run({
        messages,
        longestAnswer: 6,
        ...way,
        program: { alternatives: 4, tokenBiases: [{ token: 3, bias: -20 }] },
      });
      const told = tokensIn(events);
      expect(told).toHaveLength(tokens!.length);
      expect(told.every(({ alternatives }) => alternatives.length === 4)).toBe(true);
      await compare(tiny, prompt, tokens!, told, way.sampling === undefined);
    }
  });

  it('of all tokens add up to one, and come before the text that they make', async () => {
    const { events } = await tiny.run({
      messages: [user('Hello')],
      longestAnswer: 20,
      sampling: { ...hot, seed: 3 },
      program: { alternatives: 1000 },
    });
    for (const { alternatives } of tokensIn(events)) {
      const sum = alternatives.reduce((all, one) => all + Math.exp(one.logProbability), 0);
      expect(sum).toBeGreaterThan(0.2);
      expect(sum).toBeLessThan(1);
    }
    let bytes: number[] = [];
    let text = '';
    for (const event of events) {
      if (event.kind === 'token') bytes = [...bytes, ...event.bytes];
      if (event.kind === 'wrote') text += event.text;
      expect(
        Buffer.from(bytes)
          .toString()
          .startsWith(text.replace(/\uFFFD*$/, '')),
      ).toBe(true);
    }
    expect(Buffer.from(bytes).toString()).toBe(text);
    await expect(tiny.run({ messages: [user('Hello')], program: { alternatives: 1001 } })).rejects.toThrow(
      'At most 1000 likely tokens',
    );
    // The sequence is as before.
    expect(tokensIn((await tiny.run({ messages: [user('Hello')], longestAnswer: 2 })).events)).toEqual([]);
  });

  it('say whether a token is of the thoughts, of the text or a mark', async () => {
    const thinker = await LocalEngine.open(reasoningModel(), { folder: stateFolder() });
    const { events } = await thinker.run({ messages: [user('Hello')], program: { alternatives: 0 } });
    const parts = tokensIn(events).map(({ part }) => part);
    expect(parts[0]).toBe('other');
    expect(parts.filter((part) => part === 'other')).toHaveLength(2);
    expect(new Set(parts)).toEqual(new Set(['other', 'thoughts', 'text']));
    expect(parts.lastIndexOf('thoughts')).toBeLessThan(parts.indexOf('text'));
    await thinker.close();
    const channels = await LocalEngine.open(channelModel(), { folder: stateFolder() });
    const answer = await channels.run({
      messages: [user('Hello')],
      longestAnswer: 5,
      program: { alternatives: 1 },
    });
    expect(tokensIn(answer.events)).toHaveLength(5);
    await channels.close();
  });
});

it('tells which stop string ended the answer', async () => {
  const ask = (seed: number, stopStrings: string[] = []) =>
    tiny.run({
      messages: [user('Hello')],
      longestAnswer: 30,
      sampling: { ...hot, seed },
      stopStrings,
    });
  // Random weights may end an answer at any token, but not repeatedly after so few.
  let seed = 2;
  let text = '';
  for (; text.length < 22 && seed < 10; seed += 1) text = (await ask(seed)).answer!.text;
  const [stop, later] = [text.slice(12, 15), text.slice(20, 22)];
  const stopped = await ask(seed - 1, [later, stop]);
  expect(stopped).toMatchObject({ ending: 'finished', stopString: stop });
  expect(stopped.answer!.text).toBe(text.slice(0, text.indexOf(stop)));
  const free = await tiny.run({
    messages: [user('Hello')],
    longestAnswer: 3,
    stopStrings: ['never written'],
  });
  expect('stopString' in free).toBe(false);
  expect(sentenceOf(free.problem!)).toMatch(/maximum length of 3.tokens/);
});

it('writes the same with one seed, whether the prompt is cached or not', async () => {
  const messages = [user('Tell me something. '.repeat(10))];
  const how = { messages, longestAnswer: 24, sampling: { ...hot, seed: 11 } };
  await tiny.cache.hot[0]!.sequence.clearHistory();
  const cold = await tiny.run(how);
  expect(cold.timings!.cachedTokens).toBe(0);
  const warm = await tiny.run(how);
  expect(warm.timings!.newTokens).toBe(1);
  expect(warm.tokens).toEqual(cold.tokens);
  const other = await tiny.run({ ...how, sampling: { ...hot, seed: 12 } });
  expect(other.tokens).not.toEqual(cold.tokens);
});
