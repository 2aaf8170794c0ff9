/**
 * Skips node-llama-cpp's test of its binary. On Linux, and for GPUs on Windows, node-llama-cpp 3.22 tries its binary in a
 * separate process at each start, so that a binary that cannot run here does not end the program. That takes about 0.35 s of
 * the second that a small model takes to load, and it has no switch (`testBindingBinary.js`). The engine already is a separate
 * process, and its supervisor avoids a backend that ended it, so the test is not needed here. The packaged app could not run it
 * anyway: Electron's binary does not run as Node there.
 */
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

const testFile = 'testBindingBinary.js';

/** Calls `start`, which starts the library, without that test process. */
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

/** What the child would answer to each message of its parent, as far as the parent reads it. */
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
      // An unknown message ends it, as a failure would.
      if (reply === undefined) tell('exit', type === 'exit' ? 0 : 1);
      else tell('message', { type: reply });
    },
  };
};
