/** What Electron gives to its utility processes for their messages. */

/** The part of Electron's `MessagePortMain` that Hearth uses. */
export interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  /** The other end was closed, or its process has ended; every message before that has arrived. */
  on(event: 'close', listener: () => void): unknown;
  /** Messages wait until this is called. */
  start(): void;
  close(): void;
}

/** The part of Electron's `process.parentPort` that Hearth uses. Messages wait for the first listener. */
interface UtilityParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: UtilityPort[] }) => void): unknown;
}

/** `undefined` in a process that Electron did not start. */
export const utilityParentPort = (process as { parentPort?: UtilityParentPort }).parentPort;
