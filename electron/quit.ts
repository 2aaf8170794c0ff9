/** The end: whatever asks for it, the chats are stored and the engine is gone before the process is. */
import { app, BrowserWindow, powerMonitor } from 'electron';
import type { Log } from '../main/system/log.ts';

/** What takes longer than this is cut off; the chats are stored by then. */
const mostMs = 2_800;

/** `close` runs once, then the process ends. */
export const closeBeforeQuit = (close: () => Promise<void>, log: Log): void => {
  let isClosing = false;
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (isClosing) return;
    isClosing = true;
    for (const window of BrowserWindow.getAllWindows()) window.hide();
    const cutOff = new Promise((resolve) => setTimeout(resolve, mostMs));
    Promise.race([close(), cutOff])
      .catch((error: unknown) => log.error('closing failed', error))
      .finally(() => app.exit(0));
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
};

/**
 * Quits when the user logs off or the machine shuts down. Electron tells no `before-quit` then: on Windows it tells the
 * window, elsewhere the power monitor. Both wait for Hearth while it stores the chats, if they are asked to.
 */
export const quitWithSession = (window: BrowserWindow): void => {
  const quit = (event?: { preventDefault(): void }): void => {
    event?.preventDefault();
    app.quit();
  };
  window.on('query-session-end', quit);
  // Where nobody asked before. It cannot be put off any more.
  window.on('session-end', () => app.quit());
  // Its types leave out the event that it is documented to have.
  powerMonitor.on('shutdown', quit as () => void);
};
