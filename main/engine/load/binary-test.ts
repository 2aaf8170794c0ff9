/**
 * On Linux, and for GPUs on Windows, node-llama-cpp 3.22 tries its binary in a process of its own at each start, lest one
 * that does not run here takes the program along: some 0.35 s of the second that a small model takes to load, each time. It
 * has no switch for that (`testBindingBinary.js`). The engine is such a process already, and its supervisor avoids a
 * backend that ended it, so here the test passes without one. The packaged app could not run one: Electron's binary does
 * not run as Node there.
 */
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

const testFile = 'testBindingBinary.js';

/** Calls `start`, which starts the library, without that process. */
export const withoutBinaryTest = async <Started>(start: () => Promise<Started>): Promise<Started> => {
  const { fork } = childProcess;
  const forkOthers = (file: string, ...rest: unknown[]): unknown =>
    basename(file) === testFile ? passedTest() : (fork as (...given: unknown[]) => unknown)(file, ...rest);
  childProcess.fork = forkOthers as typeof fork;
  // The library imports it by name.
  syncBuiltinESMExports();
  try {
    return await start();
  } finally {
    childProcess.fork = fork;
    syncBuiltinESMExports();
  }
};

type Listener = (told: unknown) => void;

/** What the child says to each message of its parent, as far as that sees it. */
const replies: Record<string, string | undefined> = { start: 'loaded', test: 'done' };

const passedTest = () => {
  const listeners: Record<string, Listener[]> = { message: [], exit: [] };
  const tell = (event: string, told: unknown): void => {
    setImmediate(() => {
      for (const listener of listeners[event] ?? []) listener(told);
    });
  };
  tell('message', { type: 'ready' });
  return {
    killed: false,
    exitCode: null,
    on: (event: string, listener: Listener): void => void listeners[event]?.push(listener),
    off: (): void => {},
    kill: (): void => {},
    send: ({ type }: { type: string }): void => {
      const reply = replies[type];
      // What it does not know ends it, as it would if it failed.
      if (reply === undefined) tell('exit', type === 'exit' ? 0 : 1);
      else tell('message', { type: reply });
    },
  };
};
