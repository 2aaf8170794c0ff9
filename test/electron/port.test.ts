/** The page's port to the core, through the real preload: what it carries, when it is renewed, and who gets none. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { importFixture } from '../fixtures/imports/read.ts';
import { textParts } from '../../main/shared/message/parts.ts';
import { openWindow } from '../fixtures/core/window.ts';
import { eventually } from '../fixtures/host/host-process.ts';
import { bootForAllTests } from '../fixtures/electron/apps.ts';

const app = bootForAllTests();

describe("the page's port", () => {
  it('carries calls and events of the contract', async () => {
    const { openPort } = app();
    const window = openWindow(await openPort());
    const welcome = await window.call('greet', {});
    expect(welcome.app).toMatchObject({ shell: 'window', canPickFiles: true });
    expect(readdirSync(welcome.app.dataFolder)).toContain('hearth.db');
    const changed = window.next('settings.changed');
    await window.call('changeSettings', { temperature: 0.5 });
    expect((await changed).settings.temperature).toBe(0.5);
    await expect(window.call('openChat', { chatId: 'none' })).rejects.toThrow('no longer exists');
  });

  it('is a new one after a reload', async () => {
    const { electron, openPort } = app();
    const first = openWindow(await openPort());
    const { chats } = await first.call('greet', {});
    const { webContents } = electron.seen.windows[0]!;
    const old = webContents.page;
    webContents.reload();
    await eventually(() => webContents.page !== old);
    await expect(openWindow(await openPort()).call('greet', {})).resolves.toMatchObject({ chats });
  });

  it('replaces the one before when the page asks again', async () => {
    const { openPort } = app();
    const first = openWindow(await openPort());
    const closed = new Promise<void>((resolve) => first.port.onClose(resolve));
    const second = openWindow(await openPort());
    await closed;
    await expect(first.call('greet', {})).rejects.toThrow('The connection to Hearth was lost.');
    await expect(second.call('greet', {})).resolves.toBeDefined();
  });

  it('is for our page alone: not for another frame, origin or sender', async () => {
    const { electron, page } = app();
    const ours = await page();
    const sent: string[] = [];
    const listen = (frame: typeof ours.frame, name: string) => ({
      ...frame,
      postMessage: () => sent.push(name),
    });
    ours.send('hearth:open-port', listen({ ...ours.frame, parent: ours.frame }, 'inner frame'));
    ours.send('hearth:open-port', listen({ ...ours.frame, url: 'https://evil.example/' }, 'other origin'));
    ours.send('hearth:open-port', listen({ ...ours.frame, url: 'hearth://evil/' }, 'other host'));
    ours.send('hearth:open-port', listen({ ...ours.frame, url: '' }, 'no address'));
    ours.send('hearth:open-port', null);
    expect(sent).toEqual([]);
    ours.send('hearth:open-port', listen(ours.frame, 'ours'));
    expect(sent).toEqual(['ours']);

    // The preload listens to the page itself alone.
    let asked = 0;
    electron.seen.windows[0]!.webContents.ipc.on('hearth:open-port', () => (asked += 1));
    ours.receiveFromElsewhere({ kind: 'hearth:open-port' }, 'https://evil.example');
    ours.receiveFromElsewhere({ kind: 'hearth:open-port' }, ours.window.location.origin);
    ours.window.postMessage({ kind: 'other' }, ours.window.location.origin);
    ours.window.postMessage(null, ours.window.location.origin);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked).toBe(0);
  });

  it('takes no message that is larger than the contract needs, or that is no JSON', async () => {
    const { openPort } = app();
    const itself: unknown[] = [];
    itself.push(itself);
    const call = (args: unknown): unknown => ({ kind: 'call', id: 1, name: 'changeSettings', args });
    const many = Array.from({ length: 200_000 }, () => 0);
    for (const message of [call('x'.repeat(17 * 1024 ** 2)), call(itself), call(new Uint8Array(1)), many]) {
      const window = openWindow(await openPort());
      const closed = new Promise<string>((resolve) => window.port.onClose(() => resolve('closed')));
      window.port.post(message);
      expect(await closed).toBe('closed');
    }
    // The longest text of the contract is still refused or taken for what it says.
    const window = openWindow(await openPort());
    await expect(
      window.call('startTurn', { chatId: null, parts: textParts('\u0001'.repeat(2_000_001)) }),
    ).rejects.toThrow('too long');
  });

  it('asks the native file picker for GGUF files', async () => {
    const { electron, openPort } = app();
    const window = openWindow(await openPort());
    expect(await window.call('pickModelFile', {})).toBeNull();
    electron.answers.filePaths = ['/models/some.gguf'];
    expect(await window.call('pickModelFile', {})).toBe('/models/some.gguf');
    expect(electron.seen.dialogOptions).toMatchObject({
      properties: ['openFile'],
      filters: [{ extensions: ['gguf'] }],
    });
  });

  it('asks the native dialog where an export is saved, and writes it there', async () => {
    const { electron, openPort } = app();
    const window = openWindow(await openPort());
    const folder = temporaryFolder();
    try {
      await window.call('importFiles', { paths: [importFixture('claude.json')], uploads: [] });
      await window.next('import.changed', ({ state }) => state?.state === 'finished');
      expect(await window.call('exportChats', { chatIds: null, format: 'jsonl' })).toBeNull();
      expect(electron.seen.dialogOptions).toMatchObject({
        defaultPath: '/home/ada/Documents/Trains.jsonl',
        filters: [{ name: 'JSON Lines', extensions: ['jsonl'] }],
      });
      electron.answers.filePath = join(folder.path, 'mine.jsonl');
      expect(await window.call('exportChats', { chatIds: null, format: 'jsonl' })).toEqual({
        how: 'file',
        path: electron.answers.filePath,
        chats: 1,
      });
      expect(readdirSync(folder.path)).toEqual(['mine.jsonl']);
      expect(readFileSync(electron.answers.filePath, 'utf8').split('\n')).toHaveLength(6);
      electron.answers.filePath = join(folder.path, 'none', 'mine.jsonl');
      await expect(window.call('exportChats', { chatIds: null, format: 'html' })).rejects.toThrow(
        'could not be written (ENOENT)',
      );
    } finally {
      folder.remove();
    }
  });

  it('carries a file that has no path, as a pasted image, in parts', async () => {
    const { openPort } = app();
    const window = openWindow(await openPort());
    const { id, path } = await window.call('openUpload', { name: 'pasted.txt' });
    expect(path).toBeNull();
    const part = (text: string, isLast: boolean) =>
      window.call('uploadPart', { uploadId: id, bytes: Buffer.from(text).toString('base64'), isLast });
    await part('The pump ', false);
    await part('takes 400 W.', true);
    await expect(part('more', true)).rejects.toThrow('was not received');
    const { documents, refused } = await window.call('addDocuments', { paths: [], uploads: [id] });
    expect(refused).toEqual([]);
    expect(documents).toMatchObject([{ name: 'pasted.txt', bytes: 21, path: null }]);
  });

  it('asks the native folder picker for a folder', async () => {
    const { electron, openPort } = app();
    const window = openWindow(await openPort());
    electron.answers.filePaths = ['/models'];
    expect(await window.call('pickFolder', {})).toBe('/models');
    expect(electron.seen.dialogOptions).toMatchObject({ properties: ['openDirectory'] });
    expect((await window.call('greet', {})).app).toMatchObject({ canPickFiles: true, hasBin: true });
  });
});
