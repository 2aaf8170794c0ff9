/** However Hearth is quit: the answer so far is stored, the engine is gone, and nothing holds it up. */
import { describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../main/core/database/database.ts';
import { Store } from '../../main/core/chats/store.ts';
import { textOf, textParts } from '../../main/shared/message/parts.ts';
import { openWindow } from '../fixtures/core/window.ts';
import { eventually, isAlive, isRunning } from '../fixtures/host/host-process.ts';
import { smallModel } from '../fixtures/models/files.ts';
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
  it.each(inLong(ways, ([way]) => way !== 'by SIGINT' && way !== 'by the menu'))(
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

  it.each([
    [
      'log-off on Windows',
      1,
      (app: BootedApp, event: object) => app.electron.seen.windows[0]!.emit('query-session-end', event),
    ],
    [
      'the end of a Windows session that asked nobody',
      0,
      (app: BootedApp, event: object) => app.electron.seen.windows[0]!.emit('session-end', event),
    ],
    [
      'shutdown elsewhere',
      1,
      (app: BootedApp, event: object) => app.electron.module.powerMonitor.emit('shutdown', event),
    ],
  ])('comes with %s, which waits for it where it can', async (_name, times, end) => {
    const app = await boot();
    await app.page();
    let putOff = 0;
    end(app, { preventDefault: () => (putOff += 1) });
    expect(putOff).toBe(times);
    expect(await app.electron.exited).toBe(0);
  });

  it('closes once, however often it is asked, and is cut off when that hangs', async () => {
    const electron = standInElectron();
    vi.resetModules();
    vi.doMock('electron', () => electron.module);
    const { closeBeforeQuit } = await import('../../electron/quit.ts');
    const own = process.listeners('SIGTERM');
    let closed = 0;
    const hang = (): Promise<void> => new Promise(() => (closed += 1));
    let ended = 0;
    closeBeforeQuit(hang, () => (ended += 1), silentLog);
    const startedAt = performance.now();
    for (let times = 0; times < 3; times += 1) electron.app.quit();
    expect(await electron.exited).toBe(0);
    expect(keepsTo(performance.now() - startedAt, 3000)).toBe(true);
    expect(closed).toBe(1);
    expect(ended).toBe(1);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.off(signal, process.listeners(signal).at(-1)!);
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
});
