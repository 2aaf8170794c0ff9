/** Exports that a page downloads, files that it uploads, and `npm start -- import`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runImport } from '../../main/host/import-command.ts';
import { serve, type HostServer } from '../../main/host/server.ts';
import { claimDataFolder } from '../../main/shell/data-folder.ts';
import { ask, startTestCore, temporaryFolder, type TestCore } from '../fixtures/core/test-core.ts';
import { launcher, startHostProcess } from '../fixtures/host/host-process.ts';
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
    const process = await startHostProcess(['--web', '--no-open', '--data', join(folder.path, 'idle')]);
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

describe('npm start -- import', () => {
  const data = join(folder.path, 'data');
  const run = async (...args: string[]): Promise<{ code: number; said: string[] }> => {
    const said: string[] = [];
    const spies = (['log', 'error'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation((text: string) => void said.push(text)),
    );
    try {
      return { code: await runImport(args), said };
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  };

  it('imports into the folder, sums up what came and what did not, and adds nothing when it is run again', async () => {
    const files = [importFixture('chatgpt-faults.json'), importFixture('llama-cpp.jsonl')];
    expect(await run(...files, '--data', data)).toEqual({
      code: 1,
      said: [
        'Imported 4 chats, about 25 tokens (12 messages).',
        'Left out:',
        '  1 chat: The chat has no messages. (“No nodes”)',
        '  1 chat: The chat has no id, so it could not be recognised when it is imported again. (“No id”)',
        'Incomplete:',
        expect.stringMatching(/^ {2}2 messages: Its date is not plausible/),
        '  1 message: Content of an unknown kind was left out. (“In a circle”)',
        '  1 message: The message before it is missing, so it begins a version of its own. (“In a circle”)',
        expect.stringMatching(/^ {2}2 messages: Messages followed each other in a circle/),
        '  1 message: Images and other attachments were left out. (“Ducks”)',
      ],
    });
    expect(await run(importFixture('llama-cpp.jsonl'), '--data', data)).toEqual({
      code: 0,
      said: ['Nothing new was imported. 2 chats were here already.'],
    });
  });

  it('ends by itself when it is started as a program', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [launcher, 'import', importFixture('jan'), '--data', data],
      {
        encoding: 'utf8',
        env: { ...process.env, HEARTH_NO_BUILD: '1' },
      },
    );
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout:
        'Imported 1 chat, about 13 tokens (3 messages).\nIncomplete:\n  1 message: Images and other attachments were left out. (“Rivers”)\n',
      stderr: '',
    });
  });

  it('says in one sentence what it cannot use, with a code of its own', async () => {
    const note = join(folder.path, 'note.txt');
    writeFileSync(note, 'Dear diary');
    expect(await run(note, '--data', data)).toMatchObject({
      code: 1,
      said: [
        expect.any(String),
        'Left out:',
        expect.stringContaining('no chats in a format that Hearth knows'),
      ],
    });
    expect(await run('--data', data)).toMatchObject({
      code: 2,
      said: [expect.stringContaining('Usage: npm start -- import')],
    });
    expect((await run('x.json', '--date', data)).code).toBe(2);
    expect((await run('x.json', '--data=')).code).toBe(2);
    const claimed = claimDataFolder(data);
    expect(await run('x.json', '--data', data)).toMatchObject({
      code: 2,
      said: [expect.stringContaining('Another Hearth is using')],
    });
    claimed.release();
  });
});
