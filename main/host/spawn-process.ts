/** Starts Hearth's other processes as child processes of the Node host. */
import { fork } from 'node:child_process';
import { logOutput, type Log } from '../system/log.ts';
import type { OwnProcess } from '../system/own-process.ts';

/** Runs the program `entry`; `name` is its name in the log. */
export const spawnProcess = <To, From>(
  entry: string,
  name: string,
  env: NodeJS.ProcessEnv,
  log: Log,
): OwnProcess<To, From> => {
  const child = fork(entry, [], {
    env,
    // Ctrl-C in a terminal reaches the whole process group; the host ends its processes itself when the chats are stored.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  logOutput(log, name, child.stdout, child.stderr);

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
      if (child.connected) child.send(message as object);
    },
    onMessage: (listener) => {
      child.on('message', (message) => listener(message as From));
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
