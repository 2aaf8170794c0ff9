/** Checks that models with unsupported architectures are recognized from their headers, before anything is loaded. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { say } from '../../main/shared/words/catalogue.ts';
import { supportedArchitectures } from '../../main/engine/load/architectures.ts';
import { startCpu } from '../../main/engine/load/backend.ts';
import { readCatalogue } from '../../main/core/hub/catalogue.ts';
import { catalogueFile } from '../../main/system/paths.ts';
import { startTestCore, type TestCore } from '../fixtures/core/test-core.ts';
import type { StandInRepository } from '../fixtures/hub/repository.ts';
import { serveHub } from '../fixtures/hub/hub-server.ts';
import { tinyFile } from '../fixtures/library/library-fixtures.ts';

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
    // Otherwise Hearth would recommend a model that it cannot load, or the catalogue would name a wrong architecture.
    for (const { id, architecture } of readCatalogue(catalogueFile))
      expect(names, id).toContain(architecture);
  });
});

describe('a model of an architecture that is not supported', () => {
  it('has the reason in the library, and is not reported to fit', async () => {
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
      .toEqual(say('library.unsupported', { architecture: 'transformer-of-tomorrow' }));
    expect((await library()).find((model) => model.path === known)?.problem).toBeNull();
    expect((await library()).find((model) => model.path === projector)?.problem ?? null).toBeNull();
    const wish = {
      contextLength: null,
      kvPrecision: 'f16',
      gpuLayers: null,
      flashAttention: true,
      batchSize: 512,
    } as const;
    await expect(window.call('fitModel', { path, wish })).rejects.toThrow(
      'does not support models of the architecture',
    );
    await expect(window.call('openModel', { path })).rejects.toThrow(
      'does not support models of the architecture',
    );
    // Models of the catalogue are judged by the same rule, before Hugging Face is asked.
    const [catalogue, advice] = [
      await window.call('catalogue', {}),
      await window.call('adviseCatalogue', {}),
    ];
    const architectureOf = (id: string | null) => catalogue.find((entry) => entry.id === id)?.architecture;
    const told = advice.models.map(({ id, problem }) => [id, problem?.facts['architecture']]);
    expect(told).toEqual(
      advice.models.map(({ id }) => [id, architectureOf(id) === 'llama' ? undefined : architectureOf(id)]),
    );
    expect(new Set(told.map(([, problem]) => problem)).size).toBeGreaterThan(5);
    expect(architectureOf(advice.best)).toBe('llama');
    // The engine was not even asked to inspect the file.
    expect(engine.received.filter(({ kind }) => kind === 'inspect')).toEqual([]);
  });
});

it('a model on Hugging Face that is not supported says so in the results and on its page, as far as its architecture is known', async () => {
  const repository = (id: string, architecture: string | null): StandInRepository => ({
    id,
    revision: 'a'.repeat(40),
    downloads: 1,
    likes: 1,
    lastModified: '2026-01-01T00:00:00.000Z',
    licence: null,
    gated: false,
    tags: ['gguf'],
    card: '',
    gguf: architecture === null ? null : { total: 1e9, architecture, context_length: 4096 },
    files: [],
  });
  const server = await serveHub([
    repository('maker/tomorrow', 'transformer-of-tomorrow'),
    repository('maker/known', 'llama'),
    repository('maker/silent', null),
  ]);
  test = startTestCore({ architectures: ['llama'] });
  const { window } = test;
  try {
    await window.call('changeSettings', { hubAddress: server.hub.url });
    await expect
      .poll(async () => (await window.call('adviseCatalogue', {})).models.some((one) => one.problem !== null))
      .toBe(true);
    const search = { text: 'maker', sort: 'downloads', cursor: null } as const;
    const { models } = await window.call('searchHub', search);
    const told = Object.fromEntries(models.map(({ id, problem }) => [id, problem]));
    expect(told['maker/tomorrow']).toEqual(
      say('library.unsupported', { architecture: 'transformer-of-tomorrow' }),
    );
    expect(told['maker/known']).toBeUndefined();
    expect(told['maker/silent']).toBeUndefined();
    const page = await window.call('hubModel', { repository: 'maker/tomorrow' });
    expect(page.problem).toEqual(told['maker/tomorrow']);
  } finally {
    await server.close();
  }
});
