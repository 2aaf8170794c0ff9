/** However Hearth is quit: the answer so far is stored, the engine is gone, and nothing holds it up. */
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../main/core/database/database.ts';
import { Store } from '../../main/core/chats/store.ts';
import { textOf, textParts } from '../../main/shared/message/parts.ts';
import { modelReady, openWindow, type TestWindow } from '../fixtures/core/window.ts';
import { eventually, isAlive, isRunning } from '../fixtures/host/host-process.ts';
import { madeFile } from '../fixtures/hub/made-file.ts';
import { answerApi } from '../fixtures/hub/hub-api.ts';
import { realRepository } from '../fixtures/hub/real-file.ts';
import { madeRepository } from '../fixtures/hub/serve.ts';
import { openStandInHub, type StandInHub } from '../fixtures/hub/stand-in-hub.ts';
import { smallModel, tinyModel } from '../fixtures/models/files.ts';
import { bootForEachTest, silentLog } from '../fixtures/electron/apps.ts';
import type { BootedApp } from '../fixtures/electron/boot.ts';
import { standInElectron } from '../fixtures/electron/electron.ts';
import { inLong } from '../fixtures/long.ts';
import { keepsTo } from '../fixtures/in-time.ts';

const { boot, dataFolder } = bootForEachTest(smallModel);

describe('quitting', () => {
  const startTurn = async () => {
    const app = await boot();
    const window = openWindow(await app.openPort());
    const wrote = window.next('turn.wrote');
    const { chatId } = await window.call('startTurn', { chatId: null, parts: textParts('Write on and on.') });
    const { text } = await wrote;
    const pids = app.electron.seen.children.flatMap(({ pid }) => pid ?? []);
    expect(pids.length).toBeGreaterThan(0);
    return { app, chatId, text, pids };
  };

  const ways: [string, (app: BootedApp) => void][] = [
    ['by the menu', (app) => app.electron.app.quit()],
    ['by closing the window', (app) => app.electron.seen.windows[0]!.close()],
    ['by SIGTERM', (app) => app.signal('SIGTERM')],
    ['by SIGINT', (app) => app.signal('SIGINT')],
    [
      'by logging off on Windows',
      (app) => app.electron.seen.windows[0]!.emit('query-session-end', { preventDefault: () => undefined }),
    ],
  ];
  it.each(inLong(ways, ([way]) => way === 'by closing the window' || way === 'by SIGTERM'))(
    '%s stores the answer so far and ends the engine within 3 s',
    async (_name, end) => {
      const { app, chatId, text, pids } = await startTurn();
      const startedAt = performance.now();
      end(app);
      // Impatience changes nothing.
      app.electron.app.quit();
      expect(app.electron.seen.windows[0]!.isVisible() && !app.electron.seen.windows[0]!.isDestroyed()).toBe(
        false,
      );
      expect(await app.electron.exited).toBe(0);
      expect(keepsTo(performance.now() - startedAt, 3000)).toBe(true);
      await eventually(() => !pids.some(isAlive));

      const store = new Store(openDatabase(dataFolder()));
      const answer = store.path(chatId).at(-1)!;
      expect(answer.ending).toBe('stopped');
      expect(textOf(answer).startsWith(text)).toBe(true);
      store.close();
      // The folder is free again.
      const { claimDataFolder } = await import('../../main/shell/data-folder.ts');
      claimDataFolder(dataFolder()).release();
    },
  );

  /** Imports `electron/quit.ts` with the Electron stand-in. `end` removes the listeners for signals that the import added. */
  const quitter = async () => {
    const electron = standInElectron();
    vi.resetModules();
    vi.doMock('electron', () => electron.module);
    const parts = await import('../../electron/quit.ts');
    const end = (): void => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
        process.off(signal, process.listeners(signal).at(-1)!);
    };
    return { electron, end, ...parts };
  };
  type Electron = ReturnType<typeof standInElectron>;

  it.each([
    [
      'log-off on Windows',
      1,
      (electron: Electron, event: object) => electron.seen.windows[0]!.emit('query-session-end', event),
    ],
    [
      'the end of a Windows session that asked nobody',
      0,
      (electron: Electron, event: object) => electron.seen.windows[0]!.emit('session-end', event),
    ],
    [
      'shutdown elsewhere',
      1,
      (electron: Electron, event: object) => electron.module.powerMonitor.emit('shutdown', event),
    ],
  ])('comes with %s, which waits for it where it can', async (_name, times, happens) => {
    const { electron, end, closeBeforeQuit, quitWithSession, quitWithWindow } = await quitter();
    let closed = 0;
    closeBeforeQuit(async () => void (closed += 1));
    electron.becomeReady();
    quitWithSession();
    quitWithWindow(new electron.module.BrowserWindow({}) as never);
    let putOff = 0;
    happens(electron, { preventDefault: () => (putOff += 1) });
    expect(putOff).toBe(times);
    expect(await electron.exited).toBe(0);
    expect(closed).toBe(1);
    end();
  });

  it('closes once, however often it is asked, and is cut off when that hangs', async () => {
    const own = process.listeners('SIGTERM');
    const { electron, end, closeBeforeQuit, closeInTime } = await quitter();
    let closed = 0;
    const hang = (): Promise<void> => new Promise(() => (closed += 1));
    let ended = 0;
    closeBeforeQuit(() => closeInTime(hang, () => (ended += 1), silentLog));
    const startedAt = performance.now();
    for (let times = 0; times < 3; times += 1) electron.app.quit();
    expect(await electron.exited).toBe(0);
    expect(keepsTo(performance.now() - startedAt, 3000)).toBe(true);
    expect(closed).toBe(1);
    expect(ended).toBe(1);
    end();
    expect(process.listeners('SIGTERM')).toEqual(own);
  });

  it('is not held up by an engine that does not answer', async () => {
    const { app, pids } = await startTurn();
    for (const { pid, options } of app.electron.seen.children)
      if (pid !== undefined && options.serviceName === 'Hearth engine') process.kill(pid, 'SIGSTOP');
    const { ms, code } = await app.quit();
    expect(code).toBe(0);
    expect(keepsTo(ms, 3000)).toBe(true);
    await eventually(() => !pids.some(isRunning));
  });

  const downloaded = 'Made-Q4_K_M.gguf';
  const shared = (): string => `${dataFolder()}-shared`;
  /** Works that take longer than a test: each resolves when it is under way. */
  interface Busy {
    app: BootedApp;
    window: TestWindow;
    hub: StandInHub;
  }
  const loads = async ({ window }: Pick<Busy, 'window'>): Promise<void> => {
    const loading = window.next('engine.changed', ({ engine }) => engine.state === 'loading');
    void window.call('openModel', { path: tinyModel() }).catch(() => undefined);
    await loading;
  };
  const works: [string, (busy: Busy) => Promise<void>][] = [
    ['a model is loaded', loads],
    [
      'a prompt is processed',
      async ({ window }) => {
        const reading = window.next('turn.moved', ({ phase }) => phase.name === 'prefill');
        await window.call('startTurn', { chatId: null, parts: textParts('On and on. '.repeat(600)) });
        await reading;
      },
    ],
    [
      'a model is downloaded',
      async ({ window, hub }) => {
        await window.call('changeSettings', { hubAddress: hub.url });
        const running = window.next('download.changed', ({ download }) => download.state === 'running');
        await window.call('startDownload', { repository: madeRepository, file: downloaded });
        await running;
      },
    ],
    [
      'a backup is written',
      async ({ window }) => {
        mkdirSync(join(dataFolder(), 'models'), { recursive: true });
        // A file without blocks, which takes long to read all the same.
        writeFileSync(join(dataFolder(), 'models', 'large.gguf'), '');
        truncateSync(join(dataFolder(), 'models', 'large.gguf'), 8 * 1024 ** 3);
        const began = window.next('backup.changed', ({ state }) => state?.state === 'running');
        await window.call('backUp', { path: join(dataFolder(), 'backup.zip'), withModels: true });
        await began;
      },
    ],
    [
      'a document is read',
      async ({ app, window }) => {
        writeFileSync(join(dataFolder(), 'note.txt'), 'A text.');
        await window.call('addDocuments', { paths: [join(dataFolder(), 'note.txt')], uploads: [] });
        const reader = () =>
          app.electron.seen.children.find(
            ({ pid, options }) => pid !== undefined && options.serviceName === 'Hearth reader',
          );
        await eventually(() => reader() !== undefined);
        // It reads for ever.
        process.kill(reader()!.pid!, 'SIGSTOP');
      },
    ],
    [
      'a sync folder is merged',
      async ({ window }) => {
        mkdirSync(shared());
        const began = window.next('sync.changed');
        void window.call('startSync', { folder: shared(), name: 'Here' }).catch(() => undefined);
        await began;
      },
    ],
  ];
  /** Returns the time in ms. */
  const quitWhile = async (all: typeof works): Promise<number> => {
    const repositories = [realRepository(madeRepository, [madeFile(downloaded, 2_000_000)])];
    const hub = await openStandInHub({
      repositories,
      answerApi: (request, response) => answerApi(request, response, repositories),
    });
    hub.setFaults(`${madeRepository}/${downloaded}`, { stall: { afterBytes: 100_000 } });
    const app = await boot();
    const window = openWindow(await app.openPort());
    await modelReady(window);
    for (const [, begin] of all) await begin({ app, window, hub });
    const pids = app.electron.seen.children.flatMap(({ pid }) => pid ?? []);
    const { ms, code } = await app.quit();
    expect(code).toBe(0);
    await eventually(() => !pids.some(isRunning));
    await hub.close();
    rmSync(shared(), { recursive: true, force: true });
    // What was stored is whole, and the folder is free again.
    const db = openDatabase(dataFolder());
    expect(db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    db.close();
    const { claimDataFolder } = await import('../../main/shell/data-folder.ts');
    claimDataFolder(dataFolder()).release();
    return ms;
  };

  it.each(inLong(works, () => false))('while %s takes 3 s at most', async (...work) => {
    expect(keepsTo(await quitWhile([work]), 3000)).toBe(true);
  });

  it('takes 3 s at most, however much runs at once', async () => {
    expect(keepsTo(await quitWhile(works.slice(1)), 3000)).toBe(true);
  });

  it('while a backup is restored and a model is loaded takes 3 s at most, and the present data stays', async () => {
    const app = await boot();
    const window = openWindow(await app.openPort());
    await window.call('addPrompt', { name: 'Kept', text: 'A prompt.' });
    const path = join(dataFolder(), 'backup.zip');
    const written = window.next('backup.changed', ({ state }) => state?.state === 'written');
    await window.call('backUp', { path, withModels: false });
    await written;
    await loads({ window });
    const began = window.next('backup.changed', ({ state }) => state?.state === 'running');
    void window.call('restoreBackup', { path }).catch(() => undefined);
    await began;
    const { ms, code } = await app.quit();
    expect(code).toBe(0);
    expect(keepsTo(ms, 3000)).toBe(true);
    const db = openDatabase(dataFolder());
    expect(db.prepare("SELECT name FROM prompts WHERE name = 'Kept'").all()).toHaveLength(1);
    db.close();
  });
});
