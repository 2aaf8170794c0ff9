/** Models whose architecture llama.cpp does not support are told from what their headers say, before anything is tried. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { supportedArchitectures } from '../../main/engine/process/architectures.ts';
import { startCpu } from '../../main/engine/process/backend.ts';
import { startTestCore, type TestCore } from '../contract/test-core.ts';
import { tinyFile } from './library-fixtures.ts';

let test: TestCore | null = null;
afterEach(async () => {
  await test?.close();
  test = null;
});

describe('the list of supported architectures', () => {
  it('is llama.cpp’s own', async () => {
    const llama = await startCpu();
    const names = supportedArchitectures(llama)!;
    await llama.dispose();
    expect(names.length).toBeGreaterThan(100);
    expect(names).toEqual(expect.arrayContaining(['llama', 'qwen3', 'gemma3', 'lfm2', 'gpt-oss']));
    expect(names).not.toContain('transformer-of-tomorrow');
  });
});

describe('a model of an architecture that is not supported', () => {
  it('has the reason in the library, and is not said to fit', async () => {
    test = startTestCore({ architectures: ['llama'] });
    const { window, folder, engine } = test;
    const path = tinyFile(join(folder, 'models', 'Tomorrow.gguf'), {
      architecture: 'transformer-of-tomorrow',
    });
    const known = tinyFile(join(folder, 'models', 'Known.gguf'));
    const projector = tinyFile(join(folder, 'models', 'mmproj-Known.gguf'), { architecture: 'clip' });
    await window.call('rescanLibrary', {});
    const library = async () => (await window.call('library', {})).models;
    await expect
      .poll(async () => (await library()).find((model) => model.path === path)?.problem)
      .toBe(
        'Models of the architecture “transformer-of-tomorrow” are not supported by this version of llama.cpp: choose another model, or look for a newer version of Hearth.',
      );
    expect((await library()).find((model) => model.path === known)?.problem).toBeNull();
    expect((await library()).find((model) => model.path === projector)?.problem ?? null).toBeNull();
    const wish = {
      contextLength: null,
      kvPrecision: 'f16',
      gpuLayers: null,
      flashAttention: true,
      batchSize: 512,
    } as const;
    await expect(window.call('fitModel', { path, wish })).rejects.toThrow('are not supported');
    await expect(window.call('openModel', { path })).rejects.toThrow('are not supported');
    // The engine was not even asked.
    expect(engine.received.filter(({ kind }) => kind === 'inspect')).toEqual([]);
  });
});
