/** Tests which model runs and how, on a real core and database with a scripted engine. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../../../main/shared/words/catalogue.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from '../../../main/shared/contract/engine.ts';
import type { EngineConfig } from '../../../main/shared/engine/config.ts';
import { samplingWith } from '../../../main/shared/settings/sampling.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import { ask, startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';
import { whenReady } from '../../fixtures/core/use-test-cores.ts';
import { leaveModel } from '../../fixtures/core/used-folder.ts';
import { tinyFile } from '../../fixtures/library/library-fixtures.ts';
import type { Script } from '../../fixtures/engine/scripted-engine.ts';

const cores: TestCore[] = [];
const start = async (script: Partial<Script> = {}, folder?: string): Promise<TestCore> => {
  const core = startTestCore(script, folder);
  cores.push(core);
  if (script.loads === undefined) await became(core, 'ready');
  return core;
};
afterEach(async () => {
  vi.useRealTimers();
  for (const core of cores.splice(0)) await core.close();
});

const became = (core: TestCore, state: string) =>
  core.window.next('engine.changed', ({ engine }) => engine.state === state).then(({ engine }) => engine);

const configs = (core: TestCore): EngineConfig[] =>
  core.engine.received.flatMap((message) => (message.kind === 'load' ? [message.config] : []));
const lastTurn = (core: TestCore) =>
  core.engine.received.flatMap((message) => (message.kind === 'turn' ? [message.turn] : [])).at(-1)!;

describe('a model that was unloaded', () => {
  it('is loaded again by the next message, with the same configuration', async () => {
    const core = await start();
    const unloaded = became(core, 'unloaded');
    await core.window.call('unloadModel', {});
    expect(await unloaded).toMatchObject({ model: null, note: null });
    expect((await ask(core, null, 'one')).ending).toBe('finished');
    expect(configs(core)).toHaveLength(2);
    expect(configs(core)[1]).toEqual(configs(core)[0]);
  });

  it('is loaded again as soon as the user types', async () => {
    const core = await start();
    await core.window.call('unloadModel', {});
    const ready = became(core, 'ready');
    await core.window.call('readDraft', { chatId: null, text: 'Hel' });
    expect((await ready).model?.isStarter).toBe(true);
  });

  it('had been idle for the chosen number of minutes, and the user is told', async () => {
    const core = await start();
    await core.window.call('changeSettings', { unloadAfterMinutes: 2 });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = ask(core, null, 'one');
    await vi.advanceTimersByTimeAsync(60_000);
    await asked;
    const unloaded = became(core, 'unloaded');
    let isUnloaded = false;
    void unloaded.then(() => (isUnloaded = true));
    await vi.advanceTimersByTimeAsync(30_000);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(isUnloaded).toBe(false);
    await vi.advanceTimersByTimeAsync(50_000);
    expect((await unloaded).note).toEqual(say('engine.unloaded-idle', { minutes: 2 }));
  });
});

describe('a load that is cancelled', () => {
  it('leaves the previous model loaded', async () => {
    const core = await start();
    core.engine.script.loads = ['hangs', 'works'];
    const loading = became(core, 'loading');
    const opened = core.window.call('openModel', { path: '/models/large.gguf' });
    await loading;
    const back = became(core, 'ready');
    await core.window.call('cancelLoad', {});
    await expect(opened).rejects.toThrow('Loading Model /models/large.gguf was stopped.');
    expect((await back).model?.path).toBe('/starter.gguf');
  });

  it('leaves nothing loaded if nothing was before, and the next message tries again', async () => {
    const core = await start({ loads: ['hangs', 'works'] });
    // Before, there is nothing to cancel.
    await expect.poll(async () => (await core.window.call('greet', {})).engine.state).toBe('loading');
    const unloaded = became(core, 'unloaded');
    await core.window.call('cancelLoad', {});
    await unloaded;
    expect((await ask(core, null, 'one')).ending).toBe('finished');
  });
});

describe('settings of one model', () => {
  const own = {
    contextLength: 1024,
    gpuLayers: 7,
    backend: 'vulkan',
    devices: [1],
    kvPrecision: 'q8_0',
    flashAttention: false,
    threads: 3,
    batchSize: 64,
    memoryMap: false,
    chatTemplate: '{{ messages }}',
  } as const;

  it('override the global ones, for loading and for answers, and only for this model', async () => {
    const core = await start();
    await core.window.call('changeSettings', {
      contextLength: 4096,
      temperature: 1,
      systemPrompt: 'For all.',
    });
    await became(core, 'ready');
    // Every sampling setting of the registry is sent with the turn.
    const sampling = samplingWith((_, entry) => {
      if (entry.kind === 'texts') return ['a', '\n'];
      if (entry.kind === 'biases') return [{ text: 'a', bias: -5 }];
      if (entry.kind !== 'number') throw new Error(`no value for ${entry.kind}`);
      const value = entry.from + (entry.to - entry.from) / 4;
      return entry.isWhole ? Math.ceil(value) : value;
    });
    const ready = became(core, 'ready');
    const path = '/starter.gguf';
    expect(
      await core.window.call('changeLoadSettings', {
        path,
        settings: { ...own, ...sampling, systemPrompt: 'For this one.', devices: [1] },
      }),
    ).toMatchObject(own);
    await ready;
    expect(configs(core).at(-1)).toMatchObject(own);
    await ask(core, null, 'one');
    expect(lastTurn(core).sampling).toEqual(sampling);
    expect(lastTurn(core).messages[0]).toMatchObject({ role: 'system', text: 'For this one.' });

    await core.window.call('openModel', { path: '/models/other.gguf' });
    expect(configs(core).at(-1)).toMatchObject({ contextLength: 4096, gpuLayers: null, memoryMap: null });
    await ask(core, null, 'two');
    expect(lastTurn(core).sampling).toMatchObject({ temperature: 1, topK: null });
    expect(lastTurn(core).messages[0]).toMatchObject({ text: 'For all.' });

    await core.window.call('openModel', { path });
    expect(configs(core).at(-1)).toMatchObject(own);
    expect(await core.window.call('changeLoadSettings', { path, settings: {} })).toEqual({});
    expect(configs(core).at(-1)).toMatchObject({ contextLength: 4096, gpuLayers: null, chatTemplate: null });
  });

  it('that only concern answers do not reload it', async () => {
    const core = await start();
    const path = '/starter.gguf';
    await core.window.call('changeLoadSettings', { path, settings: { topK: 1, systemPrompt: 'Brief.' } });
    expect(configs(core)).toHaveLength(1);
    await ask(core, null, 'one');
    expect(lastTurn(core).sampling.topK).toBe(1);
  });

  it('that fail to load are not kept, and the model continues as before', async () => {
    const core = await start();
    const path = '/starter.gguf';
    core.engine.script.loads = ['fails', 'works'];
    const failed = core.window
      .call('changeLoadSettings', { path, settings: { contextLength: 999_999 } })
      .catch((error: Error) => error.message);
    await became(core, 'stopped');
    expect(await failed).toContain('It does not fit.');
    expect(configs(core).at(-1)!.contextLength).toBe(null);
    expect(await core.window.call('loadSettings', { path })).toEqual({});
  });

  it('are refused if they are invalid', async () => {
    const core = await start();
    await expect(
      core.window.call('changeLoadSettings', { path: '/starter.gguf', settings: { topP: 2 } }),
    ).rejects.toThrow('Top P must be a number from 0 to 1.');
  });
});

describe('global settings', () => {
  it('with which the model fails to load leave it as it was, and the header says why', async () => {
    const core = await start();
    core.engine.script.loads = ['fails', 'works'];
    const stopped = became(core, 'stopped');
    await core.window.call('changeSettings', { contextLength: 8192 });
    await stopped;
    await became(core, 'ready');
    expect((await core.window.next('engine.changed')).engine).toMatchObject({
      state: 'ready',
      note: say('app.as-stored', { text: 'It does not fit.' }),
    });
    expect(configs(core).map(({ contextLength }) => contextLength)).toEqual([null, 8192, null]);
    // Nor does every other change try it again.
    await core.window.call('changeSettings', { temperature: 1 });
    await ask(core, null, 'one');
    expect(configs(core)).toHaveLength(3);
  });

  it('wait for the next load if the model is unloaded', async () => {
    const core = await start();
    await core.window.call('unloadModel', {});
    await core.window.call('changeSettings', { contextLength: 8192 });
    expect((await core.window.call('greet', {})).engine.state).toBe('unloaded');
    await ask(core, null, 'one');
    expect(configs(core).map(({ contextLength }) => contextLength)).toEqual([null, 8192]);
  });
});

it('is loaded with settings that are changed just before its first load, whenever that is', async () => {
  // Its memory is checked first, which takes a few turns of the event loop.
  for (let turns = 0; turns < 60; turns += 4) {
    const folder = temporaryFolder();
    const path = join(folder.path, 'own.gguf');
    tinyFile(path, { name: 'Own' });
    leaveModel(folder.path, path);
    const core = startTestCore({}, folder.path);
    cores.push(core);
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await core.window.call('changeLoadSettings', { path, settings: { contextLength: 512 } });
    await whenReady(core);
    const { engine } = await core.window.call('greet', {});
    expect(engine.model, `after ${turns} turns`).toMatchObject({ path, contextLength: 512 });
    await core.close();
    folder.remove();
  }
});

describe('the GPU', () => {
  it('is looked for only once if there is none', async () => {
    const core = await start({ isWithoutGpu: true });
    await core.window.call('openModel', { path: '/models/other.gguf' });
    await core.window.call('restartEngine', {});
    expect(configs(core).map(({ backend }) => backend)).toEqual([null, 'cpu', 'cpu']);
    await core.window.call('changeSettings', { backend: 'vulkan' });
    await became(core, 'ready');
    expect(configs(core).at(-1)!.backend).toBe('vulkan');
  });

  it('is not used if its driver does not respond', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const core = await start({ loads: ['hangs', 'works'] });
    await vi.advanceTimersByTimeAsync(59_000);
    const ready = became(core, 'ready');
    await vi.advanceTimersByTimeAsync(2000);
    expect((await ready).note).toEqual(say('engine.gpu-silent'));
    vi.useRealTimers();
    await core.window.call('restartEngine', {});
    expect(configs(core).map(({ backend }) => backend)).toEqual([null, 'cpu', 'cpu']);
  });

  it('is left out if its driver crashes the engine, and the next one is tried', async () => {
    const core = await start({ crashing: ['cuda'] });
    expect(configs(core).map(({ avoid }) => avoid)).toEqual([undefined, ['cuda']]);
    core.engine.script.crashing = ['cuda', 'vulkan'];
    await core.window.call('restartEngine', {});
    expect(
      configs(core)
        .slice(2)
        .map(({ avoid }) => avoid),
    ).toEqual([['cuda'], ['cuda', 'vulkan']]);
    // A backend that the user chose is left out as well, and a crash for another reason is reported as before.
    core.engine.script.loads = ['dies'];
    await expect(core.window.call('restartEngine', {})).rejects.toThrow('crashed while loading');
  });

  it('is left out if it crashes the engine while the model is loaded or tuned, for as long as Hearth runs', async () => {
    const core = await start({ aborting: ['cuda'] });
    const { engine } = await core.window.call('greet', {});
    expect(engine).toMatchObject({ state: 'ready', model: { backend: 'vulkan' } });
    await core.window.call('openModel', { path: '/models/other.gguf' });
    expect(configs(core).map(({ avoid }) => avoid)).toEqual([undefined, ['cuda'], ['cuda']]);
    // What is measured leaves it out too.
    void core.window.call('calibrate', {}).catch(() => undefined);
    await expect
      .poll(() => core.engine.received.find(({ kind }) => kind === 'calibrate'))
      .toMatchObject({
        avoid: ['cuda'],
      });
  });

  it('that crashed the engine is left out after a restart too, until the user chooses it or a week has passed', async () => {
    const folder = temporaryFolder();
    /** What each load left out, in a run of Hearth in which the backends of `aborting` crash. */
    const leftOut = async (
      aborting: Backend[],
      use: (core: TestCore) => Promise<unknown> = async () => undefined,
    ): Promise<Backend[][]> => {
      const core = await start({ aborting }, folder.path);
      await use(core);
      await core.close();
      return configs(core).map(({ avoid = [] }) => avoid);
    };
    const choose = async (core: TestCore, backend: Backend | null): Promise<unknown> => {
      const ready = became(core, 'ready');
      await core.window.call('changeSettings', { backend });
      return (await ready).model?.backend;
    };
    const mended: Backend[] = ['metal'];
    try {
      expect(await leftOut(['cuda'])).toEqual([[], ['cuda']]);
      expect(await leftOut(mended)).toEqual([['cuda']]);
      const used: unknown[] = [];
      const choosing = await leftOut(mended, async (core) => {
        used.push(await choose(core, 'cuda'), await choose(core, null));
      });
      expect(choosing).toEqual([['cuda'], [], []]);
      expect(used).toEqual(['cuda', 'cuda']);
      // It has worked, so a crash says nothing about other models.
      expect(await leftOut(['cuda'])).toEqual([[], ['cuda']]);
      expect(await leftOut(mended)).toEqual([[]]);
      rmSync(join(folder.path, 'kv', 'gpu-faults'));
      expect(await leftOut(['cuda'])).toEqual([[], ['cuda']]);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * 86_400_000 });
      expect(await leftOut(mended)).toEqual([[]]);
      vi.useRealTimers();
      writeFileSync(join(folder.path, 'kv', 'gpu-faults'), '{"build": 5, "foundAt"');
      expect(await leftOut(mended)).toEqual([[]]);
    } finally {
      folder.remove();
    }
  });

  it('on which other models work is left out only for a model that crashes the engine while it is loaded there', async () => {
    const core = await start({ aborting: ['metal'] });
    const open = (path: string): Promise<unknown> => core.window.call('openModel', { path });
    core.engine.script.aborting = ['cuda'];
    await open('/models/bad.gguf');
    core.engine.script.aborting = ['metal'];
    await open('/models/good.gguf');
    await open('/models/bad.gguf');
    expect(configs(core).map(({ avoid = [] }) => avoid)).toEqual([[], [], ['cuda'], [], ['cuda']]);
  });

  it('is not blamed for a model that crashes the engine on the CPU too', async () => {
    const core = await start({ crashing: ['metal'] });
    core.engine.script.loads = ['dies', 'dies', 'dies', 'works'];
    await expect(core.window.call('openModel', { path: '/models/bad.gguf' })).rejects.toThrow(
      'crashed while loading',
    );
    expect(configs(core).map(({ modelPath, avoid }) => [modelPath, avoid?.toSorted()])).toEqual([
      ['/starter.gguf', undefined],
      ['/models/bad.gguf', undefined],
      ['/models/bad.gguf', ['cuda']],
      ['/models/bad.gguf', ['cuda', 'vulkan']],
      ['/starter.gguf', undefined],
    ]);
  });

  it('is not blamed if the engine is killed from outside', async () => {
    const core = await start({ crashing: ['metal'] });
    expect((await core.window.call('greet', {})).engine.model?.backend).toBe('cuda');
    for (let kill = 0; kill < 2; kill += 1) {
      const again = became(core, 'ready');
      core.engine.killNewest();
      await again;
    }
    expect(configs(core).map(({ avoid }) => avoid)).toEqual([undefined, undefined, undefined]);
  });

  it('is left after the engine crashed on it again and again, and the model continues elsewhere', async () => {
    const core = await start({ crashing: ['metal'], ending: 'die' });
    for (let crash = 0; crash < 3; crash += 1) {
      const again = became(core, 'ready');
      expect((await ask(core, null, 'one')).ending).toBe('engine-lost');
      await again;
    }
    expect((await core.window.call('greet', {})).engine.model?.backend).toBe('vulkan');
    core.engine.script.ending = 'finished';
    expect((await ask(core, null, 'two')).ending).toBe('finished');
  });

  it('is also given up if the user chose it, even if none was found before', async () => {
    const core = await start({ isWithoutGpu: true });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    core.engine.script.loads = ['hangs', 'works'];
    const loading = became(core, 'loading');
    await core.window.call('changeSettings', { backend: 'vulkan' });
    await loading;
    await vi.advanceTimersByTimeAsync(1000);
    const ready = became(core, 'ready');
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await ready).note).toEqual(say('engine.gpu-silent'));
    expect(configs(core).map(({ backend }) => backend)).toEqual([null, 'vulkan', 'cpu']);
  });

  it('is not blamed if llama.cpp does not start on the CPU either', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const core = await start({ loads: ['hangs'] });
    const stopped = became(core, 'stopped');
    await vi.advanceTimersByTimeAsync(121_000);
    expect((await stopped).note).toEqual(say('engine.not-starting'));
  });
});

describe('an answer that is being generated', () => {
  /** A core whose answer does not end by itself, with a window that did not start it. */
  const answering = async () => {
    const core = await start({ ending: 'hang' });
    const wrote = core.window.next('turn.wrote', ({ text }) => text === '.');
    const { chatId } = await core.window.call('startTurn', { chatId: null, parts: textParts('one') });
    await wrote;
    expect((await core.window.call('greet', {})).running).toEqual([chatId]);
    return { core, chatId, finished: core.window.next('turn.finished') };
  };

  it('is not ended by another model, by the guide or by unloading, unless the user says so', async () => {
    const { core, chatId, finished } = await answering();
    const sentence = 'An answer is being generated. Stop it first, or wait until it is complete.';
    await expect(core.window.call('openModel', { path: '/models/other.gguf' })).rejects.toThrow(sentence);
    await expect(core.window.call('openStarterModel', {})).rejects.toThrow(sentence);
    await expect(core.window.call('unloadModel', {})).rejects.toThrow(sentence);
    expect((await core.window.call('greet', {})).running).toEqual([chatId]);
    await core.window.call('stopTurn', { chatId });
    expect((await finished).message).toMatchObject({ ending: 'stopped', problem: null });
  });

  it('says that the model was switched if it was stopped for that, and keeps its text', async () => {
    const { core, finished } = await answering();
    const { name } = await core.window.call('openModel', {
      path: '/models/other.gguf',
      whileAnswering: 'stop',
    });
    expect((await finished).message).toMatchObject({
      parts: textParts('Hello there.'),
      ending: 'stopped',
      problem: say('answer.model-switched'),
    });
    expect((await core.window.call('greet', {})).engine.modelName).toBe(name);
  });

  it('ends by itself before a switch that waits, and such a switch can be cancelled', async () => {
    const { core, chatId, finished } = await answering();
    const opened = core.window.call('openModel', { path: '/models/other.gguf', whileAnswering: 'wait' });
    const later = core.window.call('openModel', { path: '/models/third.gguf', whileAnswering: 'wait' });
    const outcomes = Promise.allSettled([opened, later]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await core.window.call('greet', {})).running).toEqual([chatId]);
    await core.window.call('cancelLoad', {});
    await core.window.call('stopTurn', { chatId });
    expect((await finished).message.problem).toBeNull();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await core.window.call('greet', {})).engine.model?.path).toBe('/starter.gguf');
  });
});
