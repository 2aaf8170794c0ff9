/** Starts the engine as a utility process of Electron. */
import { app, utilityProcess } from 'electron';
import { engineEnvironment } from '../main/core/engines/llama/environment.ts';
import type { FromEngine } from '../main/shared/engine/protocol.ts';
import type { EngineProcess } from '../main/core/engines/llama/engine-process.ts';
import { desktopWords } from '../main/shared/words/desktop.ts';
import { logOutput, type Log } from '../main/system/log.ts';
import { engineEntry } from '../main/system/paths.ts';

const serviceName = desktopWords.engineProcess;

/** Only when Electron is ready. */
export const spawnEngine = (log: Log): EngineProcess => {
  const child = utilityProcess.fork(engineEntry, [], {
    env: engineEnvironment(process.env),
    serviceName,
    stdio: 'pipe',
  });
  logOutput(log, 'engine', child.stdout, child.stderr);

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
      child.on('message', (message) => listener(message as FromEngine));
    },
    onExit: (listener) => {
      if (exited === null) exitListeners.push(listener);
      else listener(exited);
    },
    kill,
  };
};

/** Logs why a process of Electron ended if it was not a clean exit; the engine's process is one of them. */
export const logLostProcesses = (log: Log): void => {
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
    if (reason !== 'clean-exit')
      log.warn(`the ${name ?? type} process is gone: ${reason}, exit code ${exitCode}`);
  });
};
