/** A person's turn in a process with one place, while a program's turn runs in it: the program waits and continues where it was. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FromEngine } from '../../../main/shared/engine/protocol.ts';
import { smallModel, slidingWindowModel, tinyModel } from '../../fixtures/models/files.ts';
import { kept } from '../../fixtures/engine/long-chats.ts';
import {
  killEngines,
  load,
  stateFolder,
  user,
  type EngineUnderTest,
  type TurnOptions,
} from '../../fixtures/engine/engine-under-test.ts';

afterAll(killEngines);

const config = () => ({
  sequences: 1,
  batchSize: 64,
  snapshots: kept(stateFolder()),
});
let small: EngineUnderTest;
beforeAll(async () => {
  small = await load(smallModel(), config());
});

/** A program's turn, and what the test awaits of it: that it has told `kind` so often. */
const program = (more: TurnOptions = {}) => {
  let id = '';
  const told: FromEngine['kind'][] = [];
  let waiting: { kind: FromEngine['kind']; left: number; come: () => void }[] = [];
  const options: TurnOptions = {
    chatId: 'api-client',
    program: {},
    longestAnswer: null,
    sampling: { temperature: 0.9, seed: 7 },
    ...more,
    onMessage: (message, turnId) => {
      id = turnId;
      told.push(message.kind);
      for (const one of waiting) if (one.kind === message.kind && --one.left === 0) one.come();
    },
  };
  return {
    options,
    told,
    turnId: () => id,
    next: (kind: FromEngine['kind'], count = 1) =>
      new Promise<void>((come) => (waiting = [...waiting, { kind, left: count, come }])),
  };
};

it.each([
  ['rewinds', 1e9, () => Promise.resolve(small)],
  ['needs checkpoints', 1e9, () => load(slidingWindowModel(), config())],
  ['must read its state again', 0, () => load(tinyModel(), { sequences: 1 })],
])(
  'is answered first, and the answer of the program continues as if alone (a model that %s)',
  async (_, budget, engineOf) => {
    const { run, engine } = await engineOf();
    const asked = [user('Tell me about rivers, at length.')];
    const { options, next, told, turnId } = program();
    const answer = run(asked, options);
    await next('first-token');
    const before = told.filter((kind) => kind === 'wrote').length;
    const person = await run([user('A short question of a person.')], { longestAnswer: 20 });
    expect(person.ending).toBe('too-long');
    // The program has not ended, and writes on.
    expect(told).not.toContain('ended');
    await next('wrote', 2);
    engine.post({ kind: 'stop', turnId: turnId() });
    const beside = await answer;
    expect(told.filter((kind) => kind === 'wrote').length).toBeGreaterThan(before);
    expect(beside.timings!.besideMs).toBeGreaterThan(0);
    engine.post({ kind: 'forget-chat', chatId: 'api-client' });
    const { length } = beside.tokens!;
    const alone = await run(asked, { ...options, chatId: 'api-alone', longestAnswer: length });
    // A state that is read again is rounded otherwise.
    const expected = budget > 0 ? alone.tokens!.slice(0, length) : beside.tokens;
    expect(beside.tokens).toEqual(expected);
  },
);

it('is answered in the middle of the prompt of a program, which is read on from there', async () => {
  const { run } = small;
  // The speed is known from here on, so that slices have their size.
  await run([user('Reading this takes a while. '.repeat(30))], { chatId: 'api-first', longestAnswer: 1 });
  const { options, next, told } = program({ longestAnswer: 2 });
  const messages = [user('A long story follows, and then some more. '.repeat(60))];
  const read = run(messages, options);
  await next('prefill', 3);
  await run([user('A question.')], { longestAnswer: 5 });
  expect(told).not.toContain('ended');
  const { timings, trace } = await read;
  expect(timings!.besideMs).toBeGreaterThan(0);
  expect(trace!.slices.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(timings!.newTokens);
  const again = await run(messages, { ...options, chatId: 'api-again' });
  // Every token once.
  expect(timings!.newTokens + timings!.cachedTokens).toBe(
    again.timings!.newTokens + again.timings!.cachedTokens,
  );
});

it('is not held up by a program that is stopped meanwhile, which ends at once', async () => {
  const { run, engine } = small;
  const { options, next, turnId } = program();
  const answer = run([user('Tell me about lakes.')], options);
  await next('first-token');
  const person = run([user('Tell me about hills.')], {
    longestAnswer: 60,
    onMessage: ({ kind }) => {
      if (kind === 'first-token') engine.post({ kind: 'stop', turnId: turnId() });
    },
  });
  expect((await answer).ending).toBe('stopped');
  expect((await person).ending).toBe('too-long');
  // The next turn finds the engine in order.
  const after = await run([user('And seas?')], { chatId: 'api-next', program: {}, longestAnswer: 4 });
  expect(after.ending).toBe('too-long');
});
