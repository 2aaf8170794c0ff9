/**
 * Tests the whole life of a model in the real app: it is found, checked for fit, downloaded, used, configured, unloaded and
 * deleted.
 */
import { existsSync, mkdirSync, copyFileSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Download } from '../../main/shared/contract/downloads.ts';
import { starterModel } from '../../main/system/paths.ts';
import { textParts } from '../../main/shared/message/parts.ts';
import { sentenceOf } from '../../main/shared/words/catalogue.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import type { TestWindow } from '../fixtures/core/window.ts';
import { startHostProcess, type HostProcess } from '../fixtures/host/host-process.ts';
import { answerApi } from '../fixtures/hub/hub-api.ts';
import { realFile, realRepository } from '../fixtures/hub/real-file.ts';
import { openStandInHub, type StandInHub } from '../fixtures/hub/stand-in-hub.ts';
import { modelWithoutTemplate, smallModel, tinyModel } from '../fixtures/models/files.ts';

const folder = temporaryFolder();
const home = join(folder.path, 'home');
let hub: StandInHub;
let host: HostProcess;
let window: TestWindow;
const repository = 'maker/Guide-GGUF';
const repositories = [
  realRepository(repository, [
    realFile('Guide-Q8_0.gguf', starterModel),
    realFile('Guide-Q4_K_M.gguf', tinyModel()),
  ]),
  realRepository('maker/Terms-GGUF', [realFile('Terms-Q8_0.gguf', tinyModel())], { gated: 'manual' }),
];
beforeAll(async () => {
  mkdirSync(join(home, '.lmstudio', 'models', 'acme', 'Other-GGUF'), { recursive: true });
  copyFileSync(
    modelWithoutTemplate(),
    join(home, '.lmstudio', 'models', 'acme', 'Other-GGUF', 'Other-Q8_0.gguf'),
  );
  hub = await openStandInHub({
    repositories,
    answerApi: (request, response) => answerApi(request, response, repositories),
  });
  mkdirSync(join(folder.path, 'data'));
  leaveModel(join(folder.path, 'data'));
  host = await startHostProcess(['--web', '--no-open', '--port', '0', '--data', join(folder.path, 'data')], {
    HOME: home,
    XDG_CACHE_HOME: '',
    XDG_DATA_HOME: join(home, 'share'),
    HF_HOME: '',
    OLLAMA_MODELS: '',
    LLAMA_CACHE: '',
  });
  window = await host.connect();
  await window.call('changeSettings', { hubAddress: hub.url });
});
afterAll(async () => {
  host.child.kill('SIGKILL');
  await hub.close();
  folder.remove();
});

const wish = {
  contextLength: null,
  kvPrecision: 'f16',
  gpuLayers: null,
  flashAttention: true,
  batchSize: 512,
} as const;
const ask = async (text: string) => {
  const finished = window.next('turn.finished');
  await window.call('startTurn', { chatId: null, parts: textParts(text) });
  return (await finished).message;
};
const library = async () => (await window.call('library', {})).models;

it('nothing is sent before the user asks for it', async () => {
  await window.call('greet', {});
  await window.call('catalogue', {});
  await expect.poll(async () => (await library()).length).toBeGreaterThan(1);
  expect(hub.requests).toEqual([]);
  expect(await window.call('outgoingRequests', {})).toEqual([]);
});

let path = '';
it('a model is found, checked for fit by its header alone, and downloaded completely', async () => {
  const { models } = await window.call('searchHub', { text: 'guide', sort: 'downloads', cursor: null });
  expect(models).toMatchObject([{ id: repository, downloads: 1234, likes: 56, licence: 'apache-2.0' }]);
  const details = await window.call('hubModel', { repository });
  expect(details.files.map(({ quantization, isHere }) => [quantization, isHere])).toEqual([
    ['Q4_K_M', false],
    ['Q8_0', false],
  ]);
  const file = 'Guide-Q8_0.gguf';
  const fit = await window.call('fitHubFile', { repository, file, wish });
  expect(fit!.verdict).toBe('fits');
  // Only a header was downloaded, without the weights.
  expect(hub.sent(`${repository}/${file}`).bytes).toBeLessThan(1e6);
  const before = hub.requests.length;
  const all = await window.call('fitHubFiles', { repository, wish });
  expect(all.map((one) => one.path)).toEqual(['Guide-Q4_K_M.gguf', file]);
  expect(await window.call('adviseQuantization', { repository })).toMatchObject({
    file: { path: file },
    why: { facts: { name: 'Q8_0' } },
  });
  // One header was enough for all of them.
  expect(hub.requests.length).toBe(before);

  const done = window.next('download.changed', ({ download }) => download.state === 'done');
  const started: Download = await window.call('startDownload', { repository, file });
  expect(started).toMatchObject({ repository, file, bytes: details.files[1]!.bytes });
  path = started.target;
  expect((await done).download).toMatchObject({ doneBytes: started.bytes, refetchedBytes: 0, problem: null });
  expect(readFileSync(path).equals(readFileSync(starterModel))).toBe(true);
  await expect
    .poll(async () => (await library()).find((model) => model.path === path))
    .toMatchObject({
      owner: 'hearth',
      source: repository,
      licence: 'apache-2.0',
      problem: null,
      lastUsedAt: null,
    });
  expect((await window.call('hubModel', { repository })).files.map(({ isHere }) => isHere)).toEqual([
    false,
    true,
  ]);
  await expect(window.call('startDownload', { repository, file })).rejects.toThrow(/already installed/);
});

it('a model whose licence was not accepted says what to do', async () => {
  await window.call('hubModel', { repository: 'maker/Terms-GGUF' }).then(async ({ isGated }) => {
    expect(isGated).toBe(true);
    const failed = window.next('download.changed', ({ download }) => download.state === 'failed');
    await window.call('startDownload', { repository: 'maker/Terms-GGUF', file: 'Terms-Q8_0.gguf' });
    expect((await failed).download.problem?.code).toBe('downloads.gated');
  });
});

it('a model is used, gets its own settings, is unloaded, and is loaded again by the next message', async () => {
  const local = (await window.call('fitModel', { path, wish }))!;
  expect(local.ram.weights).toBeGreaterThan(3e6);
  await window.call('openModel', { path });
  expect((await ask('What is prefill?')).modelName).toBe('Hearth guide');
  expect((await library()).find((model) => model.path === path)!.lastUsedAt).toBeGreaterThan(0);
  await window.call('changeLoadSettings', { path, settings: { contextLength: 512, kvPrecision: 'q8_0' } });
  expect((await window.call('greet', {})).engine.model).toMatchObject({ contextLength: 512 });
  await window.call('unloadModel', {});
  expect(host.engines()).toEqual([]);
  expect((await ask('What is decode?')).ending).toBe('finished');
  expect((await window.call('greet', {})).engine.model).toMatchObject({ contextLength: 512 });
});

it('a model that does not fit is refused with figures and a suggestion, and the previous one stays', async () => {
  const large = (await window.call('importModel', { path: smallModel(), how: 'copy' }))!;
  // A context of four million tokens takes more memory than any test machine has.
  await window.call('changeLoadSettings', { path: large, settings: { contextLength: 4_194_304 } });
  await expect(window.call('openModel', { path: large })).rejects.toThrow(
    /^Small 30M does not fit: it needs [\d.]+\sGB, but only [\d.]+\sGB are free.*\. Set the context length to [\d,]+\stokens.+\.$/,
  );
  expect((await window.call('greet', {})).engine).toMatchObject({
    state: 'ready',
    model: { contextLength: 512, path },
  });
  await window.call('changeLoadSettings', { path: large, settings: { contextLength: 1024 } });
  expect(await window.call('openModel', { path: large })).toMatchObject({ name: 'Small 30M' });
  // Global settings are refused in the same way, and then stay as they were.
  await window.call('changeLoadSettings', { path: large, settings: {} });
  await expect(window.call('changeSettings', { contextLength: 4_194_304 })).rejects.toThrow(
    /^Small 30M does not fit: /,
  );
  const { engine, settings } = await window.call('greet', {});
  expect(engine).toMatchObject({ state: 'ready', model: { path: large } });
  expect(settings.contextLength).toBeNull();
  await window.call('openModel', { path });
});

it('a model moves while it is loaded, and answers from its new place with the same settings', async () => {
  const from = join(home, 'Downloads', 'Moving-Q8_0.gguf');
  mkdirSync(dirname(from));
  copyFileSync(tinyModel(), from);
  await window.call('openModel', { path: from });
  await window.call('changeLoadSettings', { path: from, settings: { contextLength: 768 } });
  await ask('Where are you?');
  const to = (await window.call('importModel', { path: from, how: 'move' }))!;
  expect([existsSync(from), existsSync(to)]).toEqual([false, true]);
  expect((await window.call('greet', {})).engine.state).toBe('unloaded');
  expect(await window.call('loadSettings', { path: to })).toEqual({ contextLength: 768 });
  // Random weights may end an answer in any of these ways.
  expect(['finished', 'too-long', 'repeating']).toContain((await ask('And now?')).ending);
  expect((await window.call('greet', {})).engine).toMatchObject({
    state: 'ready',
    model: { path: to, contextLength: 768 },
  });
  expect((await library()).find((model) => model.path === to)!.lastUsedAt).not.toBeNull();
  await window.call('openModel', { path });
});

it('a model of another program is used in place, and never deleted', async () => {
  const other = (await library()).find(({ owner }) => owner === 'lm-studio')!;
  expect(other).toMatchObject({ kind: 'base', source: 'acme/Other-GGUF' });
  await expect(window.call('deleteModel', { path: other.path, forGood: true })).rejects.toThrow(
    /belongs to LM Studio/,
  );
  expect(existsSync(other.path)).toBe(true);
});

it('a model goes to the bin with all its files, and the guide replaces it', async () => {
  await window.call('deleteModel', { path, forGood: false });
  expect(existsSync(path)).toBe(false);
  expect(existsSync(dirname(path))).toBe(false);
  expect((await window.call('greet', {})).engine.model?.isStarter).toBe(true);
  expect((await library()).some((model) => model.path === path)).toBe(false);
});

it('every request is in the list, with its reason', async () => {
  const requests = await window.call('outgoingRequests', {});
  expect(requests.length).toBeGreaterThan(4);
  for (const { url, why, status, receivedBytes } of requests) {
    expect(url.startsWith('http://127.0.0.1:')).toBe(true);
    expect(url).not.toMatch(/Signature=[^…]/);
    expect(sentenceOf(why)).toMatch(/^[A-Z].{5,}/);
    expect(status).not.toBeNull();
    expect(receivedBytes).toBeGreaterThanOrEqual(0);
  }
});
