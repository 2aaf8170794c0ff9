/** Connect on the real Hearth: the requests of programs are taken by the server's own routes, and the second one is cached. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConnectTarget } from '../../main/shared/contract/api.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import { modelReady, type TestWindow } from '../fixtures/core/window.ts';
import { times } from '../fixtures/long.ts';
import { reasoningModel } from '../fixtures/models/files.ts';
import { startHostProcess, type HostProcess } from '../fixtures/host/host-process.ts';

let folder: string;
let host: HostProcess;
let window: TestWindow;

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-test-'));
  mkdirSync(join(folder, 'data'));
  leaveModel(join(folder, 'data'));
  host = await startHostProcess(['--web', '--no-open', '--data', join(folder, 'data')], { HOME: folder });
  window = await host.connect();
  await modelReady(window);
  const isOn = window.next('api.changed', ({ status }) => status.state !== 'off');
  await window.call('changeSettings', { apiServer: true, apiPort: await freePort() });
  await isOn;
});
afterAll(async () => {
  await host.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const makeKey = async (name: string): Promise<string> =>
  (await window.call('createApiKey', { name, rights: ['ask', 'models'], days: null })).text;

const prove = async (target: ConnectTarget) => {
  const [model] = await window.call('apiModels', {});
  return window.call('proveConnection', { target, model: model!.name, key: await makeKey(target) });
};

it('says that the guide has no tools, which agents need', async () => {
  await expect(prove('claude-code')).rejects.toThrow(/tools?/);
  expect((await prove('curl')).second.cachedTokens).toBeGreaterThan(0);
});

// Each reads a prompt of a thousand tokens with a model of some size, so all of them only run with the long tests.
it.each((['claude-code', 'codex', 'zed'] as const).slice(0, times(1, 3)))('%s is proven', async (target) => {
  await window.call('openModel', { path: reasoningModel() });
  const { first, second } = await prove(target);
  expect(first.newTokens + first.cachedTokens).toBe(first.promptTokens);
  expect(second.promptTokens).toBeGreaterThan(first.promptTokens);
  // All of the first prompt, but for its last tokens, which begin the answer.
  expect(second.cachedTokens).toBeGreaterThan(0.9 * first.promptTokens);
});

it('writes the address of the server that runs, and takes it back', async () => {
  const args = { target: 'claude-code', model: 'hearth-guide', key: await makeKey('file') } as const;
  const path = join(folder, '.claude', 'settings.json');
  const { addresses } = await window.call('apiStatus', {});
  expect((await window.call('writeConnection', args)).file).toMatchObject({ path, isOurs: true, diff: '' });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ env: { ANTHROPIC_BASE_URL: addresses[0] } });
  await window.call('restoreConnection', { target: 'claude-code' });
  expect((await window.call('connectGuide', { ...args, key: null })).file).toMatchObject({ exists: false });
});

it('says that a key is not known', async () => {
  await expect(
    window.call('proveConnection', { target: 'codex', model: 'hearth-guide', key: 'nope' }),
  ).rejects.toThrow('refused this key');
});
