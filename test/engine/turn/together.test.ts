/** Several answers to one prompt: the prompt is processed once, and each answer is what it would be alone. */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slidingWindowModel, tinyModel } from '../../fixtures/models/files.ts';
import { killEngines, stateFolder, user } from '../../fixtures/engine/engine-under-test.ts';
import { LocalEngine } from '../../fixtures/engine/in-process.ts';

afterAll(killEngines);

const question = user(`${'Tell me about rivers. '.repeat(20)}Please.`);
const lengths = [12, 4, 8];
const how = lengths.map((longestAnswer) => ({ longestAnswer }));

describe('answers at once', () => {
  const folder = stateFolder();
  let engine: LocalEngine;
  beforeAll(async () => {
    engine = await LocalEngine.open(tinyModel(), { folder, sequences: 2 });
  });
  afterAll(() => engine.close());

  it('process the prompt once, end each on its own, and leave the states of chats in memory', async () => {
    const prompt = engine.promptTokens([question]).length;
    const before = await engine.turn('other', [user('And lakes?')], 6);
    const { ends, statesTaken } = await engine.together('chat', [question], how);
    expect(statesTaken).toBe(1);
    expect(ends.map(({ ending }) => ending)).toEqual(['too-long', 'too-long', 'too-long']);
    expect(ends.map(({ tokens }) => tokens!.length)).toEqual(lengths);
    expect(ends.map(({ timings }) => [timings!.cachedTokens, timings!.newTokens])).toEqual([
      [0, prompt],
      [prompt - 1, 1],
      [prompt - 1, 1],
    ]);
    for (const { timings, trace } of ends) {
      expect(timings!.shared).toEqual({ answers: 3, isAtOnce: true, why: null, gain: 2 });
      expect(timings!.decodeTokens).toBe(trace!.tokensAt.length - 1);
      expect(trace!.foundAt).toBeLessThanOrEqual(trace!.tokensAt[0]!);
    }
    const where = (chatId: string) => engine.cache.held().find((one) => one.chatId === chatId);
    expect(where('chat')).toMatchObject({ where: 'hot', tokens: prompt - 1 });
    expect(where('other')).toMatchObject({ where: 'hot', tokens: before.held.length });
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);

    // The chat continues with any of them, of which only the answer is processed.
    const next = await engine.turn('chat', [question, ends[1]!.answer!, user('And seas?')], 4);
    expect(next.timings!.cachedTokens).toBe(prompt - 1);
  });

  it('have the state of the prompt in each sequence, as after a cold start', async () => {
    const { ends } = await engine.together('chat', [question], how);
    for (const { tokens } of ends) expect(ends[0]!.tokens!.slice(0, tokens!.length)).toEqual(tokens);
    const forks = await engine.forkedOdds('chat', [question], 3);
    const prompt = engine.promptTokens([question]);
    const cold = await engine.odds(prompt);
    const withoutPrompt = await engine.odds(prompt.slice(-1));
    /** The largest difference, as a share of the largest probability. */
    const differenceOf = (odds: Map<number, number>): number =>
      Math.max(...[...cold].map(([token, one]) => Math.abs((odds.get(token) ?? 0) - one))) /
      Math.max(...cold.values());
    // Matrices are multiplied in another order for several tokens.
    for (const odds of forks) expect(differenceOf(odds)).toBeLessThan(0.02);
    expect(differenceOf(withoutPrompt)).toBeGreaterThan(0.1);
  });

  it.each([
    ['no-gain', { gain: 1 }],
    ['memory', { noMemory: true }],
  ] as const)('come one after the other, and say so (%s)', async (why, as) => {
    const prompt = engine.promptTokens([question]).length;
    const { ends } = await engine.together(why, [question], how, as);
    expect(ends.map(({ tokens }) => tokens!.length)).toEqual(lengths);
    expect(ends.map(({ timings }) => timings!.shared)).toEqual(
      lengths.map(() => ({ answers: 3, isAtOnce: false, why, gain: why === 'memory' ? null : 1 })),
    );
    expect(ends.slice(1).map(({ timings }) => timings!.cachedTokens)).toEqual([prompt - 1, prompt - 1]);
  });

  it('come one after the other if their prompts differ, and do not claim to share one', async () => {
    const { ends } = await engine.together(
      'mixed',
      [question],
      [{ longestAnswer: 4 }, { longestAnswer: 4, messages: [user('Something else')] }],
    );
    expect(ends.map(({ timings }) => timings!.shared)).toEqual([undefined, undefined]);
  });
});

it('a model that cannot fork its state answers one after the other', async () => {
  const engine = await LocalEngine.open(slidingWindowModel(), { folder: stateFolder() });
  const { ends } = await engine.together('chat', [question], how);
  expect(ends.map(({ timings }) => timings!.shared?.why)).toEqual(['model', 'model', 'model']);
  expect(ends.map(({ timings }) => timings!.newTokens).slice(1)).toEqual([1, 1]);
  await engine.close();
});
