/**
 * The KV cache in the real engine process: nothing is read twice, over turns, chats, restarts and deaths, and a state
 * that is not the right one is never used. That the answers are those of a cold start is for cache-property.test.ts to
 * show, on models in full precision: with quantised weights, prompts read in other slices round otherwise.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineConfig, PromptMessage } from '../../main/engine/protocol.ts';
import { hybridModel, reasoningModel, slidingWindowModel, smallModel, tinyModel } from '../models/files.ts';
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
} from './engine-under-test.ts';

afterEach(killEngines);

const budgetBytes = 1e9;
const words = 'river stone window paper Berlin seven quiet under letter because green forty and then'.split(
  ' ',
);

/** Plain text of so many words, another for each `seed`. */
const text = (seed: number, count: number): string => {
  let state = seed * 7919;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return words[(state >> 16) % words.length]!;
  }).join(' ');
};

/** Asks and stops after the first piece of text; resolves with the answer and the chat so far. */
const ask = async (
  engine: EngineUnderTest,
  chatId: string,
  messages: PromptMessage[],
): Promise<{ turn: Turn; chat: PromptMessage[] }> => {
  const turn = await engine.run(messages, { chatId, ...stopAfter(engine.engine, 1) });
  return { turn, chat: [...messages, answered(turn)] };
};

/** Resolves when the engine has written what it holds, as it does when nobody needs it. */
const written = (chatId: string, folder: string): Promise<void> =>
  expect
    .poll(() => readdirSync(folder).some((name) => name.startsWith(`${chatId}.`) && name.endsWith('.json')), {
      timeout: 10_000,
    })
    .toBe(true);

/** 250 words are some 1,200 tokens of the synthetic vocabulary: long enough that a state is worth its file. */
const long = (seed: number): PromptMessage => user(text(seed, 250));

const startLong = async (folder: string, config: Partial<EngineConfig> = {}) => {
  const engine = await load(smallModel(), { snapshots: { folder, budgetBytes }, ...config });
  const first = await ask(engine, 'one', [long(1)]);
  return { engine, first };
};

describe('a chat', () => {
  it('that is returned to is restored from its snapshot, not read again', async () => {
    const folder = stateFolder();
    const { engine, first } = await startLong(folder);
    await ask(engine, 'two', [long(2)]);
    const next = [...first.chat, user('And then?')];
    const { turn } = await ask(engine, 'one', next);
    expect(turn.timings!.reuse).toMatchObject({ from: 'snapshot', cause: null });
    expect(turn.timings!.reuse!.restoreMs).toBeGreaterThan(0);
    expect(turn.timings!.newTokens).toBeLessThan(60);
  });

  it('stays in memory beside another where there are two sequences', async () => {
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

  it('goes on after Hearth quit, with the engine started anew', async () => {
    const folder = stateFolder();
    const { engine, first } = await startLong(folder);
    const quitAt = performance.now();
    await engine.quit();
    expect(performance.now() - quitAt).toBeLessThan(2000);
    // The next start may keep more chats in memory than this one did.
    const again = await load(smallModel(), { sequences: 2, snapshots: { folder, budgetBytes } });
    await again.settled();
    expect(again.cache().chats).toMatchObject([{ chatId: 'one', where: 'warm' }]);
    const next = [...first.chat, user('And then?')];
    const { turn } = await ask(again, 'one', next);
    expect(turn.timings!.reuse).toMatchObject({ from: 'snapshot', cause: null });
    expect(turn.timings!.newTokens).toBeLessThan(60);
  });

  it('goes on from the last good snapshot after the engine was killed', async () => {
    const folder = stateFolder();
    const { engine, first } = await startLong(folder);
    await written('one', folder);
    engine.engine.kill();
    const again = await load(smallModel(), { snapshots: { folder, budgetBytes } });
    const { turn } = await ask(again, 'one', [...first.chat, user('And then?')]);
    expect(turn.timings!.reuse!.from).toBe('snapshot');
    expect(turn.timings!.newTokens).toBeLessThan(60);
  });

  it('that is new starts from what another one read', async () => {
    const { engine } = await startLong(stateFolder());
    const shared = user(`${text(1, 250)} But what of it?`);
    const { turn } = await ask(engine, 'two', [shared]);
    expect(turn.timings!.cachedTokens).toBeGreaterThan(turn.timings!.newTokens * 10);
  });

  it('that is deleted takes its states along', async () => {
    const folder = stateFolder();
    const { engine } = await startLong(folder);
    await written('one', folder);
    expect(statSync(folder).mode & 0o077).toBe(0);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
    engine.engine.post({ kind: 'forget-chat', chatId: 'one' });
    await engine.settled();
    expect(readdirSync(folder).filter((name) => name.startsWith('one.'))).toEqual([]);
    expect(engine.cache().chats).toEqual([]);
  });
});

describe.each([
  ['a sliding window', slidingWindowModel],
  ['a hybrid', hybridModel],
  ['reasoning', reasoningModel],
  ['no such thing', tinyModel],
])('a model with %s', (_, path) => {
  it('reads only what is new in the second and third turn, and in another answer to the same question', async () => {
    const engine = await load(path());
    let { chat } = await ask(engine, 'one', [user(text(1, 150))]);
    for (const question of ['And then?', 'And after that?']) {
      await engine.settled();
      const next = [...chat, user(question)];
      const { turn, chat: after } = await ask(engine, 'one', next);
      expect(turn.timings!.newTokens).toBeLessThan(100);
      expect(turn.timings!.reuse!.cause).toBeNull();
      await engine.settled();
      const { turn: other } = await ask(engine, 'one', next);
      expect(other.timings!.cachedTokens).toBeGreaterThan(other.timings!.newTokens * 5);
      chat = after;
    }
  });
});

describe('an answer with reasoning', () => {
  it('is read again in idle time as the next prompt will hold it, so that the next message pays for itself alone', async () => {
    const engine = await load(reasoningModel());
    const first = await engine.run([user(text(1, 150))]);
    const messages = [
      user(text(1, 150)),
      { ...answered(first), reasoning: 'Thoughts that the template drops from earlier answers.' },
    ];
    // Without the idle time, the answer has to be read again behind the message that asks for the next.
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
    engine.engine.post({ kind: 'type-ahead', chatId: null, messages, draft });
    return done;
  };

  it('is read while it is typed, so that sending it reads its end alone', async () => {
    const engine = await load(smallModel());
    const draft = text(1, 150);
    const state = await read(engine, draft);
    expect(state.promptTokens).toBeGreaterThan(100);
    const { turn } = await ask(engine, 'new', [user(draft)]);
    expect(turn.timings!.newTokens).toBeLessThan(30);
  });

  it('that was changed costs what was changed', async () => {
    const engine = await load(smallModel());
    await read(engine, text(1, 150));
    const changed = `${text(1, 140)} and now quite another end.`;
    await read(engine, changed);
    const { turn } = await ask(engine, 'new', [user(changed)]);
    expect(turn.timings!.newTokens).toBeLessThan(30);
  });

  it('is left at once when a message is sent', async () => {
    const engine = await load(smallModel());
    // Measures the speed by which slices are cut.
    await ask(engine, 'before', [user(text(9, 100))]);
    engine.engine.post({ kind: 'type-ahead', chatId: null, messages: [], draft: text(1, 900) });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const sentAt = performance.now();
    let startedAfter = 0;
    await engine.run([user('Short.')], {
      chatId: 'new',
      onMessage: ({ kind }, turnId) => {
        if (kind !== 'prefill') return;
        startedAfter ||= performance.now() - sentAt;
        engine.engine.post({ kind: 'stop', turnId });
      },
    });
    // One slice of 120 ms may still run.
    expect(startedAfter).toBeLessThan(400);
  });
});

describe('a full context', () => {
  const chatOf = async (engine: EngineUnderTest, overflow: 'shift' | 'stop') => {
    let chat: PromptMessage[] = [
      { id: null, role: 'system', text: 'Be brief.', reasoning: '', tokens: null },
    ];
    const turns: Turn[] = [];
    for (let count = 0; count < 8; count += 1) {
      const turn = await engine.run([...chat, user(text(count, 12))], {
        overflow,
        ...stopAfter(engine.engine, 1),
      });
      turns.push(turn);
      if (turn.ending === 'context-full') break;
      chat = [...chat, user(text(count, 12)), answered(turn)];
      if (turn.shifted) {
        const kept = chat.findIndex(({ id }) => id === turn.shifted!.firstKeptId);
        expect(kept).toBeGreaterThan(0);
        chat = [chat[0]!, ...chat.slice(kept)];
      }
    }
    return turns;
  };

  it('ends the chat with a sentence where the user chose that', async () => {
    const engine = await load(tinyModel(), { contextLength: 512 });
    const turns = await chatOf(engine, 'stop');
    expect(turns.at(-1)).toMatchObject({ ending: 'context-full', shifted: null });
    expect(turns.at(-1)!.problem).toMatch(/context of 512/);
  });

  it('drops the oldest turns, keeps the rest in the cache and says what was dropped', async () => {
    const engine = await load(tinyModel(), { contextLength: 512 });
    const turns = await chatOf(engine, 'shift');
    const shifts = turns.filter(({ shifted }) => shifted !== null);
    expect(turns).toHaveLength(8);
    expect(shifts.length).toBeGreaterThan(0);
    expect(shifts.length).toBeLessThan(5);
    for (const { timings, shifted } of shifts) {
      expect(shifted!.dropped).toBeGreaterThan(0);
      // What stays was shifted, not read again.
      expect(timings!.cachedTokens).toBeGreaterThan(timings!.newTokens);
    }
  });
});

describe('a snapshot that must not be used', () => {
  /** A folder with one snapshot, and the prompt that would start from it. */
  const prepare = async () => {
    const folder = stateFolder();
    const { engine, first } = await startLong(folder);
    await engine.quit();
    const find = (kind: string): string =>
      join(
        folder,
        readdirSync(folder).find((name) => name.endsWith(kind))!,
      );
    return { folder, next: [...first.chat, user('And then?')], state: find('.state'), meta: find('.json') };
  };
  type Prepared = Awaited<ReturnType<typeof prepare>>;

  const change = (
    path: string,
    edit: (content: Record<string, unknown>) => void,
    isConsistent = true,
  ): void => {
    const content = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    edit(content);
    // Whoever wrote it did so on purpose: its own digest is right.
    const own = ['key', 'model', 'chatId', 'tokens', 'spans', 'bytes'].map((name) => content[name]);
    if (isConsistent) content['ownDigest'] = createHash('sha256').update(JSON.stringify(own)).digest('hex');
    writeFileSync(path, JSON.stringify(content));
  };

  const damages: [string, (prepared: Prepared) => void, string][] = [
    ['is truncated', ({ state }) => truncateSync(state, statSync(state).size - 1000), 'refused'],
    ['is empty', ({ state }) => truncateSync(state, 0), 'refused'],
    [
      'was altered in one byte',
      ({ state }) => {
        const bytes = readFileSync(state);
        bytes[Math.floor(bytes.length / 2)]! ^= 1;
        writeFileSync(state, bytes);
      },
      'refused',
    ],
    [
      'has other tokens in its description',
      ({ meta }) =>
        change(
          meta,
          (content) => {
            const tokens = Buffer.from(content['tokens'] as string, 'base64');
            tokens[40] = 9;
            content['tokens'] = tokens.toString('base64');
          },
          false,
        ),
      'refused',
    ],
    ['has a description that is no JSON', ({ meta }) => writeFileSync(meta, '{"key": "'), 'refused'],
    ['is half-written', ({ meta, state }) => copyFileSync(state, meta), 'refused'],
    [
      'is of another version of llama.cpp or other settings',
      ({ meta }) => change(meta, (content) => (content['key'] = '0'.repeat(64))),
      'other-settings',
    ],
    [
      'is of another model',
      ({ meta }) =>
        change(meta, (content) => {
          content['key'] = '0'.repeat(64);
          content['model'] = 'another';
        }),
      'other-model',
    ],
    [
      'ended the engine when it was restored',
      ({ state }) => writeFileSync(state.replace('.state', '.trying'), ''),
      'refused',
    ],
  ];

  it.each(damages)('because it %s is not, and the chat is read again', async (_, damage, cause) => {
    const prepared = await prepare();
    damage(prepared);
    const engine = await load(smallModel(), { snapshots: { folder: prepared.folder, budgetBytes } });
    const { turn } = await ask(engine, 'one', prepared.next);
    expect(turn.ending).toBe('stopped');
    expect(turn.timings!.cachedTokens).toBe(0);
    expect(turn.timings!.reuse).toMatchObject({ from: 'none', cause });
    // It is removed, unless it may serve again with what it belongs to.
    expect(existsSync(prepared.state)).toBe(cause !== 'refused');
  });
});

describe('the budget on disk', () => {
  it('is kept by dropping what was used least recently', async () => {
    const folder = stateFolder();
    const { engine } = await startLong(folder);
    await written('one', folder);
    await ask(engine, 'two', [long(2)]);
    await written('two', folder);
    const bytesOf = (chatId: string): number =>
      readdirSync(folder)
        .filter((name) => name.startsWith(`${chatId}.`))
        .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    engine.engine.post({ kind: 'snapshot-budget', budgetBytes: bytesOf('two') + 1000 });
    await engine.settled();
    expect(bytesOf('one')).toBe(0);
    expect(bytesOf('two')).toBeGreaterThan(0);
    engine.engine.post({ kind: 'clear-snapshots' });
    await engine.settled();
    expect(bytesOf('two')).toBe(0);
  });
});

describe('the precision of the KV cache', () => {
  it('as q8_0 takes about half the space of f16 and answers', async () => {
    const sizes: number[] = [];
    let saving = 0;
    for (const kvPrecision of ['f16', 'q8_0'] as const) {
      const folder = stateFolder();
      const engine = await load(smallModel(), { kvPrecision, snapshots: { folder, budgetBytes } });
      const { turn } = await ask(engine, 'one', [long(1)]);
      expect(turn.text).not.toBe('');
      saving = engine.model.kvSavingBytes / engine.model.contextLength;
      await written('one', folder);
      sizes.push(
        statSync(
          join(
            folder,
            readdirSync(folder).find((name) => name.endsWith('.state'))!,
          ),
        ).size,
      );
    }
    // 12 layers, 4 heads of 64, keys and values: what Settings shows is what a token saves.
    expect(saving / (12 * 4 * 64 * 2 * (2 - 34 / 32))).toBeCloseTo(1, 1);
    // 34 bytes for 32 values against 64 (ggml's block_q8_0).
    expect(sizes[1]! / sizes[0]!).toBeGreaterThan(0.5);
    expect(sizes[1]! / sizes[0]!).toBeLessThan(0.56);
  });
});
