/** Tests Hearth on a disk that is really full: it starts, answers, loses nothing, and says what to do. */
import { copyFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../main/core/database/database.ts';
import { Store } from '../../main/core/chats/store.ts';
import { textOf, textParts } from '../../main/shared/message/parts.ts';
import { ask, startTestCore, temporaryFolder, type TestCore } from '../fixtures/core/test-core.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import type { TestWindow } from '../fixtures/core/window.ts';
import { startHostProcess, type HostProcess } from '../fixtures/host/host-process.ts';
import { tinyFile } from '../fixtures/library/library-fixtures.ts';
import { makeSmallDisk, noSmallDisk, type SmallDisk } from '../fixtures/disk/small-disk.ts';

let disk: SmallDisk;
let folder: string;
const cores: TestCore[] = [];
let host: HostProcess | null = null;
beforeEach(() => {
  disk = makeSmallDisk(96);
  folder = join(disk.path, 'data');
  mkdirSync(folder);
  leaveModel(folder);
});
afterEach(async () => {
  for (const core of cores.splice(0)) await core.close();
  host?.child.kill('SIGKILL');
  host = null;
  disk.remove();
});

const start = (script = {}): TestCore => {
  const core = startTestCore(script, folder);
  cores.push(core);
  return core;
};
/** Starts all of Hearth in its own processes, with its guide. */
const startHost = async (): Promise<TestWindow> => {
  host = await startHostProcess(['--web', '--no-open', '--port', '0', '--data', folder]);
  return host.connect();
};
const askHost = async (window: TestWindow, chatId: string | null, text: string) => {
  const finished = window.next('turn.finished');
  await window.call('startTurn', { chatId, parts: textParts(text) });
  return (await finished).message;
};
/** Removes the files that SQLite leaves beside a database and needs to open it. */
const removeLog = (): void => {
  for (const name of ['hearth.db-shm', 'hearth.db-wal']) rmSync(join(folder, name), { force: true });
};
/** This text is longer than the last page of the database can hold. */
const long = 'word '.repeat(4000);
const noRoom = 'The disk is full, so Hearth cannot save this. Free up some space, then try again.';

describe.skipIf(noSmallDisk !== '')(
  `on a full disk${noSmallDisk === '' ? '' : ` (skipped: ${noSmallDisk})`}`,
  () => {
    it('Hearth starts with all chats, says that there is no room for a message, and continues when there is', async () => {
      const first = await askHost(await startHost(), null, 'What is prefill?');
      await host!.end('SIGTERM');
      removeLog();
      disk.fill();
      const window = await startHost();
      expect(existsSync(join(folder, 'reserve'))).toBe(false);
      const { messages } = await window.call('openChat', { chatId: first.chatId });
      expect(messages.at(-1)).toMatchObject({ ending: 'finished', parts: first.parts });
      disk.fill();
      const { chatId } = first;
      await expect(window.call('startTurn', { chatId, parts: textParts(long) })).rejects.toThrow(noRoom);
      disk.empty();
      expect((await askHost(window, chatId, 'And what is decode?')).ending).toBe('finished');
      // Hearth ends cleanly, and the reserve exists again after the next start.
      expect((await host!.end('SIGTERM')).code).toBe(0);
      await startHost();
      expect(statSync(join(folder, 'reserve')).size).toBe(8 * 1024 ** 2);
    });

    it('a start for which not even the reserve is left says that the disk is full, and nothing is lost', async () => {
      const { chatId } = await askHost(await startHost(), null, 'What is prefill?');
      await host!.end('SIGTERM');
      removeLog();
      rmSync(join(folder, 'reserve'));
      disk.fill();
      await expect(startHost()).rejects.toThrow(
        /^The disk that holds your chats \([^\n]+\) is full\. Free up some space[^\n]+\n$/,
      );
      disk.empty();
      const { chats } = await (await startHost()).call('greet', {});
      expect(chats.map(({ id }) => id)).toEqual([chatId]);
    });

    it('an answer that was running when the disk filled up is kept', async () => {
      const core = start({ pieces: [long, long], stepMs: 50 });
      const wrote = core.window.next('turn.wrote');
      const finished = core.window.next('turn.finished');
      const { chatId } = await core.window.call('startTurn', { chatId: null, parts: textParts('one') });
      await wrote;
      disk.fill();
      const { message } = await finished;
      expect(message).toMatchObject({ ending: 'finished', problem: null, parts: textParts(long + long) });
      expect(textOf((await core.window.call('openChat', { chatId })).messages.at(-1)!)).toBe(long + long);
      expect(existsSync(join(folder, 'reserve'))).toBe(false);
    });

    it('an answer that continues while the disk is full is stored as it is generated, so that a kill loses no more than usual', async () => {
      const core = start({ pieces: Array.from({ length: 40 }, () => long.slice(0, 2000)), stepMs: 100 });
      const wrote = core.window.next('turn.wrote');
      const { chatId, answerId } = await core.window.call('startTurn', {
        chatId: null,
        parts: textParts('one'),
      });
      await wrote;
      disk.fill();
      const later = await core.window.next('turn.wrote', ({ at }) => at >= 20_000);
      // A running answer may be stored half a second late.
      await core.window.next('turn.wrote', ({ at }) => at >= later.at + 20_000);
      const copy = temporaryFolder();
      try {
        // A kill would leave these files.
        for (const name of ['hearth.db', 'hearth.db-wal'])
          copyFileSync(join(folder, name), join(copy.path, name));
        const store = new Store(openDatabase(copy.path));
        expect(textOf(store.message(answerId)!).length).toBeGreaterThanOrEqual(later.at);
        store.close();
      } finally {
        copy.remove();
      }
      await core.window.call('stopTurn', { chatId });
    });

    it('a new model file crashes nothing, and is listed', async () => {
      const window = await startHost();
      const models = temporaryFolder();
      try {
        await window.call('addModelFolder', { path: models.path });
        disk.fill();
        // These are enough to fill SQLite's log as well.
        for (let index = 0; index < 60; index += 1)
          tinyFile(join(models.path, `model-${index}.gguf`), { name: `Model ${index} ${'x'.repeat(90)}` });
        await window.next('library.changed', ({ library }) => library.models.length > 60);
        // There is no room for a copy of one of them, nor for its folder.
        rmSync(join(folder, 'models'), { recursive: true, force: true });
        await expect(
          window.call('importModel', { path: join(models.path, 'model-0.gguf'), how: 'copy' }),
        ).rejects.toThrow(/^The disk is full\. Free up some space, or use Model 0 x+ in place\.$/);
        // No error was left uncaught.
        expect((await window.call('greet', {})).notices).toEqual([]);
        expect(host!.child.exitCode).toBeNull();
      } finally {
        models.remove();
      }
    });

    it('an answer for which not even the reserve is left stays in memory, and is stored once there is room', async () => {
      const core = start({ pieces: [long, long], stepMs: 50 });
      const wrote = core.window.next('turn.wrote');
      const finished = core.window.next('turn.finished');
      const { chatId } = await core.window.call('startTurn', { chatId: null, parts: textParts('one') });
      await wrote;
      rmSync(join(folder, 'reserve'));
      disk.fill();
      const { message } = await finished;
      expect(message.problem?.code).toBe('answer.unsaved-disk-full');
      const shown = async () => (await core.window.call('openChat', { chatId })).messages.at(-1)!;
      expect(textOf(await shown())).toBe(long + long);
      await expect(ask(core, chatId, long)).rejects.toThrow(noRoom);
      disk.empty();
      await expect.poll(async () => (await shown()).problem).toBe(null);
      expect(textOf(await shown())).toBe(long + long);
    });
  },
);
