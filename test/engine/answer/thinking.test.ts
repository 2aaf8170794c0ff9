import { say } from '../../../main/shared/words/catalogue.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FromEngine } from '../../../main/shared/engine/protocol.ts';
import { clearableThoughts } from '../../fixtures/models/chat-templates.ts';
import { channelModel, endlessThinker, reasoningModel, tinyModel } from '../../fixtures/models/files.ts';
import { schemaFormat } from '../../fixtures/grammar/random-text.ts';
import { killEngines, load, stateFolder, user } from '../../fixtures/engine/engine-under-test.ts';
import { LocalEngine } from '../../fixtures/engine/in-process.ts';

/** The answer that a window shows in the end. */
const shown = (posted: FromEngine[]): { text: string; reasoning: string } => {
  const answer = { text: '', reasoning: '' };
  for (const message of posted) {
    if (message.kind === 'wrote') answer[message.part === 'text' ? 'text' : 'reasoning'] += message.text;
    if (message.kind === 'rethought') Object.assign(answer, { text: '', reasoning: message.thoughts });
  }
  return answer;
};

afterAll(killEngines);

describe('a model that answers in channels', () => {
  let engine: LocalEngine;
  beforeAll(async () => (engine = await LocalEngine.open(channelModel(), { folder: stateFolder() })));
  afterAll(() => engine.close());

  it('continues after its thoughts, although llama.cpp takes their mark for the end of a turn', async () => {
    const answer = await engine.answer(
      [user('Is it?')],
      '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary<|message|>I will look.<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>{"a":1}<|return|>More',
    );
    expect(shown(answer.posted)).toEqual({ reasoning: 'Hm.', text: 'I will look.\n\n{"a":1}' });
    expect(answer).toMatchObject({
      ending: 'finished',
      answer: { text: 'I will look.\n\n{"a":1}', reasoning: 'Hm.' },
    });
  });

  it('is bound to a schema in the part with the answer alone, which begins where the model ends too early', async () => {
    const responseFormat = schemaFormat({ enum: ['yes', 'no'] });
    const thought = '<|channel|>analysis<|message|>Hm.<|end|>';
    for (const script of [
      `${thought}<|start|>assistant<|channel|>final <|constrain|>json<|message|>`,
      `${thought}<|start|>assistant<|channel|>commentary<|message|>I look.<|end|><|start|>assistant<|channel|>final<|message|>`,
      `<|channel|>analysis<|message|>Hm.<|return|>`,
    ]) {
      const answer = await engine.answer([user('Is it?')], script, {}, { responseFormat }, true);
      expect(answer.ending).toBe('finished');
      expect(shown(answer.posted).text).toMatch(/^"(yes|no)"$/);
      expect(shown(answer.posted).reasoning).toContain('Hm.');
    }
  });

  it('has its thoughts closed by the marks of its channels', async () => {
    const { posted, held } = await engine.answer(
      [user('Is it?')],
      '<|channel|>analysis<|message|>Let me think about that for long.',
      { budget: 8 },
    );
    expect(shown(posted).reasoning).not.toBe('');
    const closing = engine.tokens('<|end|><|start|>assistant<|channel|>final<|message|>');
    expect(held.join()).toContain(closing.join());
    // Whatever follows the closing marks is text.
    expect(shown(posted).text).not.toBe('');
  });
});

describe('a model whose vocabulary has the marks of thoughts, under a template without them', () => {
  let engine: LocalEngine;
  beforeAll(async () => (engine = await LocalEngine.open(tinyModel(), { folder: stateFolder() })));
  afterAll(() => engine.close());
  const ask = async (text: string) => shown((await engine.answer([user('Is it?')], text)).posted);

  it('thinks between them', async () => {
    expect(await ask('<think>\nHm\n\nlet me **see**.\n</think>\n\n4.<|im_end|>')).toEqual({
      reasoning: 'Hm\n\nlet me **see**.',
      text: '4.',
    });
    expect(await ask('Hm, so 4.\n</think>\n\n4.<|im_end|>')).toEqual({ reasoning: 'Hm, so 4.', text: '4.' });
  });

  it('is bound to a schema after them, or from its first token on', async () => {
    const responseFormat = schemaFormat({ properties: { sum: { type: 'integer' } }, required: ['sum'] });
    const bound = (script: string, thinking = {}) =>
      engine.answer([user('Is it?')], script, thinking, { responseFormat, longestAnswer: 200 }, true);
    // The mark counts at once, although the quotation mark that may follow would make it a mention elsewhere.
    const thoughtful = await bound('<think>\nIt is {"a": 4}, I "think</think>');
    expect(shown(thoughtful.posted).reasoning).toBe('It is {"a": 4}, I "think');
    const begun = await bound('{"sum');
    const atOnce = await bound('');
    const endless = await bound('<think>', { budget: 1 });
    for (const answer of [thoughtful, begun, atOnce, endless]) {
      expect(answer.ending).toBe('finished');
      expect(JSON.parse(shown(answer.posted).text)).toEqual({ sum: expect.any(Number) });
    }
    const missed = await bound('Sum: ');
    expect(missed).toMatchObject({ ending: 'failed', problem: say('answer.format-missed') });
  });

  it('keeps every character of an answer without thoughts', async () => {
    const text = '\n  Strip `<think>.*?</think>`.\n\n<think> is a tag.\n ';
    const { posted, tokens } = await engine.answer([user('Is it?')], `${text}<|im_end|>`);
    expect(shown(posted)).toEqual({ reasoning: '', text });
    expect(tokens).not.toBeNull();
  });
});

describe('a budget of thinking tokens', () => {
  let engine: LocalEngine;
  beforeAll(async () => (engine = await LocalEngine.open(endlessThinker(), { folder: stateFolder() })));
  afterAll(() => engine.close());
  const turn = (budget: number | null, count = 40) =>
    engine.turn('chat', [user('How many?')], count, 'stop', { budget });

  it('closes thoughts that do not end by themselves, and the answer begins', async () => {
    const unbounded = await turn(null);
    expect(unbounded.answer).toMatchObject({ text: '' });
    const bounded = await turn(10);
    expect(bounded.answer!.text).not.toBe('');
    expect(bounded.answer!.reasoning).not.toBe('');
    expect(unbounded.answer!.reasoning.startsWith(bounded.answer!.reasoning)).toBe(true);
    expect(bounded.timings!.thoughts).toMatchObject({ tokens: 10 });
    expect(bounded.timings!.thoughts!.textAfterMs).toBeGreaterThan(0);
    // The model has processed the inserted mark.
    const closing = engine.tokens('</think>')[0]!;
    expect(bounded.held.filter((token) => token === closing)).toHaveLength(1);
  });

  it('of zero tokens makes the model answer at once', async () => {
    const { answer, timings } = await turn(0);
    expect(answer!.reasoning).toBe('');
    expect(answer!.text).not.toBe('');
    expect(timings!.thoughts!.tokens).toBeLessThanOrEqual(1);
  });

  it('inserts no second mark after one that the model has just generated', async () => {
    const script = '<think>\nHm.\n</think>\n\nYes, it certainly is.<|im_end|>';
    const mark = engine.tokens('</think>')[0]!;
    const toMark = engine.tokens(script).indexOf(mark) + 1;
    for (const budget of [toMark, toMark + 1]) {
      const { posted, held } = await engine.answer([user('Is it?')], script, { budget });
      expect(held.filter((token) => token === mark)).toHaveLength(1);
      expect(shown(posted)).toEqual({ reasoning: 'Hm.', text: 'Yes, it certainly is.' });
    }
  });

  it('applies to the whole answer: thoughts that are opened again have the rest of it', async () => {
    const script = '<think>\nOne two.\n</think>\n\nYes.\n\n<think>\nThree four five six seven.';
    const first = engine.tokens('<think>\nOne two.\n</think>').length;
    const { posted, timings } = await engine.answer([user('Is it?')], script, { budget: first + 10 });
    expect(shown(posted).reasoning).toMatch(/^One two\.\n\nThree/);
    expect(shown(posted).text).toMatch(/^Yes\.\n\n.*seven\.$/);
    expect(timings!.thoughts!.tokens).toBeLessThanOrEqual(first + 11);
  });

  it('that is spent stops further thoughts of a model that opens them again after each closing mark', async () => {
    // This model thinks after each line break, and its template puts two line breaks after the thoughts.
    const qwen = await LocalEngine.open(reasoningModel(), { folder: stateFolder() });
    try {
      const { answer, held } = await qwen.turn('chat', [user('Is it?')], 30, 'stop', { budget: 3 });
      const [open] = qwen.tokens('<think>');
      expect(held.filter((token) => token === open)).toHaveLength(1);
      expect(answer!.text).not.toBe('');
    } finally {
      await qwen.close();
    }
  });

  it('that is spent ends an answer that still opens its thoughts again and again', async () => {
    const script = '<think>\nHm.\n</think>\n\n' + '<think>\nAgain.\n\n'.repeat(30);
    const { ending, problem, timings, held } = await engine.answer([user('Is it?')], script, { budget: 2 });
    expect(ending).toBe('repeating');
    expect(problem).toEqual(say('answer.keeps-thinking', { budget: 2 }));
    const [open] = engine.tokens('<think>');
    expect(held.filter((token) => token === open).length).toBeLessThan(12);
    expect(timings!.thoughts!.tokens).toBeLessThan(20);
  });

  it('does not affect thoughts that end before', async () => {
    const { posted } = await engine.answer(
      [user('Is it?')],
      '<think>\nHm.\n</think>\n\nYes, it certainly is.<|im_end|>',
      { budget: 20 },
    );
    expect(shown(posted)).toEqual({ reasoning: 'Hm.', text: 'Yes, it certainly is.' });
  });
});

describe('thinking that is turned off', () => {
  let engine: LocalEngine;
  beforeAll(async () => (engine = await LocalEngine.open(endlessThinker(), { folder: stateFolder() })));
  afterAll(() => engine.close());
  const question = user('How many words are there in this question, and how many letters?');
  const off = { on: false };

  it('ends the prompt with closed thoughts', async () => {
    const { held } = await engine.turn('off', [question], 4, 'stop', off);
    expect(held.join()).toContain(engine.tokens('<|im_start|>assistant\n<think></think>').join());
  });

  it('reprocesses only the difference when it is switched', async () => {
    await engine.turn('switched', [question], 4, 'stop', off);
    const on = await engine.turn('switched', [question], 4, 'stop', { on: true });
    expect(on.held.join()).not.toContain(engine.tokens('<think></think>').join());
    expect(on.timings!.cachedTokens).toBeGreaterThan(on.timings!.newTokens);
    expect(on.timings!.newTokens).toBeLessThanOrEqual(2);
  });

  it('ignores levels of effort that the template does not have', async () => {
    const plain = await engine.turn('off', [question], 4, 'stop', { on: true });
    const asked = await engine.turn('off', [question], 4, 'stop', { on: true, effort: 'enormous' });
    expect(asked.held).toEqual(plain.held);
  });
});

describe('earlier thoughts', () => {
  let engine: LocalEngine;
  beforeAll(async () => (engine = await LocalEngine.open(endlessThinker(), { folder: stateFolder() })));
  afterAll(() => engine.close());

  it('that the template keeps are found in the KV cache, together with the answer after them', async () => {
    const question = user('Is it?');
    const first = await engine.turn('kept', [question], 40, 'stop', { budget: 10 });
    expect(first.answer!.text).not.toBe('');
    const second = await engine.turn('kept', [question, first.answer!, user('Why?')], 4);
    // Everything that was generated is cached except the last token, which was not evaluated.
    expect(second.timings!.cachedTokens).toBeGreaterThanOrEqual(first.held.length - 1);
  });

  it('that were stopped halfway are found in the KV cache too, and the chat continues', async () => {
    const question = user('How many?');
    const stopped = await engine.turn('stopped', [question], 20);
    expect(stopped.answer).toMatchObject({ text: '' });
    const next = await engine.turn('stopped', [question, stopped.answer!, user('Go on.')], 4);
    expect(next.problem).toBeNull();
    expect(next.timings!.cachedTokens).toBeGreaterThanOrEqual(stopped.held.length - 1);
  });

  it('are kept or dropped as the user chose, if the template allows that', async () => {
    const { model, run } = await load(endlessThinker(), { chatTemplate: clearableThoughts });
    expect(model.thinking.keepsEarlier).toBe(true);
    const question = user('Is it?');
    const thought = { ...user('Yes.'), role: 'model' as const, reasoning: 'Hm. '.repeat(20) };
    const promptOf = async (keepsEarlier: boolean | null): Promise<number> => {
      const { timings } = await run([question, thought, user('Why?')], {
        thinking: { keepsEarlier },
        longestAnswer: 1,
      });
      return timings!.cachedTokens + timings!.newTokens;
    };
    const [kept, dropped, open] = [await promptOf(true), await promptOf(false), await promptOf(null)];
    expect(kept - dropped).toBeGreaterThan(20);
    expect(open).toBe(kept);
  });

  it('that the template drops leave the sampled tokens of the answer in the prompt', async () => {
    const qwen = await LocalEngine.open(reasoningModel(), { folder: stateFolder() });
    const question = user('Is it?');
    const { answer, held } = await qwen.answer(
      [question],
      '<think>\nHm.\n</think>\n\nYes, it certainly is.<|im_end|>',
    );
    const prompt = qwen.promptTokens([question, answer!, user('Why?')]);
    const text = qwen.tokens('Yes, it certainly is.');
    const [mark] = qwen.tokens('</think>');
    await qwen.close();
    expect(answer!.reasoning).toBe('Hm.');
    expect(held.join()).toContain(text.join());
    expect(prompt.join()).toContain(text.join());
    expect(prompt).not.toContain(mark);
  });
});
