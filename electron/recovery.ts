/** Handles a page that stops: it is reloaded automatically once; after that, the user decides. */
import { app, dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import { writeCrashReport } from '../main/system/crash-reports.ts';
import { desktopWords } from '../main/shared/words/desktop.ts';
import type { Log } from '../main/system/log.ts';
import { newChatUrl } from './page.ts';

/** Milliseconds: a page that dies again within this time would do so for ever. */
const againMs = 10_000;

const { stoppedTwice, notResponding } = desktopWords;

const stopped: MessageBoxOptions = {
  type: 'error',
  message: stoppedTwice.message,
  detail: stoppedTwice.detail,
  buttons: [stoppedTwice.newChat, stoppedTwice.tryAgain, stoppedTwice.quit],
  defaultId: 0,
  cancelId: 1,
};

const stuck: MessageBoxOptions = {
  type: 'warning',
  message: notResponding.message,
  detail: notResponding.detail,
  buttons: [notResponding.wait, notResponding.reload],
  defaultId: 0,
  cancelId: 0,
};

/** Reloads the page of `window` when its process dies, and offers a way out when it hangs. */
export const recoverPage = (window: BrowserWindow, log: Log): void => {
  const { webContents } = window;
  let lostAt = -Infinity;
  /** Closes the open question; `null` if there is none. */
  let question: AbortController | null = null;

  /** The number of the button; `null` if another question is open, or if this one was closed by the program. */
  const ask = async (options: MessageBoxOptions): Promise<number | null> => {
    if (question !== null || window.isDestroyed()) return null;
    question = new AbortController();
    const { signal } = question;
    // The window may not have been shown yet if its first page failed.
    window.show();
    const { response } = await dialog.showMessageBox(window, { ...options, signal });
    question = null;
    return signal.aborted || window.isDestroyed() ? null : response;
  };

  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    question?.abort();
    const isAgain = performance.now() - lostAt < againMs;
    lostAt = performance.now();
    if (!isAgain) return webContents.reload();
    log.error(`the page died twice in a row: ${reason}`);
    ask(stopped)
      .then(async (button) => {
        if (button === 0) await window.loadURL(newChatUrl(webContents.getURL()));
        else if (button === 1) webContents.reload();
        else if (button === 2) app.quit();
      })
      .catch((error: unknown) => log.error('the page was not brought back', error));
  });

  window.on('unresponsive', () => {
    log.warn('the page does not respond');
    ask(stuck)
      .then((button) => {
        // The handler above reloads it.
        if (button === 1) webContents.forcefullyCrashRenderer();
      })
      .catch((error: unknown) => log.error('the page was not loaded again', error));
  });
  window.on('responsive', () => question?.abort());
};

/** Writes a crash report of each page whose process ends by itself. */
export const reportLostPages = (dataFolder: string): void => {
  app.on('render-process-gone', (_event, _contents, { reason, exitCode }) => {
    if (reason !== 'clean-exit')
      writeCrashReport(dataFolder, { part: 'window', how: reason, facts: { exitCode } });
  });
};
