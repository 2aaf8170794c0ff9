/** Starts Hearth's other processes as utility processes of Electron. */
import { app, utilityProcess } from 'electron';
import { desktopWords } from '../main/shared/words/desktop.ts';
import { logOutput, type Log } from '../main/system/log.ts';
import type { OwnProcess } from '../main/system/own-process.ts';

export interface ProcessNames {
  /** In the log. */
  name: string;
  /** In the system's list of processes. */
  serviceName: string;
}

/** Runs the program `entry` in `env`, by default that of this process. Only when Electron is ready. */
export const spawnProcess = <To, From>(
  entry: string,
  { name, serviceName }: ProcessNames,
  log: Log,
  env: Record<string, string> | null = null,
): OwnProcess<To, From> => {
  const child = utilityProcess.fork(entry, [], {
    ...(env === null ? {} : { env }),
    serviceName,
    stdio: 'pipe',
  });
  logOutput(log, name, child.stdout, child.stderr);

  const exitListeners: ((how: string) => void)[] = [];
  let exited: string | null = null;
  child.on('exit', (code) => {
    // On POSIX, the code from waitpid, which includes the number of a signal. `logLostProcesses` logs the reason.
    exited = `exit code ${code}`;
    for (const listener of exitListeners) listener(exited);
  });

  const kill = (): void => {
    const { pid } = child;
    if (pid === undefined) {
      // Not started yet, when Electron's own kill has no effect, or already gone, when this has none.
      child.once('spawn', kill);
      return;
    }
    try {
      // Electron's own kill sends SIGTERM first, and llama.cpp may be in the middle of a long computation.
      process.kill(pid, 'SIGKILL');
    } catch {
      child.kill();
    }
  };

  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => {
      child.on('message', (message) => listener(message as From));
    },
    onExit: (listener) => {
      if (exited === null) exitListeners.push(listener);
      else listener(exited);
    },
    kill,
  };
};

/** Logs why a process of Electron ended if it was not a clean exit; Hearth's own processes are among them. */
export const logLostProcesses = (log: Log): void => {
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
    // A reader is killed when it is done; the core logs one that ends by itself.
    if (reason !== 'clean-exit' && name !== desktopWords.readerProcess)
      log.warn(`the ${name ?? type} process is gone: ${reason}, exit code ${exitCode}`);
  });
};
