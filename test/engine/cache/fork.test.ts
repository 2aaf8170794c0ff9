/** A chat that begins with the messages of another one: what both share is not processed again, and neither goes cold. */
import { afterAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import type { PromptMessage } from '../../../main/shared/engine/request.ts';
import { tinyModel } from '../../fixtures/models/files.ts';
import { killEngines, stateFolder, user } from '../../fixtures/engine/engine-under-test.ts';
import { LocalEngine } from '../../fixtures/engine/in-process.ts';

afterAll(killEngines);

const about = (what: string): PromptMessage => user(`${`Tell me about ${what}. `.repeat(12)}Please.`);

describe.each([1, 2])('a fork, with room for %i chats in memory', (sequences) => {
  let engine: LocalEngine;
  let original: PromptMessage[];
  beforeEach(async () => {
    engine = await LocalEngine.open(tinyModel(), { folder: stateFolder(), sequences });
    const first = about('rivers');
    const { answer } = await engine.turn('old', [first], 20);
    original = [first, answer!];
  });
  afterEach(() => engine.close());

  /** The copies that a fork's messages are: with the same tokens, under other ids. */
  const copied = (): PromptMessage[] =>
    original.map((message, index) => ({ ...message, id: `copy-${index}` }));
  const questionTokens = (messages: PromptMessage[], held: number): number =>
    engine.promptTokens(messages).length - held;
  const where = (chatId: string) => engine.cache.held().find((one) => one.chatId === chatId);

  it('starts from the state of the other chat, and says so', async () => {
    const messages = [...copied(), user('And lakes?')];
    // The last token that was sampled was never evaluated.
    const held = engine.promptTokens(original.slice(0, 1)).length + original[1]!.tokens!.length - 1;
    const { timings } = await engine.turn('fork', messages, 6);
    expect(timings!.newTokens).toBe(questionTokens(messages, held));
    expect(timings!.reuse).toEqual({
      from: 'hot',
      restoreMs: 0,
      cause: null,
      messageId: null,
      chatId: 'old',
    });
    expect(where('fork')).toMatchObject({ where: 'hot' });
    expect(where('old')).toMatchObject({ where: 'hot', tokens: held });
    // Neither reads again what both share, in whatever order they go on.
    const back = await engine.turn('old', [...original, user('And seas?')], 6);
    expect(back.timings!.cachedTokens).toBeGreaterThanOrEqual(held);
  });

  it.runIf(sequences === 1)('starts from a snapshot of the other chat if that is only on disk', async () => {
    await engine.turn('bread', [about('bread')], 4);
    expect(where('old')).toMatchObject({ where: 'warm' });
    const { timings } = await engine.turn('fork', [...copied(), user('And lakes?')], 6);
    expect(timings!.reuse).toMatchObject({ from: 'snapshot', cause: null, chatId: 'old' });
    expect(timings!.newTokens).toBeLessThan(40);
  });

  it('is not what two chats are that share only the beginning of their prompts', async () => {
    const { timings } = await engine.turn('other', [about('bread')], 6);
    expect(timings!.reuse).not.toHaveProperty('chatId');
    expect(timings!.reuse!.cause).toBe('first-time');
  });
});
