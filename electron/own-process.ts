/** Starts Hearth's other processes as utility processes of Electron, which only its main process can do. */
import { app, MessageChannelMain, utilityProcess, type MessagePortMain } from 'electron';
import { engineEnvironment } from '../main/core/engines/llama/environment.ts';
import { desktopWords } from '../main/shared/words/desktop.ts';
import { logOutput, type Log } from '../main/system/log.ts';
import type { OwnProcess } from '../main/system/own-process.ts';
import { coreEntry, engineEntry, readerEntry } from '../main/system/paths.ts';
import { processOverPort } from '../main/system/process-over-port.ts';

const programs = {
  core: { entry: coreEntry, serviceName: () => desktopWords.coreProcess, env: () => null },
  engine: {
    entry: engineEntry,
    serviceName: () => desktopWords.engineProcess,
    env: () => engineEnvironment(process.env),
  },
  reader: { entry: readerEntry, serviceName: () => desktopWords.readerProcess, env: () => null },
};

export interface ForkedProcess {
  post(message: unknown, ports: MessagePortMain[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** `how` describes the exit for the log. */
  onExit(listener: (how: string) => void): void;
  /** Kills the process at once, also before it has started. */
  kill(): void;
}

/** Only when Electron is ready. */
export const forkProgram = (name: keyof typeof programs, log: Log): ForkedProcess => {
  const { entry, serviceName, env } = programs[name];
  const given = env();
  const child = utilityProcess.fork(entry, [], {
    ...(given === null ? {} : { env: given }),
    serviceName: serviceName(),
    stdio: 'pipe',
  });
  logOutput(log, name, child.stdout, child.stderr);
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
    post: (message, ports) => child.postMessage(message, ports),
    onMessage: (listener) => void child.on('message', listener),
    // On POSIX, the code from waitpid, which includes the number of a signal. `logLostProcesses` logs the reason.
    onExit: (listener) => void child.on('exit', (code) => listener(`exit code ${code}`)),
    kill,
  };
};

/** Starts a program that speaks over a port; the caller passes the other end of the port to the core. */
export const forkWithPort = (
  name: 'engine' | 'reader',
  log: Log,
): { forked: ForkedProcess; port: MessagePortMain } => {
  const forked = forkProgram(name, log);
  const { port1, port2 } = new MessageChannelMain();
  forked.post(null, [port1]);
  return { forked, port: port2 };
};

/** The same for this process itself. */
export const spawnProcess = <To, From>(name: 'engine' | 'reader', log: Log): OwnProcess<To, From> => {
  const { forked, port } = forkWithPort(name, log);
  const over = processOverPort<To, From>(forked.kill);
  over.started(port);
  forked.onExit(over.exited);
  return over.process;
};

/** Logs why a process of Electron ended if it was not a clean exit; Hearth's own processes are among them. */
export const logLostProcesses = (log: Log): void => {
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
    // A reader is killed when it is done; the core logs one that ends by itself.
    if (reason !== 'clean-exit' && name !== desktopWords.readerProcess)
      log.warn(`the ${name ?? type} process is gone: ${reason}, exit code ${exitCode}`);
  });
};
