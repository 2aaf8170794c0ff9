/**
 * Tests the KV cache in the real engine process: nothing is processed twice, across turns, chats and drafts.
 * cache-property.test.ts compares the answers with those of a cold start, on models in full precision, because with quantized
 * weights other slices of a prompt lead to other rounding.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KvCache } from '../../../main/engine/cache/cache.ts';
import { Costs } from '../../../main/engine/cache/costs.ts';
import type { Snapshots } from '../../../main/engine/cache/snapshots.ts';
import type { Speeds } from '../../../main/shared/engine/config.ts';
import { openThinking, type PromptMessage } from '../../../main/shared/engine/request.ts';
import {
  hybridModel,
  reasoningModel,
  slidingWindowModel,
  smallModel,
  tinyModel,
} from '../../fixtures/models/files.ts';
import {
  answered,
  killEngines,
  load,
  receive,
  stateFolder,
  stopAfter,
  user,
  type EngineUnderTest,
  type Turn,
} from '../../fixtures/engine/engine-under-test.ts';
import { ask, kept, long, startLong, text, written } from '../../fixtures/engine/long-chats.ts';

it('a first state is expected to be restored at least as fast as it was saved, so that fast machines try it too', () => {
  const state = { id: '1', chatId: 'one', tokens: new Uint32Array(4000), spans: [], bytes: 500e6, usedAt: 0 };
  const restoreMs = (speeds: Partial<Speeds>): number => {
    const snapshots = { all: () => [state] } as unknown as Snapshots;
    return new KvCache(
      [],
      snapshots,
      new Costs({ prefill: null, depth: null, restore: null, save: null, ...speeds }),
      1e9,
    ).held()[0]!.restoreMs;
  };
  expect(restoreMs({})).toBe(1000);
  expect(restoreMs({ save: 2e9 })).toBe(250);
  expect(restoreMs({ save: 1e6 })).toBe(1000);
  expect(restoreMs({ save: 2e9, restore: 1e9 })).toBe(500);
});

describe('a chat', () => {
  afterEach(killEngines);

  it('is restored from its snapshot when the user returns to it or looks at it, instead of being reprocessed', async () => {
    const { engine, first } = await startLong(stateFolder());
    const other = await ask(engine, 'two', [long(2)]);
    const { turn, chat } = await ask(engine, 'one', [...first.chat, user('And then?')]);
    expect(turn.timings!.reuse).toMatchObject({ from: 'snapshot', cause: null });
    expect(turn.timings!.reuse!.restoreMs).toBeGreaterThan(0);
    expect(turn.timings!.newTokens).toBeLessThan(60);

    await ask(engine, 'two', [...other.chat, user('And then?')]);
    await engine.settled();
    engine.engine.post({ kind: 'look-at', chatId: 'one', messages: chat, thinking: openThinking });
    await expect.poll(() => engine.cache().chats.find(({ chatId }) => chatId === 'one')?.where).toBe('hot');
    const { turn: next } = await ask(engine, 'one', [...chat, user('And after that?')]);
    expect(next.timings!.reuse).toMatchObject({ from: 'hot', restoreMs: 0, cause: null });
    expect(next.timings!.newTokens).toBeLessThan(60);
  });

  it('stays in memory beside another one if there are two sequences', async () => {
    const { engine, first } = await startLong(stateFolder(), { sequences: 2 });
    await ask(engine, 'two', [long(2)]);
    await engine.settled();
    expect(
      engine
        .cache()
        .chats.map(({ chatId, where }) => [chatId, where])
        .toSorted(),
    ).toEqual([
      ['one', 'hot'],
      ['two', 'hot'],
    ]);
    const { turn } = await ask(engine, 'one', [...first.chat, user('And then?')]);
    expect(turn.timings!.reuse).toMatchObject({ from: 'hot', restoreMs: 0, cause: null });
    expect(turn.timings!.newTokens).toBeLessThan(60);
  });

  it('that is new starts from the state of its system prompt, which is processed once', async () => {
    const folder = stateFolder();
    const system: PromptMessage = { ...long(3), role: 'system' };
    const prepare = async (engine: EngineUnderTest): Promise<void> => {
      const prepared = receive(engine.engine, (message) =>
        message.kind === 'prepared' ? message : undefined,
      );
      engine.engine.post({
        kind: 'prepare-chat',
        chatId: 'preset',
        messages: [system],
        thinking: openThinking,
      });
      expect(await prepared).toMatchObject({ chatId: 'preset', isDone: true });
    };
    const held = (engine: EngineUnderTest) => engine.cache().chats.find(({ chatId }) => chatId === 'preset');
    const { engine } = await startLong(folder);
    await prepare(engine);
    expect(held(engine)).toMatchObject({ where: 'hot' });
    const { tokens } = held(engine)!;
    for (const [chatId, from] of [
      ['two', 'hot'],
      ['three', 'snapshot'],
    ] as const) {
      const { turn } = await ask(engine, chatId, [system, user('What do you think?')]);
      expect(turn.timings!.reuse).toMatchObject({ from });
      expect(turn.timings!.cachedTokens).toBeGreaterThanOrEqual(tokens);
      expect(turn.timings!.newTokens).toBeLessThan(60);
      await engine.settled();
      await ask(engine, 'one', [long(1)]);
    }
    // What is held already stays where it is, and takes no place of a chat.
    await prepare(engine);
    expect(held(engine)).toMatchObject({ where: 'warm', tokens });
    expect(engine.cache().chats.find(({ chatId }) => chatId === 'one')!.where).toBe('hot');
  });

  it('that is new starts from the tokens that it shares with another one', async () => {
    const { engine } = await startLong(stateFolder());
    const shared = user(`${text(1, 170)} But what of it?`);
    const { turn } = await ask(engine, 'two', [shared]);
    expect(turn.timings!.cachedTokens).toBeGreaterThan(turn.timings!.newTokens * 10);

    // A turn that belongs to no chat starts from them as well, and leaves no state behind.
    const without = await engine.run([shared], { chatId: null, ...stopAfter(engine.engine, 1) });
    expect(without.timings!.cachedTokens).toBeGreaterThan(without.timings!.newTokens * 10);
    await engine.settled();
    // Where that of the second chat is depends on which of two equal states was the faster one to start from.
    expect(engine.cache().chats.map(({ chatId }) => chatId)).toEqual(['one', 'two']);
  });
});

describe.each([
  ['a sliding window', slidingWindowModel, false],
  ['a hybrid', hybridModel, false],
  // It ends its answers itself, and only those are processed again without their thoughts: one that is stopped could be continued.
  ['reasoning', reasoningModel, true],
  ['no such thing', tinyModel, false],
])('a model with %s', (_, path, ends) => {
  afterEach(killEngines);

  it('processes only new tokens in the second and third turn, and in another answer to the same question', async () => {
    const engine = await load(path());
    const answer = async (messages: PromptMessage[]): Promise<{ turn: Turn; chat: PromptMessage[] }> => {
      if (!ends) return ask(engine, 'one', messages);
      const turn = await engine.run(messages, { chatId: 'one' });
      expect(turn.ending).toBe('finished');
      return { turn, chat: [...messages, answered(turn)] };
    };
    let { chat } = await answer([user(text(1, 150))]);
    for (const question of ['And then?', 'And after that?']) {
      await engine.settled();
      const next = [...chat, user(question)];
      const { turn } = await answer(next);
      expect(turn.timings!.newTokens).toBeLessThan(100);
      expect(turn.timings!.reuse!.cause).toBeNull();
      await engine.settled();
      // This answer may be stopped a token sooner or later than the first one, so the chat continues from this one.
      const { turn: other, chat: after } = await answer(next);
      expect(other.timings!.cachedTokens).toBeGreaterThan(other.timings!.newTokens * 5);
      chat = after;
    }
  });
});

describe('an answer with reasoning', () => {
  afterEach(killEngines);

  it('is reprocessed in idle time as the next prompt will contain it, so that the next message costs only itself', async () => {
    const engine = await load(reasoningModel());
    const first = await engine.run([user(text(1, 150))]);
    const messages = [
      user(text(1, 150)),
      { ...answered(first), reasoning: 'Thoughts that the template drops from earlier answers.' },
    ];
    // Without the idle time, the answer is reprocessed together with the next message.
    const hasty = await load(reasoningModel());
    const again = await hasty.run([messages[0]!]);
    expect(again.ending).toBe('finished');
    const asked = [...messages, user('And then?')];
    const late = await hasty.run(asked);
    await engine.settled();
    const { timings } = await engine.run(asked);
    expect(timings!.newTokens).toBeLessThanOrEqual(late.timings!.newTokens);
    expect(timings!.newTokens).toBeLessThan(100);
  });
});

describe('a draft', () => {
  const read = (engine: EngineUnderTest, draft: string, messages: PromptMessage[] = []) => {
    const done = receive(engine.engine, (message) =>
      message.kind === 'draft' && message.draft === draft && message.done === message.total
        ? message
        : undefined,
    );
    engine.engine.post({
      kind: 'type-ahead',
      chatId: null,
      messages,
      thinking: openThinking,
      draft: { typed: draft, text: draft },
    });
    return done;
  };

  // Shared: each test types another text.
  let engine: EngineUnderTest;
  beforeAll(async () => {
    engine = await load(smallModel(), { contextLength: 8192 });
  });
  afterAll(killEngines);

  it('is processed while it is typed, so that sending it processes only its end', async () => {
    const draft = text(1, 150);
    const state = await read(engine, draft);
    expect(state.promptTokens).toBeGreaterThan(100);
    const { turn } = await ask(engine, 'new', [user(draft)]);
    expect(turn.timings!.newTokens).toBeLessThan(30);
  });

  it('costs only its changes when it is edited', async () => {
    await read(engine, text(2, 150));
    const changed = `${text(2, 140)} and now quite another end.`;
    await read(engine, changed);
    const { turn } = await ask(engine, 'changed', [user(changed)]);
    expect(turn.timings!.newTokens).toBeLessThan(30);
  });

  it('is not processed further when the last window closes', async () => {
    let told = { done: 0, total: 0 };
    const began = receive(engine.engine, (message) => (message.kind === 'draft' ? message : undefined));
    engine.engine.onMessage((message) => {
      if (message.kind === 'draft') told = message;
    });
    const draft = { typed: '', text: `${text(4, 1000)} ` };
    engine.engine.post({ kind: 'type-ahead', chatId: null, messages: [], thinking: openThinking, draft });
    await began;
    engine.engine.post({ kind: 'windows', areOpen: false });
    await engine.settled();
    engine.engine.post({ kind: 'windows', areOpen: true });
    expect(told.total).toBeGreaterThan(1000);
    expect(told.done).toBeLessThan(told.total);
  });

  it('is abandoned at once when a message is sent', async () => {
    // This measures the speed, which determines the size of slices.
    await ask(engine, 'before', [user(text(9, 100))]);
    // The draft almost fills the context, so that it takes several slices.
    const began = receive(engine.engine, (message) => (message.kind === 'draft' ? message : undefined));
    let told = { done: 0, total: 0 };
    engine.engine.onMessage((message) => {
      if (message.kind === 'draft') told = message;
    });
    engine.engine.post({
      kind: 'type-ahead',
      chatId: null,
      messages: [],
      thinking: openThinking,
      draft: { typed: '', text: text(3, 1600) },
    });
    await began;
    let readByThen = told;
    await engine.run([user('Short.')], {
      chatId: 'short',
      onMessage: ({ kind }, turnId) => {
        if (kind !== 'prefill') return;
        readByThen = told;
        engine.engine.post({ kind: 'stop', turnId });
      },
    });
    expect(readByThen.done).toBeLessThan(readByThen.total);
  });
});

describe('a full context', () => {
  afterEach(killEngines);

  const chatOf = async (engine: EngineUnderTest, overflow: 'shift' | 'stop') => {
    let chat: PromptMessage[] = [
      { id: null, role: 'system', text: 'Be brief.', reasoning: '', tokens: null },
    ];
    const turns: Turn[] = [];
    for (let count = 0; count < 8; count += 1) {
      const turn = await engine.run([...chat, user(text(count, 12))], {
        overflow,
        // A stop would arrive after any number of tokens, and with it the prompts would have any length.
        longestAnswer: 4,
      });
      turns.push(turn);
      if (turn.ending === 'context-full') break;
      chat = [...chat, user(text(count, 12)), answered(turn)];
      if (turn.shifted) {
        const firstKept = chat.findIndex(({ id }) => id === turn.shifted!.firstKeptId);
        expect(firstKept).toBeGreaterThan(0);
        chat = [chat[0]!, ...chat.slice(firstKept)];
      }
    }
    return turns;
  };

  it('ends the chat with a sentence if the user chose that', async () => {
    const engine = await load(tinyModel(), { contextLength: 512 });
    const turns = await chatOf(engine, 'stop');
    expect(turns.at(-1)).toMatchObject({ ending: 'context-full', shifted: null });
    expect(turns.at(-1)!.problem?.facts).toMatchObject({ contextLength: 512 });
  });

  it('drops the oldest turns, keeps the rest in the cache and reports what was dropped', async () => {
    const engine = await load(tinyModel(), { contextLength: 512 });
    const turns = await chatOf(engine, 'shift');
    const shifts = turns.filter(({ shifted }) => shifted !== null);
    expect(turns).toHaveLength(8);
    expect(shifts.length).toBeGreaterThan(0);
    expect(shifts.length).toBeLessThan(5);
    for (const { timings, shifted } of shifts) {
      expect(shifted!.dropped).toBeGreaterThan(0);
      // The rest was shifted, not reprocessed.
      expect(timings!.cachedTokens).toBeGreaterThan(timings!.newTokens);
    }
  });
});

describe('the precision of the KV cache', () => {
  afterEach(killEngines);

  it('as q8_0 takes about half the space of f16, and the model still answers', async () => {
    const bytesPerToken: number[] = [];
    let saving = 0;
    for (const kvPrecision of ['f16', 'q8_0'] as const) {
      const folder = stateFolder();
      const engine = await load(smallModel(), { kvPrecision, snapshots: kept(folder) });
      const { turn } = await ask(engine, 'one', [user(text(1, 120))]);
      expect(turn.text).not.toBe('');
      saving = engine.model.kvSavingBytes / engine.model.contextLength;
      await written(engine, 'one', folder);
      const name = readdirSync(folder).find((one) => one.endsWith('.json'))!;
      const { bytes, tokens } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        bytes: number;
        tokens: string;
      };
      // How many tokens are generated before the stop reaches the engine is chance, so bytes per token are compared.
      bytesPerToken.push(bytes / (Buffer.from(tokens, 'base64').length / 4));
    }
    // 12 layers, 4 heads of 64, keys and values. Settings shows this saving.
    expect(saving / (12 * 4 * 64 * 2 * (2 - 34 / 32))).toBeCloseTo(1, 1);
    // 34 bytes per 32 values instead of 64 (ggml's block_q8_0).
    expect(bytesPerToken[1]! / bytesPerToken[0]!).toBeGreaterThan(0.5);
    expect(bytesPerToken[1]! / bytesPerToken[0]!).toBeLessThan(0.56);
  });
});
