/** Exports that a page downloads, and files that it uploads. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type HostServer } from '../../main/host/server.ts';
import { ask, startTestCore, temporaryFolder, type TestCore } from '../fixtures/core/test-core.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import { startHostProcess } from '../fixtures/host/host-process.ts';
import { importFixture } from '../fixtures/imports/read.ts';

const folder = temporaryFolder();
let core: TestCore;
let server: HostServer;
let host: string;

beforeAll(async () => {
  core = startTestCore();
  server = await serve({
    root: folder.path,
    port: 0,
    secret: 's',
    connect: core.core.connect,
    transfer: core.core,
  });
  ({ host } = new URL(server.url));
});
afterAll(async () => {
  await server.close();
  await core.close();
  folder.remove();
});

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}
const send = (path: string, { method = 'GET', headers = {}, body }: Sent = {}) =>
  new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const [hostname, port] = host.split(':');
    const sent = request({ hostname, port, path, method, headers: { host, ...headers } }, (response) => {
      let text = '';
      response.on('data', (data: Buffer) => (text += data.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: text }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
const origin = () => `http://${host}`;

describe('an export', () => {
  it('is downloaded once, as a file, from a path that only the window knows', async () => {
    const { chatId } = await ask(core, null, 'Naïve “question”/1?');
    const reply = await core.window.call('exportChats', { chatIds: [chatId], format: 'markdown' });
    expect(reply).toMatchObject({ how: 'download', name: 'Naïve “question” 1.md' });
    const { path } = reply as { path: string };
    for (const headers of [{ host: 'evil.example' }, { origin: 'http://evil.example' }] as Record<
      string,
      string
    >[])
      expect((await send(path, { headers })).status).toBeGreaterThan(400);
    const sent = await send(path);
    expect(sent.status).toBe(200);
    expect(sent.body).toContain('## You\n\nNaïve “question”/1?\n\n## Model');
    expect(sent.headers).toMatchObject({
      'content-type': 'text/markdown; charset=utf-8',
      'content-disposition': `attachment; filename*=UTF-8''Na%C3%AFve%20%E2%80%9Cquestion%E2%80%9D%201.md`,
      'x-content-type-options': 'nosniff',
    });
    for (const again of [path, '/export/', '/export/x', `/export/${'y'.repeat(32)}`])
      expect((await send(again)).status).toBe(404);
  });

  it('of no chat is refused', async () => {
    await expect(core.window.call('exportChats', { chatIds: ['gone'], format: 'html' })).rejects.toThrow(
      'no longer exists',
    );
  });
});

describe('an import', () => {
  it('takes uploads: into the data folder, of the page alone, and removes them afterwards', async () => {
    const opened = await core.window.call('openUpload', { name: '../../conversations.json' });
    const { id } = opened;
    const path = opened.path!;
    const body = readFileSync(importFixture('claude.json'), 'utf8');
    expect((await send(path, { method: 'POST', body })).status).toBe(403);
    expect(
      (await send(path, { method: 'POST', body, headers: { origin: 'http://evil.example' } })).status,
    ).toBe(403);
    await expect(core.window.call('importFiles', { paths: [], uploads: [id] })).rejects.toThrow(
      'was not received',
    );
    expect((await send(path, { method: 'POST', body, headers: { origin: origin() } })).status).toBe(200);
    expect((await send(path, { method: 'POST', body, headers: { origin: origin() } })).status).toBe(404);
    expect(readdirSync(join(core.folder, 'uploads', id))).toEqual(['conversations.json']);
    const came = core.window.next('chats.came');
    const finished = core.window.next('import.changed', ({ state }) => state?.state === 'finished');
    await core.window.call('importFiles', { paths: [], uploads: [id] });
    await expect(core.window.call('importFiles', { paths: ['/x'], uploads: [] })).rejects.toThrow(
      'An import is running',
    );
    expect((await came).chats.map(({ title }) => title)).toEqual(['Trains']);
    const { state } = await finished;
    expect(state).toMatchObject({ summary: { added: 1, programs: ['Claude'] } });
    expect(existsSync(join(core.folder, 'uploads', id))).toBe(false);
    expect((await core.window.call('importState', {})).state).toEqual(state);
    await core.window.call('dismissImport', {});
    expect((await core.window.call('importState', {})).state).toBeNull();
  });
});

describe('imported chats', () => {
  it('are in memory or on disk after the engine has processed them in idle time', async () => {
    const data = join(folder.path, 'idle');
    mkdirSync(data);
    leaveModel(data);
    const process = await startHostProcess(['--web', '--no-open', '--data', data]);
    try {
      const window = await process.connect();
      const finished = window.next('import.changed', ({ state }) => state?.state === 'finished');
      await window.call('importFiles', { paths: [importFixture('llama-cpp.jsonl')], uploads: [] });
      await finished;
      const prepared = window.next('preparing.changed', ({ preparing }) => preparing?.done === 2);
      await window.call('prepareImported', { count: 2 });
      await prepared;
      const { chats, warmth } = await window.call('greet', {});
      const held = warmth.filter(({ temperature, isCounted }) => temperature !== 'cold' && isCounted);
      expect(held.map(({ chatId }) => chats.find(({ id }) => id === chatId)!.title).toSorted()).toEqual([
        'Ducks',
        'Geese',
      ]);
    } finally {
      await process.end('SIGTERM');
    }
  });
});
