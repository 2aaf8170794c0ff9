/** Quits Hearth: whatever asks for it, the chats are stored and the engine is gone before the process ends. */
import { app, BrowserWindow, powerMonitor } from 'electron';
import type { Log } from '../main/system/log.ts';

/** Milliseconds; anything that takes longer is cut off. The chats are stored by then. */
const mostMs = 2_800;

/** Hides all windows and runs `close`, then `end`, which must not wait. Resolves within a bounded time and never rejects. */
export const closeInTime = async (close: () => Promise<void>, end: () => void, log: Log): Promise<void> => {
  for (const window of BrowserWindow.getAllWindows()) window.hide();
  const cutOff = new Promise<void>((resolve) => setTimeout(resolve, mostMs));
  await Promise.race([close(), cutOff]).catch((error: unknown) => log.error('closing failed', error));
  end();
};

/** `close` runs once, and the process ends. */
export const closeBeforeQuit = (close: () => Promise<void>): void => {
  let isClosing = false;
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (isClosing) return;
    isClosing = true;
    void close().finally(() => app.exit(0));
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
};

const quit = (event?: { preventDefault(): void }): void => {
  event?.preventDefault();
  app.quit();
};

/**
 * Quits when the user logs off or the machine shuts down. Electron does not send `before-quit` then: on Windows it notifies the
 * windows, elsewhere the power monitor. Both wait for Hearth to store the chats if they are asked to.
 */
export const quitWithSession = (): void => {
  // Electron's types lack this documented event.
  powerMonitor.on('shutdown', quit as () => void);
};

/** The same on Windows; belongs to each window. */
export const quitWithWindow = (window: BrowserWindow): void => {
  window.on('query-session-end', quit);
  // The session ends without a question before; it can no longer be delayed.
  window.on('session-end', () => app.quit());
};
