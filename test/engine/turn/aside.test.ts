/**
 * A question behind a chat, as for its title: nothing of the chat is processed again for it, and the next turn of the chat finds
 * as much in the KV cache, and answers the same, as if it had never been asked.
 */
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { PromptMessage } from '../../../main/shared/engine/request.ts';
import { starterModel } from '../../../main/system/paths.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import {
  endlessThinker,
  hybridModel,
  reasoningModel,
  slidingWindowModel,
  tinyModel,
} from '../../fixtures/models/files.ts';
import { user } from '../../fixtures/engine/engine-under-test.ts';
import { LocalEngine, type LocalOptions } from '../../fixtures/engine/in-process.ts';

vi.mock('../../../main/engine/process/parent-port.ts', () => ({
  post: () => undefined,
  listen: () => undefined,
}));

const folder = temporaryFolder();
afterAll(() => folder.remove());
let engine: LocalEngine | null = null;
afterEach(async () => {
  await engine?.close();
  engine = null;
});
const open = async (path: string, options: Partial<LocalOptions> = {}): Promise<LocalEngine> => {
  engine = await LocalEngine.open(path, { folder: folder.path, budgetBytes: 0, ...options });
  return engine;
};
const title = 'Write a title of at most six words for this conversation.';

/** A chat of one turn, whose next prompt is prepared. */
const begin = async (one: LocalEngine): Promise<PromptMessage[]> => {
  const question = user('Why is the sky blue over the sea in the evening?');
  const { answer } = await one.turn('chat', [question]);
  const chat = [question, answer!];
  await one.prepare('chat', chat);
  return chat;
};
const held = (one: LocalEngine) => [...one.cache.hot[0]!.sequence.contextTokens] as number[];

describe.each([
  { name: 'a plain model', path: tinyModel },
  { name: 'a model that thinks', path: reasoningModel },
  { name: 'a model that does not end its thoughts', path: endlessThinker },
])('behind a chat of $name', ({ path }) => {
  it('changes nothing for the next turn', async () => {
    const one = await open(path());
    const chat = await begin(one);
    const before = held(one);
    const spans = one.cache.hot[0]!.spans;
    const evaluated = vi.spyOn(one.cache.hot[0]!.sequence, 'evaluateWithoutGeneratingNewTokens');
    const text = await one.aside('chat', chat, title);
    expect(text).not.toBeNull();
    // The request alone was processed.
    const processed = evaluated.mock.calls.reduce((sum, [tokens]) => sum + tokens.length, 0);
    expect(processed).toBeLessThan(one.promptTokens([user(title)]).length + 20);
    expect(held(one)).toEqual(before);
    expect(one.cache.hot[0]!.spans).toEqual(spans);
    const next = [...chat, user('And in the morning?')];
    const asked = await one.turn('chat', next);
    await one.close();

    const other = await open(path());
    const same = await begin(other);
    expect(same.map(({ text: said }) => said)).toEqual(chat.map(({ text: said }) => said));
    const plain = await other.turn('chat', [...same, next.at(-1)!]);
    expect(asked.timings!.cachedTokens).toBe(plain.timings!.cachedTokens);
    expect(asked.timings!.newTokens).toBe(plain.timings!.newTokens);
    expect(asked.timings!.reuse).toMatchObject({ from: 'hot', cause: null });
    expect(asked.tokens).toEqual(plain.tokens);
  });

  it('that is interrupted in its answer leaves the state too', async () => {
    const one = await open(path());
    const chat = await begin(one);
    const before = held(one);
    let looks = 0;
    const stop = {
      get stopped() {
        return ++looks > 4;
      },
    };
    expect(await one.aside('chat', chat, title, {}, stop)).toBeNull();
    expect(looks).toBeGreaterThan(4);
    expect(held(one)).toEqual(before);
  });
});

describe('is not asked', () => {
  it.each([
    { name: 'of a sliding window', path: slidingWindowModel },
    { name: 'of a hybrid', path: hybridModel },
    { name: 'of the guide, which has fixed answers', path: () => starterModel },
  ])('$name', async ({ path }) => {
    const one = await open(path());
    const chat = await begin(one);
    const before = held(one);
    expect(await one.aside('chat', chat, title)).toBeNull();
    expect(held(one)).toEqual(before);
  });

  it('of a chat that is not in memory, or leaves no room for it', async () => {
    const one = await open(tinyModel(), { contextLength: 512 });
    const chat = await begin(one);
    const before = held(one);
    expect(await one.aside('other', chat, title)).toBeNull();
    expect(await one.aside('chat', chat, 'word '.repeat(500))).toBeNull();
    expect(held(one)).toEqual(before);
  });
});
