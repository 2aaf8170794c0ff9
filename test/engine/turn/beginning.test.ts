import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { say } from '../../../main/shared/words/catalogue.ts';
import type { AnswerBeginning, PromptMessage } from '../../../main/shared/engine/request.ts';
import {
  channelModel,
  endlessThinker,
  hybridModel,
  reasoningModel,
  slidingWindowModel,
  tinyModel,
} from '../../fixtures/models/files.ts';
import { answered, killEngines, load, stateFolder, user } from '../../fixtures/engine/engine-under-test.ts';
import { LocalEngine, type LocalOptions } from '../../fixtures/engine/in-process.ts';

afterAll(killEngines);

/** Opens `path` for the tests of one block. */
const engineOf = (path: () => string, options: Partial<LocalOptions> = {}): (() => LocalEngine) => {
  let engine: LocalEngine;
  beforeAll(async () => (engine = await LocalEngine.open(path(), { folder: stateFolder(), ...options })));
  afterAll(() => engine.close());
  return () => engine;
};

const from = (answer: PromptMessage | null, more: Partial<AnswerBeginning> = {}): AnswerBeginning => ({
  text: answer!.text,
  reasoning: answer!.reasoning,
  tokens: answer!.tokens,
  wasFinished: false,
  ...more,
});
const given = (text: string, reasoning = ''): AnswerBeginning => ({
  text,
  reasoning,
  tokens: null,
  wasFinished: false,
});
const question = user('How many words are there in this question, and how many letters?');

describe.each([
  ['a plain model', tinyModel, 12],
  // Its second token is a thought.
  ['a model in its thoughts, which its template drops from earlier answers', reasoningModel, 2],
  ['a model in channels', channelModel, 12],
  ['a model with a sliding window', slidingWindowModel, 12],
  ['a hybrid model', hybridModel, 12],
])('an answer of %s that was cut', (_, path, length) => {
  const engine = engineOf(path);

  it('continues from its last token as if it had not been cut', async () => {
    const whole = await engine().turn('whole', [question], 30);
    const cut = await engine().turn('cut', [question], length);
    const more = await engine().turn('cut', [question], 30 - length, 'stop', {}, from(cut.answer));
    // The last token that it sampled was not evaluated when it was cut.
    expect(more.timings).toMatchObject({ cachedTokens: cut.held.length, newTokens: 1 });
    expect(more.timings!.reuse).toMatchObject({ from: 'hot', cause: null });
    expect(more.answer!.tokens).toEqual(whole.answer!.tokens);
    expect(more.answer).toMatchObject({ text: whole.answer!.text, reasoning: whole.answer!.reasoning });
    expect(more.timings!.writtenTokens).toBe(whole.timings!.writtenTokens! - length);
  });
});

describe('the beginning of an answer', () => {
  const engine = engineOf(tinyModel, { contextLength: 512 });

  it('that a user gives is where the model continues', async () => {
    const { held, posted, answer } = await engine().turn(
      'given',
      [question],
      6,
      'stop',
      {},
      given('Sure: one, '),
    );
    const prompt = engine().promptTokens([question]);
    // Without the space at its end, which the next word brings.
    const begun = engine().tokens('Sure: one,');
    expect(held.slice(0, prompt.length + begun.length)).toEqual([...prompt, ...begun]);
    expect(posted.find(({ kind }) => kind === 'resumed')).toMatchObject({
      parts: [{ part: 'text', text: 'Sure: one,' }],
    });
    expect(answer!.text.startsWith('Sure: one,')).toBe(true);
    expect(answer!.tokens!.slice(0, begun.length)).toEqual(begun);
  });

  it('leaves an answer that had ended no choice but to write more', async () => {
    const ended = '<|im_end|>';
    const { posted, answer } = await engine().answer([question], `One.${ended}`);
    expect(posted.length).toBeGreaterThan(0);
    const more = await engine().turn(
      'scripted',
      [question],
      3,
      'stop',
      {},
      from(answer, { wasFinished: true }),
    );
    expect(more.timings!.writtenTokens).toBeGreaterThan(0);
    expect(more.answer!.text.startsWith('One.')).toBe(true);
    expect(more.answer!.tokens).not.toContain(engine().tokens(ended)[0]);
  });

  it('does not count towards the longest answer, and is refused if it leaves no room for more', async () => {
    const long = given('word '.repeat(220).trim());
    const { ending, problem, answer } = await engine().turn('full', [question], 6, 'stop', {}, long);
    expect({ ending, answer }).toEqual({ ending: 'context-full', answer: null });
    expect(problem).toMatchObject({ code: 'answer.prompt-too-long' });
  });

  it('makes room among older messages, and keeps what it continues from', async () => {
    const old = user('word '.repeat(40).trim());
    const first = await engine().turn('room', [old], 20);
    const messages = [old, first.answer!, question];
    const cut = await engine().turn('room', messages, 235);
    const more = await engine().turn('room', messages, 60, 'shift', {}, from(cut.answer));
    expect(more.shifted).toMatchObject({ dropped: expect.any(Number) });
    expect(more.answer!.tokens!.slice(0, cut.answer!.tokens!.length)).toEqual(cut.answer!.tokens);
    expect(more.timings!.newTokens).toBe(1);
  });
});

describe('the beginning of an answer of a model that thinks', () => {
  const engine = engineOf(endlessThinker);
  const prompt = '<|im_start|>assistant\n';

  it('whose text is given does not think before it', async () => {
    const { held, answer } = await engine().turn('text', [question], 6, 'stop', { on: true }, given('Yes'));
    expect(held.join()).toContain(engine().tokens(`${prompt}Yes`).join());
    expect(answer!.text.startsWith('Yes')).toBe(true);
  });

  it('whose thoughts are given continues thinking, even if thinking was switched off since', async () => {
    const begun = given('', 'Let me see');
    const { held, answer } = await engine().turn('thoughts', [question], 6, 'stop', { on: false }, begun);
    expect(held.join()).not.toContain(engine().tokens('</think>').join());
    expect(answer!.reasoning.startsWith('Let me see')).toBe(true);
    expect(answer!.text).toBe('');
  });

  it('whose thoughts and text are given continues its text', async () => {
    const { answer, timings } = await engine().turn('both', [question], 6, 'stop', {}, given('Yes', 'Hm.'));
    expect(answer!.reasoning).toBe('Hm.');
    expect(answer!.text.startsWith('Yes')).toBe(true);
    expect(timings!.thoughts).toBeUndefined();
  });
});

it('the state of an answer that was cut in its thoughts is left as it is until it is continued', async () => {
  const { run, settled, cache } = await load(reasoningModel());
  const cut = await run([question], { longestAnswer: 2 });
  expect(cut).toMatchObject({ ending: 'too-long', text: '' });
  // Otherwise the engine would prepare the next prompt now, from which the template drops these thoughts.
  await settled();
  const held = cache().chats[0]!.tokens;
  const more = await run([question], { beginning: from(answered(cut)), longestAnswer: 4 });
  expect(more.timings).toMatchObject({ cachedTokens: held, newTokens: 1, writtenTokens: 4 });
  expect(more.tokens!.slice(0, 2)).toEqual(cut.tokens);
});

it('a text that is no answer of the guide is not continued by it', async () => {
  const guide = await LocalEngine.open('resources/starter/hearth-guide.gguf', { folder: stateFolder() });
  try {
    const { ending, problem } = await guide.turn(
      'guide',
      [question],
      6,
      'stop',
      {},
      given('Once upon a time'),
    );
    expect({ ending, problem }).toEqual({ ending: 'failed', problem: say('answer.not-in-book') });
  } finally {
    await guide.close();
  }
});
