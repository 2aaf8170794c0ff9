/** A trace: every message between the core and its windows, as a file that the page of states replays. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Log } from '../system/log.ts';
import { Refusal } from '../shared/rpc/refusal.ts';
import type { CallMessage, Port } from '../shared/rpc/port.ts';

/** One line of a trace, as JSON. */
export interface TraceLine {
  /** Milliseconds since the trace began. */
  at: number;
  /** Which window, from 1 in the order in which they connected. */
  window: number;
  from: 'window' | 'core';
  message: unknown;
}

export interface Trace {
  /** The same port, whose messages are recorded. */
  record(port: Port): Port;
  close(): void;
}

/**
 * Begins a trace in a new file that only its owner can read, since it contains the chats. Throws `Refusal` if the file exists
 * or cannot be written.
 */
export const openTrace = (path: string, log: Log): Trace => {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'EEXIST'
      ? new Refusal('start.trace-exists', { path })
      : new Refusal('start.trace-not-created', { path, reason: code ?? String(error) });
  }
  const startedAt = performance.now();
  let windows = 0;
  let isOpen = true;
  const note = (line: Omit<TraceLine, 'at'>): void => {
    if (!isOpen) return;
    try {
      writeSync(file, `${JSON.stringify({ at: Math.round(performance.now() - startedAt), ...line })}\n`);
    } catch (error) {
      // A full disk ends the trace, not the chat.
      log.error('the trace ends here, since it could not be written', error);
      isOpen = false;
    }
  };
  return {
    record: (port) => {
      windows += 1;
      const window = windows;
      return {
        ...port,
        post: (message) => {
          note({ window, from: 'core', message });
          port.post(message);
        },
        onMessage: (listener) =>
          port.onMessage((message) => {
            note({ window, from: 'window', message: withoutSecrets(message) });
            listener(message);
          }),
      };
    },
    close: () => {
      isOpen = false;
      closeSync(file);
    },
  };
};

/** The access token is the one secret that a window sends. */
const withoutSecrets = (message: unknown): unknown => {
  const { kind, name } = (message ?? {}) as Partial<CallMessage>;
  return kind === 'call' && name === 'setHubToken' ? { ...(message as object), args: {} } : message;
};
