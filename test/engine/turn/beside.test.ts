/** Several turns at once in the real engine process: each answers as it would alone, and none stalls, stops or evicts another. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineProcess } from '../../../main/core/engines/llama/engine-process.ts';
import { LlamaEngine } from '../../../main/core/engines/llama/llama-engine.ts';
import type { TurnEnd } from '../../../main/shared/engine/turn.ts';
import type { FromEngine } from '../../../main/shared/engine/protocol.ts';
import { slidingWindowModel, smallModel, tinyModel } from '../../fixtures/models/files.ts';
import {
  killEngines,
  load,
  plainConfig,
  plainTurn,
  receive,
  spawn,
  user,
  type EngineUnderTest,
  type TurnOptions,
} from '../../fixtures/engine/engine-under-test.ts';

afterAll(killEngines);

const client = (name: string, more: TurnOptions = {}): TurnOptions => ({
  chatId: `api-${name}`,
  program: {},
  longestAnswer: 16,
  ...more,
});

/** Something that happens once. */
const signal = (): { came: Promise<void>; come: () => void } => {
  let come = (): void => undefined;
  const came = new Promise<void>((resolve) => (come = resolve));
  return { came, come };
};

let three: EngineUnderTest;
/** In slices that are short on any machine. */
let small: EngineUnderTest;
beforeAll(async () => {
  three = await load(tinyModel(), { sequences: 3 });
  small = await load(smallModel(), { sequences: 3, batchSize: 64 });
});

describe('turns beside each other', () => {
  it.each([
    ['rewinds', () => Promise.resolve(small)],
    ['needs checkpoints', () => load(slidingWindowModel(), { sequences: 3 })],
  ])('write what they write alone, token by token (a model that %s)', async (_, engineOf) => {
    const { engine, run } = await engineOf();
    const seeded = { temperature: 0.9, seed: 7 };
    const asked = [
      { messages: [user('Tell me about rivers.')], options: client('a') },
      { messages: [user('And lakes, please. And ponds.')], options: client('b', { sampling: seeded }) },
      { messages: [user('What of seas?')], options: { chatId: 'chat', longestAnswer: 20 } },
    ];
    const beside = await Promise.all(asked.map(({ messages, options }) => run(messages, options)));
    const forget = (chatId: string): void => engine.post({ kind: 'forget-chat', chatId });
    for (const { options } of asked) forget(options.chatId!);
    for (const [index, { messages, options }] of asked.entries()) {
      const alone = await run(messages, { ...options, chatId: 'alone' });
      // Each prompt is processed from its beginning: a prompt that is evaluated in parts is rounded otherwise.
      forget('alone');
      expect(beside[index]!.tokens).toEqual(alone.tokens);
      expect(beside[index]!.ending).toBe('too-long');
    }
    expect(new Set(beside.map(({ tokens }) => tokens!.join())).size).toBe(3);
  });

  it('run in as many places as there are, and the rest waits in line: 12 requests on 3 places', async () => {
    const { engine, run, cache } = three;
    const running = new Set<string>();
    let most = 0;
    const onMessage = (message: FromEngine, turnId: string): void => {
      if (message.kind === 'ended') running.delete(turnId);
      else running.add(turnId);
      most = Math.max(most, running.size);
    };
    const ends = await Promise.all(
      Array.from({ length: 12 }, (_, nth) =>
        run([user(`Question ${nth}, please.`)], client(`c${nth}`, { longestAnswer: 8, onMessage })),
      ),
    );
    expect(ends.map(({ ending }) => ending)).toEqual(Array<string>(12).fill('too-long'));
    expect(most).toBe(3);
    expect(cache().chats.filter(({ where }) => where === 'hot')).toHaveLength(3);
    // The engine is free again.
    engine.post({ kind: 'snapshot-budget', budgetBytes: 0 });
    await receive(engine, (message) => (message.kind === 'cache' ? true : undefined));
  });

  it('let a person come first, who ends long before programs that began earlier', async () => {
    const { engine, run } = three;
    const begun = [signal(), signal()];
    const ids = new Set<string>();
    const programs = begun.map(({ come }, nth) =>
      run(
        [user(`Write at length about ${nth}.`)],
        client(`p${nth}`, {
          longestAnswer: null,
          onMessage: (message, turnId) => {
            if (message.kind === 'first-token') come();
            ids.add(turnId);
          },
        }),
      ),
    );
    await Promise.all(begun.map(({ came }) => came));
    const person = await run([user('A short question.')], { longestAnswer: 100 });
    for (const turnId of ids) engine.post({ kind: 'stop', turnId });
    expect((await Promise.all(programs)).map(({ ending }) => ending)).toEqual(['stopped', 'stopped']);
    // Its tokens came nine times as fast as those of both together.
    expect(person.timings!.besideMs! / person.timings!.decodeMs).toBeLessThan(0.4);
  });

  it('never wait for more than one slice of a long prompt between two tokens', async () => {
    const { run } = small;
    // The speed is known from here on, so that slices have their size.
    await run([user('Reading this takes a while. '.repeat(30))], client('first', { longestAnswer: 1 }));
    const begun = signal();
    const answer = run(
      [user('Tell me about rivers.')],
      client('answer', {
        longestAnswer: 80,
        onMessage: ({ kind }) => void (kind === 'first-token' && begun.come()),
      }),
    );
    await begun.came;
    const reader = run(
      [user('A long story follows, and then some more. '.repeat(40))],
      client('reader', { longestAnswer: 1 }),
    );
    const [{ trace: written }, { trace: read }] = await Promise.all([answer, reader]);
    // Both ends are on one clock: the slices of the one between the tokens of the other.
    let at = read!.foundAt;
    const slices = read!.slices.map(({ ms }) => (at += ms));
    expect(slices.length).toBeGreaterThan(2);
    const gaps = written!.tokensAt
      .slice(1)
      .map((token, nth) => slices.filter((end) => end > written!.tokensAt[nth]! && end <= token).length);
    expect(Math.max(...gaps)).toBe(1);
  });

  it('stop one by one: the others write on', async () => {
    const { engine, run } = three;
    const busy = run([user('Tell me about hills.')], client('busy', { longestAnswer: 60 }));
    const other = run([user('Tell me about rivers.')], client('other', { longestAnswer: 60 }));
    const stopped = run([user('Tell me about lakes.')], {
      ...client('stopped', { longestAnswer: null }),
      onMessage: (message, turnId) => {
        if (message.kind === 'first-token') engine.post({ kind: 'stop', turnId });
      },
    });
    let isTold = false;
    const waiting = run([user('Tell me about seas.')], {
      ...client('waiting'),
      onMessage: ({ kind }) => (isTold ||= kind !== 'ended'),
    });
    engine.post({ kind: 'stop', turnId: three.lastTurn() });
    expect((await waiting).ending).toBe('stopped');
    expect([isTold, (await waiting).timings]).toEqual([false, null]);
    expect((await stopped).ending).toBe('stopped');
    expect((await other).tokens).toHaveLength(60);
    expect((await busy).tokens).toHaveLength(60);
  });

  it('end with the process, all of them, and the next one runs in a new process', async () => {
    const processes: EngineProcess[] = [];
    const engine = new LlamaEngine(
      () => {
        const process = spawn();
        processes.push(process);
        return process;
      },
      { info: () => {}, warn: () => {}, error: () => {}, close: () => {} },
    );
    expect(engine.can.beside).toBe(1);
    await engine.load(plainConfig(tinyModel(), { sequences: 2, threads: 1 }), 'Tiny');
    expect(engine.can.beside).toBe(2);
    const begun = [signal(), signal(), signal()];
    const turn = (nth: number, longestAnswer: number | null): Promise<TurnEnd> =>
      engine.run(
        plainTurn(`turn-${nth}`, `api-${nth}`, [user('Tell me about rivers.')], {
          longestAnswer,
          program: {},
        }),
        ({ kind }) => void (kind === 'first-token' && begun[nth]!.come()),
        new AbortController().signal,
      );
    const turns = [turn(0, null), turn(1, null)];
    await Promise.all(begun.slice(0, 2).map(({ came }) => came));
    processes[0]!.kill();
    expect((await Promise.all(turns)).map(({ ending }) => ending)).toEqual(['engine-lost', 'engine-lost']);
    await engine.whenReady();
    expect((await turn(2, 4)).ending).toBe('too-long');
    await engine.close();
  });
});

describe('a client that goes away', () => {
  const long = user('Reading this takes a while, and then some more. '.repeat(30));
  const other = user('Another text takes a while as well, and then some more. '.repeat(30));
  it('leaves its prompt to be processed to the end, unless somebody asks meanwhile', async () => {
    const { engine, run } = small;
    const leave: TurnOptions = {
      ...client('gone', { program: { finishesReading: true } }),
      onMessage: (message, turnId) => {
        if (message.kind === 'prefill' && message.done > 0) engine.post({ kind: 'stop', turnId });
      },
    };
    const stopped = await run([long], leave);
    expect(stopped.ending).toBe('stopped');
    expect(stopped.timings!.decodeTokens).toBe(0);
    // A person is not kept waiting by it: it goes on afterwards.
    const person = await run([user('And a question.')], { longestAnswer: 2 });
    expect(person.ending).toBe('too-long');
    const whole = await receive(engine, (message) =>
      message.kind === 'cache'
        ? message.chats.find(({ chatId }) => chatId === 'api-gone')?.tokens
        : undefined,
    );
    const again = await run([long], client('gone'));
    expect(again.timings!.newTokens).toBe(1);
    expect(again.timings!.cachedTokens).toBe(whole);
  });

  it('leaves nothing to do if it did not ask for that', async () => {
    const { engine, run } = small;
    const stopped = await run([other], {
      ...client('left'),
      onMessage: (message, turnId) => {
        if (message.kind === 'prefill' && message.done > 0) engine.post({ kind: 'stop', turnId });
      },
    });
    engine.post({ kind: 'snapshot-budget', budgetBytes: 0 });
    await receive(engine, (message) => (message.kind === 'cache' ? true : undefined));
    const again = await run([other], client('left', { longestAnswer: 1 }));
    const { cachedTokens, newTokens } = stopped.timings!;
    expect(again.timings!.cachedTokens).toBe(cachedTokens + newTokens);
  });
});
