/** Tests the models that programs name: their names, which one is loaded, for how long, and that the user's own comes back. */
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createModelCards } from '../../../main/core/api/model-cards.ts';
import { findModel, nameModels, readAliases } from '../../../main/core/api/model-names.ts';
import type { ApiModel } from '../../../main/shared/api/answer.ts';
import type { KeptSettings } from '../../../main/core/settings/keep-settings.ts';
import type { Library } from '../../../main/shared/contract/library.ts';
import type { EngineConfig } from '../../../main/shared/engine/config.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import type { ApiCore } from '../../fixtures/api/api-core.ts';
import { withModelCore } from '../../fixtures/api/model-core.ts';
import { asking } from '../../fixtures/api/small-dialect.ts';
import { ask, temporaryFolder } from '../../fixtures/core/test-core.ts';
import { inCoreEngine } from '../../fixtures/engine/in-core-engine.ts';
import { tinyFile } from '../../fixtures/library/library-fixtures.ts';

describe('names of models', () => {
  const model = (name: string, file: string, quantization: string | null, source: string | null = null) => ({
    path: `/models/${file}`,
    name,
    quantization,
    source,
  });
  const names = nameModels([
    model('Qwen3 4B', 'Qwen3-4B-Q4_K_M.gguf', 'Q4_K_M', 'Qwen/Qwen3-4B-GGUF'),
    model('Qwen3 4B', 'Qwen3-4B-Q8_0.gguf', 'Q8_0'),
    model('Qwen3 4B', 'copy.gguf', 'Q8_0'),
    model('llama3.2:3b', 'sha256-12', 'Q4_K_M', 'ollama: /library/llama3.2:3b'),
  ]);
  const meant = (asked: string, lines: string[] = []): string | null =>
    findModel(asked, names, readAliases(lines))?.path ?? null;

  it('are unique, and those of a model stay when others with the same title are added behind it', () => {
    expect(names.map(({ name }) => name)).toEqual([
      'qwen3-4b',
      'qwen3-4b-q8_0',
      'qwen3-4b-q8_0-2',
      'llama3.2:3b',
    ]);
  });

  it.each([
    'qwen3-4b',
    'Qwen3-4B',
    'qwen3-4b:latest',
    'qwen3:4b',
    'Qwen3 4B',
    'Qwen3-4B-Q4_K_M',
    'qwen3-4b-q4_k_m.gguf',
    'Qwen/Qwen3-4B-GGUF',
    'Qwen/Qwen3-4B',
    'hf.co/Qwen/Qwen3-4B-GGUF:Q4_K_M',
  ])('%s means the model that other programs mean with it', (asked) => {
    expect(meant(asked)).toBe('/models/Qwen3-4B-Q4_K_M.gguf');
  });

  it('include those of the user, which come first, and no others', () => {
    expect(meant('Qwen3-4B-Q8_0')).toBe('/models/Qwen3-4B-Q8_0.gguf');
    expect(meant('library/llama3.2:3b')).toBe('/models/sha256-12');
    expect(meant('gpt-4o', ['GPT-4o = llama3.2:3b'])).toBe('/models/sha256-12');
    expect(meant('qwen3-4b', ['qwen3-4b = llama3.2:3b'])).toBe('/models/sha256-12');
    for (const asked of ['gpt-4o', '', '…', 'qwen3'])
      expect(meant(asked, ['gpt-4o = none', 'no line'])).toBeNull();
  });
});

it('keeps models known that were opened and that the library does not list, as long as their files are there', async () => {
  const folder = temporaryFolder();
  const [one, other] = ['one', 'other'].map((name) => join(folder.path, `${name}.gguf`));
  for (const path of [one!, other!]) tinyFile(path, { name: path });
  const engine = inCoreEngine();
  const cards = createModelCards({
    engine,
    library: () => ({ models: [] }) as unknown as Library,
    metadata: () => Promise.resolve([]),
    nameOf: (path) => basename(path, '.gguf'),
    settings: { now: { apiAliases: [], apiLoadsModels: true } } as unknown as KeptSettings,
    engines: () => [{ engine, idle: { unloadsAt: null } }],
  });
  const open = (modelPath: string) => engine.load({ modelPath } as EngineConfig, 'Model');
  await open(one!);
  await open(other!);
  expect(cards.all().map(({ model }) => [model.name, model.isLoaded])).toEqual([
    ['other', true],
    ['one', false],
  ]);
  expect(cards.find('one', 'llm').path).toBe(one);
  folder.remove();
  expect(cards.all().map(({ model }) => model.name)).toEqual(['other']);
});

describe('models on demand, in place of the user’s', () => {
  // The models beside the user's own have tests of their own.
  const {
    core: coreNow,
    pathOf,
    loads,
    answeredBy,
  } = withModelCore(['alpha', 'beta'], { apiModelsAtOnce: 1 });
  let core: ApiCore;
  beforeEach(() => {
    core = coreNow();
  });

  it('are listed by name, the loaded one first', async () => {
    const { models } = (await (await core.send('/models')).json()) as { models: ApiModel[] };
    expect(models.map(({ name, isLoaded }) => [name, isLoaded])).toEqual([
      ['hearth-guide', true],
      ['alpha', false],
      ['beta', false],
    ]);
    expect((await core.window.call('apiModels', {})).map(({ name }) => name)).toEqual([
      'hearth-guide',
      'alpha',
      'beta',
    ]);
  });

  it('are loaded by a request, and stay for the next ones, until the user asks: then the own one comes back', async () => {
    expect(await answeredBy('')).toBe('hearth-guide');
    expect(await answeredBy('beta')).toBe('beta');
    expect(await answeredBy('beta:latest')).toBe('beta');
    expect(await answeredBy('')).toBe('beta');
    expect(await answeredBy('alpha')).toBe('alpha');
    expect(loads().map(({ modelPath }) => modelPath)).toEqual([
      '/starter.gguf',
      pathOf('beta'),
      pathOf('alpha'),
    ]);
    const { modelName } = await ask(core, null, 'A person asks');
    expect(modelName).toBe('Model /starter.gguf');
    await ask(core, null, 'And again');
    expect(
      loads()
        .map(({ modelPath }) => modelPath)
        .slice(3),
    ).toEqual(['/starter.gguf']);
  });

  it('do not come back if the user has opened another one meanwhile', async () => {
    expect(await answeredBy('beta')).toBe('beta');
    await core.window.call('openModel', { path: pathOf('alpha') });
    await ask(core, null, 'A person asks');
    expect(loads().at(-1)!.modelPath).toBe(pathOf('alpha'));
  });

  it('are never changed while an answer of the user runs', async () => {
    core.engine.script.ending = 'held';
    const finished = core.window.next('turn.finished');
    await core.window.call('startTurn', { chatId: null, parts: textParts('A person asks') });
    const asked = answeredBy('beta');
    await core.window.next('api.changed', ({ status }) => status.waiting === 1);
    expect(loads()).toHaveLength(1);
    core.engine.script.ending = 'finished';
    expect((await finished).message.modelName).toBe('Model /starter.gguf');
    expect(await asked).toBe('beta');
  });

  it('that do not load leave the one that was loaded, and others are answered', async () => {
    core.engine.script.loads = ['fails', 'works'];
    expect(await answeredBy('beta')).toContain('It does not fit.');
    expect(await answeredBy('alpha')).toBe('alpha');
  });

  it('are found by the names that the user gives, and refused by others', async () => {
    expect(await answeredBy('gpt-4o')).toBe(
      '404 model: There is no model “gpt-4o”. Installed: hearth-guide, alpha, beta.',
    );
    await core.window.call('changeSettings', { apiAliases: ['gpt-4o = beta'] });
    expect(await answeredBy('gpt-4o')).toBe('beta');
    await expect(core.window.call('changeSettings', { apiAliases: ['gpt-4o'] })).rejects.toThrow(
      'names no model',
    );
    await core.window.call('changeSettings', { apiLoadsModels: false });
    expect(await answeredBy('claude-opus')).toBe('beta');
    expect(loads()).toHaveLength(2);
  });

  it('have the context that a request needs, or refuse it by name', async () => {
    await core.window.call('changeLoadSettings', { path: pathOf('beta'), settings: { contextLength: 2000 } });
    expect(await answeredBy('beta', { contextLength: 1000 })).toBe('beta');
    expect(loads().at(-1)!.contextLength).toBe(2000);
    const { models } = (await (await core.send('/models')).json()) as { models: ApiModel[] };
    const trained = models.find(({ name }) => name === 'beta')!.trainedContextLength;
    expect(await answeredBy('beta', { contextLength: trained + 1 })).toMatch(
      /^400 num_ctx: beta was trained for/,
    );
    expect(await answeredBy('beta', { contextLength: 3000 })).toBe('beta');
    expect(loads().at(-1)).toMatchObject({ modelPath: pathOf('beta'), contextLength: 3000 });
    expect(loads()).toHaveLength(3);
  });

  it('end when the user needs their own one back: running answers after a while, and those that wait come later', async () => {
    core.engine.script.ending = 'held';
    const turns = (): string[] =>
      core.engine.received.flatMap((message) =>
        message.kind === 'turn' ? [message.turn.messages.at(-1)!.text] : [],
      );
    const running = core.ask(asking('running', { model: 'beta' }));
    await expect.poll(turns).toEqual(['running']);
    const waiting = core.ask(asking('waiting', { model: 'beta' }), { stream: true });
    await expect.poll(() => core.window.call('apiStatus', {})).toMatchObject({ running: 1, waiting: 1 });
    const finished = core.window.next('turn.finished');
    await core.window.call('startTurn', { chatId: null, parts: textParts('A person asks') });
    const stopped = await running;
    expect([stopped.status, await stopped.text()]).toEqual([
      503,
      expect.stringContaining('the user of Hearth needs another model now'),
    ]);
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
    core.engine.script.ending = 'finished';
    expect((await finished).message.modelName).toBe('Model /starter.gguf');
    expect(await (await waiting).text()).toContain('Hello');
    expect(turns()).toEqual(['running', 'A person asks', 'waiting']);
    expect(loads().map(({ modelPath }) => modelPath)).toEqual([
      '/starter.gguf',
      pathOf('beta'),
      '/starter.gguf',
      pathOf('beta'),
    ]);
  });

  it('stay the user’s if the user opens the very one that a program loaded', async () => {
    expect(await answeredBy('beta')).toBe('beta');
    await core.window.call('openModel', { path: pathOf('beta') });
    const before = loads().length;
    expect((await ask(core, null, 'A person asks')).modelName).toBe(`Model ${pathOf('beta')}`);
    expect(loads()).toHaveLength(before);
  });

  it('are not unloaded by a program if the user opened them', async () => {
    expect(await answeredBy('', { keepAliveS: 0 })).toBe('hearth-guide');
    const unload = (model: string): Promise<Response> =>
      core.send('/work', {
        method: 'POST',
        body: JSON.stringify({ work: { kind: 'load', model, keepAliveS: 0 } }),
      });
    const refused = await unload('hearth-guide');
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining('only the user unloads it'),
    ]);
    expect(await answeredBy('')).toBe('hearth-guide');
    expect(loads()).toHaveLength(1);
    expect(await answeredBy('beta')).toBe('beta');
    const unloaded = core.window.next('engine.changed', ({ engine }) => engine.state === 'unloaded');
    expect((await unload('beta')).status).toBe(200);
    await unloaded;
  });

  it('are unloaded when the program says so', async () => {
    const unloaded = core.window.next('engine.changed', ({ engine }) => engine.state === 'unloaded');
    expect(await answeredBy('beta', { keepAliveS: 0 })).toBe('beta');
    expect((await unloaded).engine.note).toMatchObject({ code: 'engine.unloaded-as-asked' });
    expect(await answeredBy('beta', { keepAliveS: 3600 })).toBe('beta');
    const { models } = (await (await core.send('/models')).json()) as { models: ApiModel[] };
    expect(models[0]!.unloadsAt).toBeGreaterThan(Date.now() + 3_000_000);
  });
});
