/** A person's turn in a process with one place, while a program's turn runs in it: the program waits and continues where it was. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FromEngine } from '../../../main/shared/engine/protocol.ts';
import { smallModel, slidingWindowModel } from '../../fixtures/models/files.ts';
import {
  killEngines,
  load,
  user,
  type EngineUnderTest,
  type TurnOptions,
} from '../../fixtures/engine/engine-under-test.ts';

afterAll(killEngines);

let one: EngineUnderTest;
beforeAll(async () => {
  one = await load(smallModel(), { sequences: 1, batchSize: 64 });
});

/** A program's turn, and when it has reached something. */
const program = (kind: FromEngine['kind'], count: number, more: TurnOptions = {}) => {
  const order: string[] = [];
  let come = (): void => undefined;
  let seen = 0;
  let id = '';
  const reached = new Promise<void>((resolve) => (come = resolve));
  const options: TurnOptions = {
    chatId: 'api-client',
    program: {},
    longestAnswer: 150,
    sampling: { temperature: 0.9, seed: 7 },
    onMessage: (message, turnId) => {
      id = turnId;
      if (message.kind === kind && ++seen === count) come();
    },
    ...more,
  };
  return { options, reached, order, turnId: () => id };
};

it.each([
  ['rewinds', () => Promise.resolve(one)],
  ['needs checkpoints', () => load(slidingWindowModel(), { sequences: 1 })],
])('is answered first, and the answer of the program is the same (a model that %s)', async (_, engineOf) => {
  const { run, engine } = await engineOf();
  const asked = [user('Tell me about rivers, at length.')];
  const { options, reached } = program('first-token', 1);
  const ended: string[] = [];
  const answer = run(asked, options).finally(() => ended.push('program'));
  await reached;
  const person = await run([user('A short question of a person.')], { longestAnswer: 20 }).finally(() =>
    ended.push('person'),
  );
  const beside = await answer;
  expect(ended).toEqual(['person', 'program']);
  expect(person.ending).toBe('too-long');
  // What the person waited for is the state of the program, which is saved.
  expect(beside.timings!.besideMs).toBeGreaterThan(0);
  engine.post({ kind: 'forget-chat', chatId: 'api-client' });
  const alone = await run(asked, { ...options, chatId: 'api-alone' });
  expect(beside.tokens).toEqual(alone.tokens);
  // No token was processed twice.
  expect(beside.timings!.newTokens + beside.timings!.cachedTokens).toBe(
    alone.timings!.newTokens + alone.timings!.cachedTokens,
  );
});

it('is answered in the middle of the prompt of a program, which is read on from there', async () => {
  const { run } = one;
  // The speed is known from here on, so that slices have their size.
  await run([user('Reading this takes a while. '.repeat(30))], { chatId: 'api-first', longestAnswer: 1 });
  const { options, reached } = program('prefill', 3, { longestAnswer: 2 });
  const ended: string[] = [];
  const read = run([user('A long story follows, and then some more. '.repeat(60))], options).finally(() =>
    ended.push('program'),
  );
  await reached;
  await run([user('A question.')], { longestAnswer: 5 }).finally(() => ended.push('person'));
  const { timings, trace } = await read;
  expect(ended).toEqual(['person', 'program']);
  expect(timings!.besideMs).toBeGreaterThan(0);
  expect(trace!.slices.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(timings!.newTokens);
  const again = await run([user('A long story follows, and then some more. '.repeat(60))], {
    ...options,
    chatId: 'api-again',
  });
  expect(timings!.newTokens).toBeLessThanOrEqual(again.timings!.newTokens + again.timings!.cachedTokens);
});

it('is not held up by a program that is stopped meanwhile, which ends at once', async () => {
  const { run, engine } = one;
  const { options, reached, turnId } = program('first-token', 1, { longestAnswer: null });
  const ended: string[] = [];
  const answer = run([user('Tell me about lakes.')], options).finally(() => ended.push('program'));
  await reached;
  const person = run([user('Tell me about hills.')], {
    longestAnswer: 60,
    onMessage: ({ kind }) => {
      if (kind === 'first-token') engine.post({ kind: 'stop', turnId: turnId() });
    },
  }).finally(() => ended.push('person'));
  expect((await answer).ending).toBe('stopped');
  expect((await person).ending).toBe('too-long');
  // The next turn finds the engine in order.
  const next = await run([user('And seas?')], { chatId: 'api-next', program: {}, longestAnswer: 4 });
  expect(next.ending).toBe('too-long');
});
