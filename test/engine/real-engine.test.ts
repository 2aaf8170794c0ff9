/** Tests the real engine process with real llama.cpp, on the CPU and, if it is installed, on llvmpipe. */
import { sentenceOf } from '../../main/shared/words/catalogue.ts';
import { readFileSync, truncateSync, writeFileSync, cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { starterModel } from '../../main/system/paths.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import {
  modelOfUnknownArchitecture,
  modelWithoutTemplate,
  slidingWindowModel,
  smallModel,
  tinyModel,
} from '../fixtures/models/files.ts';
import {
  answered,
  killEngines,
  load,
  receive,
  spawn,
  stopAfter,
  user,
  type EngineUnderTest,
} from '../fixtures/engine/engine-under-test.ts';
import { keepsTo } from '../fixtures/in-time.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('turns', () => {
  // Shared: each test has a chat of its own.
  let tiny: EngineUnderTest;
  let small: EngineUnderTest;
  beforeAll(async () => {
    [tiny, small] = await Promise.all([load(tinyModel()), load(smallModel())]);
  });
  afterAll(killEngines);

  it('process only new tokens across a chat, even if tokens do not survive their text', async () => {
    const { engine, run } = tiny;
    const messages = [user('Tell me about the hearth, at some length if you please.')];
    let before = 0;
    for (let turn = 0; turn < 3; turn++) {
      const result = await run(messages, stopAfter(engine, 3));
      expect(result.ending).toBe('stopped');
      const { cachedTokens, newTokens, decodeTokens } = result.timings!;
      // Everything that was processed or generated before is found, and what idle time added.
      expect(cachedTokens).toBeGreaterThanOrEqual(before);
      expect(newTokens).toBeGreaterThan(0);
      expect(newTokens).toBeLessThan(60);
      before = cachedTokens + newTokens + decodeTokens;
      messages.push(answered(result), user('Go on, and mind the details.'));
    }
  });

  it('answer the same from a reused prefix as from a cold start, token by token', async () => {
    const cold = await load(tinyModel());
    const asked = async (number: string) => {
      const chatId = `chat ${number}`;
      const first = await tiny.run([user(`${number} two three.`)], { chatId, ...stopAfter(tiny.engine, 2) });
      const messages = [user(`${number} two three.`), answered(first), user('Four five six.')];
      const reused = await tiny.run(messages, { chatId, ...stopAfter(tiny.engine, 8) });
      const fresh = await cold.run(messages, { chatId, ...stopAfter(cold.engine, 8) });
      return { reused, fresh, length: Math.min(reused.tokens!.length, fresh.tokens!.length, 40) };
    };
    // Random weights may end an answer at any token, but not repeatedly after so few.
    let turns = await asked('One');
    for (const number of ['Eight', 'Nine', 'Ten']) if (turns.length <= 10) turns = await asked(number);
    const { reused, fresh, length } = turns;
    expect(reused.timings!.cachedTokens).toBeGreaterThan(0);
    expect(fresh.timings!.cachedTokens).toBe(0);
    expect(length).toBeGreaterThan(10);
    expect(reused.tokens!.slice(0, length)).toEqual(fresh.tokens!.slice(0, length));
  });

  it('reuse the common prefix when a message is edited or an answer regenerated', async () => {
    const { engine, run } = tiny;
    const question = user(`${'A long beginning that stays. '.repeat(30)} First end.`);
    const first = await run([question], stopAfter(engine, 2));
    const again = await run([question], stopAfter(engine, 2));
    expect(again.timings!.newTokens).toBe(1);
    const edited = await run(
      [user(`${'A long beginning that stays. '.repeat(30)} Another end.`)],
      stopAfter(engine, 2),
    );
    expect(edited.timings!.cachedTokens).toBeGreaterThan(first.timings!.newTokens * 0.9);
  });

  it('stop after the current slice of prefill, keep the processed tokens, and continue from there', async () => {
    const { engine, run } = small;
    const long = [user('Reading this takes a while, and then some more. '.repeat(70))];
    const stopped = await run(long, {
      onMessage: (message, turnId) => {
        if (message.kind !== 'prefill' || message.done === 0) return;
        engine.post({ kind: 'stop', turnId });
      },
    });
    // For the user, it stopped at once (test/core/chats/turns.test.ts).
    expect(stopped).toMatchObject({ ending: 'stopped', text: '' });
    const read = stopped.timings!.newTokens;
    expect(read).toBe(stopped.slices.at(-1));
    expect(stopped.slices.length).toBeLessThanOrEqual(3);
    const resumed = await run(long, stopAfter(engine, 1));
    expect(resumed.timings!.cachedTokens).toBe(read);
    expect(resumed.slices.length).toBeGreaterThan(1);
  });

  // One of three attempts is enough, because other programs may delay one.
  it('stop within 200 ms while generating, and keep the text so far', { retry: 2 }, async () => {
    const { engine, run } = small;
    let stoppedAt = 0;
    const stopped = await run([user('Write.')], {
      onMessage: (message, turnId) => {
        if (message.kind !== 'wrote' || stoppedAt > 0) return;
        stoppedAt = performance.now();
        engine.post({ kind: 'stop', turnId });
      },
    });
    expect(keepsTo(performance.now() - stoppedAt, 200)).toBe(true);
    expect(stopped.ending).toBe('stopped');
    expect(stopped.text).not.toBe('');
  });

  it('continue a chat whose answers never began, with a template that needs alternating roles', async () => {
    const { engine, run } = await load(slidingWindowModel());
    const long = user('Reading this takes a while, and then some more. '.repeat(70));
    const stopped = await run([long], {
      onMessage: (message, turnId) => {
        if (message.kind === 'prefill') engine.post({ kind: 'stop', turnId });
      },
    });
    expect(stopped).toMatchObject({ ending: 'stopped', text: '' });
    const messages = [{ ...user('Be brief.'), role: 'system' as const, id: null }, long, user('Hello')];
    const next = await run(messages, stopAfter(engine, 3));
    // Where it stops depends on the machine, and the answer may also end by itself.
    expect(next).toMatchObject({ ending: expect.stringMatching(/stopped|finished/), problem: null });
    const last = await run([...messages, answered(next), user('And?'), user('Well?')], stopAfter(engine, 3));
    expect(last).toMatchObject({ ending: expect.stringMatching(/stopped|finished/), problem: null });
  });

  it('say when a chat does not fit and when the context fills up, and cut nothing silently', async () => {
    const { model, run } = await load(tinyModel(), { contextLength: 512 });
    expect(model.contextLength).toBe(512);
    const tooLong = await run([user('word '.repeat(600))]);
    expect(tooLong).toMatchObject({ ending: 'context-full', text: '', timings: null });
    expect(tooLong.problem).toMatchObject({ facts: { reserve: 64, contextLength: 512 } });
    // The rest of the context is too short for a loop, into which random weights fall, to be detected.
    const filled = await run([user('word '.repeat(70))]);
    expect(filled.ending).toBe('context-full');
    expect(filled.problem).toMatchObject({ code: 'answer.context-full', facts: { contextLength: 512 } });
    const { cachedTokens, newTokens, decodeTokens } = filled.timings!;
    expect(cachedTokens + newTokens + decodeTokens).toBeLessThanOrEqual(512);
  });
});

describe('a file that cannot be used is refused in one sentence', () => {
  afterEach(killEngines);
  const inspect = (path: string): Promise<string> => {
    const engine = spawn();
    const answer = receive(engine, (message) =>
      message.kind === 'refused'
        ? sentenceOf(message.problem)
        : message.kind === 'inspected'
          ? 'usable'
          : undefined,
    );
    engine.post({ kind: 'inspect', path, guessesFor: null, chatTemplate: null });
    return answer;
  };
  const variant = (name: string, change: (path: string) => void): string => {
    const path = join(folder.path, name);
    cpSync(tinyModel(), path);
    change(path);
    return path;
  };

  it.each<[string, () => string, string]>([
    ['usable', tinyModel, 'usable'],
    ['missing', () => join(folder.path, 'nothing.gguf'), 'There is no file at'],
    ['a folder', () => folder.path, 'is a folder'],
    ['empty', () => variant('empty.gguf', (path) => truncateSync(path, 0)), 'is not a GGUF file'],
    [
      'not GGUF',
      () => variant('text.gguf', (path) => writeFileSync(path, 'hello, this is text')),
      'is not a GGUF file',
    ],
    [
      'cut off in its header',
      () => variant('header.gguf', (path) => truncateSync(path, 2000)),
      'is incomplete: it ends within its header',
    ],
    [
      'cut off in its weights',
      () => variant('weights.gguf', (path) => truncateSync(path, 200_000)),
      'of it is there. Download it again.',
    ],
    ['of an unknown architecture', modelOfUnknownArchitecture, 'the architecture “frobnicator”'],
    ['without a chat template', modelWithoutTemplate, 'has no chat template'],
    [
      'of a version from the future',
      () =>
        variant('version.gguf', (path) => {
          const bytes = readFileSync(path);
          bytes.writeUInt32LE(99, 4);
          writeFileSync(path, bytes);
        }),
      'version 99 of GGUF',
    ],
  ])('%s', async (_name, path, words) => {
    const sentence = await inspect(path());
    expect(sentence).toContain(words);
    expect(sentence).not.toContain('unexpected error');
    expect(sentence.split('\n')).toHaveLength(1);
  });
});

describe('settings', () => {
  afterEach(killEngines);

  it('set the threads; the default is at most the number of cores', async () => {
    const chosen = await load(tinyModel());
    expect(chosen.model.threads.decode).toBeLessThanOrEqual((await import('node:os')).availableParallelism());
    expect((await load(tinyModel(), { threads: 1 })).model.threads).toEqual({ prefill: 1, decode: 1 });
  });

  it('that ask for a missing GPU fall back to the CPU and say why', async () => {
    const { model, note } = await load(tinyModel(), {
      backend: process.platform === 'darwin' ? 'cuda' : 'metal',
    });
    expect(model.backend).toBe('cpu');
    expect(model.gpuLayers).toBe(0);
    expect(sentenceOf(note!)).toMatch(/could not be used \(.+\), so Hearth runs on the CPU\.$/);
  });
});

describe('the starter model', () => {
  afterEach(killEngines);

  it('answers on the CPU within seconds', async () => {
    const { run, model } = await load(starterModel);
    expect(model.bytes).toBeLessThanOrEqual(8 * 1024 * 1024);
    const first = await run([user('What is prefill?')]);
    expect(first.ending).toBe('finished');
    expect(first.text).toMatch(/prompt/i);
    const second = await run([user('What is prefill?'), answered(first), user('And what is decode?')]);
    expect(second.timings!.cachedTokens).toBeGreaterThan(first.timings!.newTokens);
    expect(second.text).toMatch(/token/i);
  });

  const llvmpipe = [
    '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json',
    '/usr/share/vulkan/icd.d/lvp_icd.json',
  ].some(existsSync);
  it.skipIf(!llvmpipe)(
    `answers the same on Vulkan${llvmpipe ? '' : ' (skipped: llvmpipe, from the package mesa-vulkan-drivers, is not installed)'}`,
    async () => {
      process.env['GGML_VK_VISIBLE_DEVICES'] = '0';
      try {
        const onGpu = await load(starterModel, { backend: 'vulkan' });
        expect(onGpu.model).toMatchObject({ backend: 'vulkan', device: expect.stringContaining('llvmpipe') });
        expect(onGpu.model.gpuLayers).toBe(onGpu.model.layers);
        expect(onGpu.note).toBeNull();
        const gpu = await onGpu.run([user('What is prefill?')], { longestAnswer: 24 });
        const onCpu = await load(starterModel);
        const cpu = await onCpu.run([user('What is prefill?')], { longestAnswer: 24 });
        expect(gpu.text).toBe(cpu.text);
        // Without a layer on the GPU the CPU answers, whatever backend llama.cpp was started with.
        const without = await load(tinyModel(), { backend: 'vulkan', gpuLayers: 0 });
        expect(without.model).toMatchObject({ backend: 'cpu', device: onCpu.model.device, gpuLayers: 0 });
        expect(without.note).toBeNull();
      } finally {
        delete process.env['GGML_VK_VISIBLE_DEVICES'];
      }
    },
    240_000,
  );
});
