/** Starts the engine as a child process of the Node host. */
import { fork } from 'node:child_process';
import { engineEnvironment } from '../core/engines/llama/environment.ts';
import type { FromEngine } from '../shared/engine/protocol.ts';
import type { EngineProcess } from '../core/engines/llama/engine-process.ts';
import { logOutput, type Log } from '../system/log.ts';
import { engineEntry } from '../system/paths.ts';

export const spawnEngine = (log: Log): EngineProcess => {
  const child = fork(engineEntry, [], {
    env: engineEnvironment(process.env),
    // Ctrl-C in a terminal reaches the whole process group; the host ends the engine itself when the chats are stored.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  logOutput(log, 'engine', child.stdout, child.stderr);

  const exitListeners: ((how: string) => void)[] = [];
  let exited: string | null = null;
  const onExit = (how: string): void => {
    if (exited !== null) return;
    exited = how;
    for (const listener of exitListeners) listener(how);
  };
  child.on('exit', (code, signal) => onExit(signal === null ? `exit code ${code}` : `signal ${signal}`));
  child.on('error', (error) => {
    // Failing to send to a process that has just died is reported as its exit.
    if (child.pid === undefined) onExit(`it could not be started: ${error.message}`);
  });

  return {
    post: (message) => {
      if (child.connected) child.send(message);
    },
    onMessage: (listener) => {
      child.on('message', (message) => listener(message as FromEngine));
    },
    onExit: (listener) => {
      if (exited === null) exitListeners.push(listener);
      else listener(exited);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
};
