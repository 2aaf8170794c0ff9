/** A process that another one started for this one, and that is spoken to over a port. */
import type { OwnProcess } from './own-process.ts';
import type { UtilityPort } from './utility-port.ts';

export interface ProcessOverPort<To, From> {
  process: OwnProcess<To, From>;
  /** The process was started, and the port leads to it. */
  started(port: UtilityPort): void;
  /** The process has ended, or could not be started. */
  exited(how: string): void;
}

/** How long the last messages of a process that has ended may take, in ms. */
const lastMessagesMs = 1_000;

/** What is posted before the process has started waits for it. `kill` ends it at once, also before it has started. */
export const processOverPort = <To, From>(kill: () => void): ProcessOverPort<To, From> => {
  let port: UtilityPort | null = null;
  let isPortClosed = false;
  let told: string | null = null;
  let exited: string | null = null;
  const waiting: To[] = [];
  const messageListeners: ((message: From) => void)[] = [];
  const exitListeners: ((how: string) => void)[] = [];

  /** The exit is told behind the last message: the two come on different ways. */
  const exit = (): void => {
    if (told === null || exited !== null) return;
    exited = told;
    port?.close();
    for (const listener of exitListeners) listener(exited);
  };

  return {
    process: {
      post: (message) => {
        if (exited !== null) return;
        if (port === null) waiting.push(message);
        else port.postMessage(message);
      },
      onMessage: (listener) => void messageListeners.push(listener),
      onExit: (listener) => {
        if (exited === null) exitListeners.push(listener);
        else listener(exited);
      },
      kill,
    },
    started: (given) => {
      port = given;
      given.on('message', ({ data }) => {
        for (const listener of messageListeners) listener(data as From);
      });
      given.on('close', () => {
        isPortClosed = true;
        exit();
      });
      given.start();
      for (const message of waiting) given.postMessage(message);
    },
    exited: (how) => {
      told = how;
      if (port === null || isPortClosed) exit();
      else setTimeout(exit, lastMessagesMs);
    },
  };
};
