/**
 * Tests the core with an engine other than llama.cpp's: what it needs from every engine, and what it can do without; and how
 * the core reads an engine's status and memory, llama.cpp's with a scripted process.
 */
import { describe, expect, it } from 'vitest';
import { LlamaEngine } from '../../../main/core/engines/llama/llama-engine.ts';
import { watchLoadTimes } from '../../../main/core/engines/load-times.ts';
import { EngineQueue } from '../../../main/core/engines/queue.ts';
import { createMemoryFor } from '../../../main/core/memory/memory-for.ts';
import { joinHandlers } from '../../../main/core/server.ts';
import type { EngineStatus } from '../../../main/shared/contract/engine.ts';
import type { EngineConfig } from '../../../main/shared/engine/config.ts';
import type { Engine } from '../../../main/shared/engine/engine.ts';
import { openThinking } from '../../../main/shared/engine/request.ts';
import { openSampling } from '../../../main/shared/settings/sampling.ts';
import { textOf, textParts } from '../../../main/shared/message/parts.ts';
import { ask, startTestCore } from '../../fixtures/core/test-core.ts';
import { plainConfig } from '../../fixtures/engine/engine-under-test.ts';
import { inCoreEngine } from '../../fixtures/engine/in-core-engine.ts';
import { scriptedEngine } from '../../fixtures/engine/scripted-engine.ts';

const startWith = (engine: ReturnType<typeof inCoreEngine>) =>
  startTestCore({}, undefined, { openEngine: () => engine });

it('an engine without a process answers, from the call to the stored message', async () => {
  const engine = inCoreEngine();
  const core = startWith(engine);
  try {
    const answer = await ask(core, null, 'stressed');
    expect(answer).toMatchObject({
      parts: textParts('desserts'),
      ending: 'finished',
      modelName: 'Hearth guide',
    });
    const { messages } = await core.window.call('openChat', { chatId: answer.chatId });
    expect(messages.map(textOf)).toEqual(['stressed', 'desserts']);
    expect(core.engine.spawned).toBe(0);

    await core.window.call('unloadModel', {});
    expect(textOf(await ask(core, answer.chatId, 'live'))).toBe('evil');
  } finally {
    await core.close();
  }
});

it('an engine can lack abilities, and the user is told if one is requested', async () => {
  const core = startWith(inCoreEngine());
  try {
    const { chatId } = await ask(core, null, 'one');
    await core.window.call('readDraft', { chatId, text: 'tw' });
    expect(await core.window.call('snapshotUsage', {})).toEqual({ bytes: 0, count: 0 });
    expect(await core.window.call('clearSnapshots', {})).toEqual({ bytes: 0, count: 0 });
    const { app, warmth } = await core.window.call('greet', {});
    expect(app.cores).toBeGreaterThan(0);
    expect(warmth).toMatchObject([{ chatId, temperature: 'cold', waitMs: null }]);
    await expect(core.window.call('calibrate', {})).rejects.toThrow('cannot measure');
    await expect(core.window.call('tuneModel', {})).rejects.toThrow('cannot be tuned');
    await expect(core.window.call('setDraftModel', { path: '/draft.gguf' })).rejects.toThrow(
      'does not use draft models',
    );
  } finally {
    await core.close();
  }
});

it('an engine runs turns that belong to no chat, after those that a person waits for', async () => {
  const engine = inCoreEngine();
  const queue = new EngineQueue();
  await engine.load({ modelPath: '/m.gguf', isStarter: false } as never, 'Backwards');
  let text = '';
  const turn = (turnId: string, chatId: string | null) => () =>
    engine.run(
      {
        turnId,
        chatId,
        messages: [{ id: null, role: 'user', text: turnId, reasoning: '', tokens: null }],
        overflow: 'stop',
        sampling: openSampling,
        longestAnswer: null,
        stopStrings: null,
        responseFormat: null,
        thinking: openThinking,
        speculative: false,
      },
      (event) => {
        if (event.kind === 'wrote') text += event.text;
      },
      new AbortController().signal,
    );
  const ends = await Promise.all([
    queue.run('program', turn('program', null)),
    queue.run('person', turn('person', 'chat')),
  ]);
  expect(ends.map(({ ending }) => ending)).toEqual(['finished', 'finished']);
  expect(engine.turns.map(({ turnId, chatId }) => [turnId, chatId])).toEqual([
    ['person', 'chat'],
    ['program', null],
  ]);
  expect(text).toBe('nosrepmargorp');
});

it('two rooms that handle the same call are refused', () => {
  const handler = () => undefined;
  expect(() => joinHandlers({ stopTurn: handler }, { clock: handler, stopTurn: handler })).toThrow(
    'two rooms handle the call stopTurn',
  );
});

it('counts no time as loading before the first load', () => {
  let tell: (status: EngineStatus) => void = () => undefined;
  const engine = { listen: (listener: typeof tell) => void (tell = listener) } as Engine;
  const times = watchLoadTimes(engine);
  expect(times.within(0, 1000)).toBe(0);
  tell({ state: 'ready' } as EngineStatus);
  expect(times.within(0, 1000)).toBe(0);
  tell({ state: 'loading' } as EngineStatus);
  expect(times.within(0, performance.now() + 1000)).toBeGreaterThanOrEqual(1000);
});

it('counts the memory of the loaded model as returned if another engine cannot tell its own', async () => {
  const told = { ramReturned: 1000, engine: 50, copies: { q4_0: 0 }, gpu: null };
  const memory = { ofLoaded: () => Promise.resolve(told), probe: () => Promise.resolve(null) };
  const config = { backend: 'cpu', devices: null };
  const memoryFor = createMemoryFor({ can: { memory }, config } as never);
  const machine = await memoryFor({ ...config, backend: 'vulkan' } as EngineConfig, ['q4_0']);
  expect(machine).toMatchObject({ ramReturned: 1000, engine: null, copies: { q4_0: 0 }, gpu: null });
});

describe("llama.cpp's engine", () => {
  const log = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };
  const becomes = (engine: Engine, matches: (status: EngineStatus) => boolean): Promise<EngineStatus> =>
    new Promise((resolve) => {
      engine.listen((status) => {
        if (matches(status)) resolve(status);
      });
    });

  it('that crashed too often during a turn without progress says that it crashed', async () => {
    const scripted = scriptedEngine({ ending: 'hang', pieces: [] });
    const engine = new LlamaEngine(scripted.spawn, log, 2);
    await engine.load(plainConfig('/m.gguf', { snapshots: { folder: '', budgetBytes: 0 } }), 'Model');
    for (let crash = 0; crash < 2; crash += 1) {
      const restarted = becomes(engine, ({ state }) => state === 'ready');
      scripted.killNewest();
      await restarted;
    }
    const quiet = becomes(engine, ({ note }) => note?.code === 'engine.no-progress');
    const ended = engine.run({ turnId: 'a', messages: [] } as never, () => {}, new AbortController().signal);
    await quiet;
    scripted.killNewest();
    expect(await ended).toMatchObject({ ending: 'engine-lost' });
    expect(engine.status).toMatchObject({ state: 'stopped', note: { code: 'engine.crashed-often' } });
  });

  it('does not start a model that failed to load again after a measurement', async () => {
    const scripted = scriptedEngine({ loads: ['fails'] });
    const engine = new LlamaEngine(scripted.spawn, log);
    await expect(
      engine.load(plainConfig('/m.gguf', { snapshots: { folder: '', budgetBytes: 0 } }), 'Model'),
    ).rejects.toThrow('It does not fit.');
    const { status } = engine;
    const request = { backend: null, threads: null, folder: '/' };
    await engine.can.measure!.calibrate(request, () => {}, new AbortController().signal);
    expect(engine.status).toEqual(status);
    expect(scripted.spawned).toBe(2);
  });
});
