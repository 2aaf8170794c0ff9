/** A process's connection to the core that wanted it, the same under Electron's utilityProcess and Node's fork. */
import { utilityParentPort, type UtilityPort } from './utility-port.ts';

/** `To` are the messages to this process, `From` those that it posts. */
export const parentPort = <To, From>() =>
  utilityParentPort === undefined ? overFork<To, From>() : overPort<To, From>(utilityParentPort);

type ParentPort<To, From> = {
  post: (message: From) => void;
  /** Calls `listener` for each message from the core. When the core is gone, this process ends. */
  listen: (listener: (message: To) => void) => void;
};

const overFork = <To, From>(): ParentPort<To, From> => ({
  post: (message) => {
    process.send?.(message);
  },
  listen: (listener) => {
    process.on('message', (message) => listener(message as To));
    process.on('disconnect', () => process.exit(0));
  },
});

/** Electron's main process starts this process and hands over a port that leads straight to the core. */
const overPort = <To, From>(parent: NonNullable<typeof utilityParentPort>): ParentPort<To, From> => {
  let port: UtilityPort | null = null;
  const waiting: From[] = [];
  return {
    post: (message) => {
      if (port === null) waiting.push(message);
      else port.postMessage(message);
    },
    listen: (listener) => {
      // Ctrl-C in a terminal reaches this process too; the core ends it when the chats are stored.
      for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
      parent.on('message', ({ ports: [given] }) => {
        if (given === undefined || port !== null) return;
        port = given;
        for (const message of waiting) given.postMessage(message);
        given.on('message', ({ data }) => listener(data as To));
        given.on('close', () => process.exit(0));
        given.start();
      });
    },
  };
};
