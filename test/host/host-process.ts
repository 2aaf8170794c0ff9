/** Hearth as the user starts it: `npm start -- --web` in a process of its own, and a window over its WebSocket. */
import { spawn, execFileSync, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { WebSocket } from 'ws';
import { packageRoot } from '../../main/paths.ts';
import type { Port } from '../../main/rpc/port.ts';
import { openWindow, type TestWindow } from '../contract/window.ts';

export const launcher = join(packageRoot, 'main', 'launch', 'start.mjs');

export interface HostProcess {
  child: ChildProcess;
  url: string;
  /** Everything that it printed. */
  output: () => string;
  /** Opens a WebSocket as the page does. */
  connect: () => Promise<TestWindow>;
  /** The engine's process ids. */
  engines: () => number[];
  /** Ends it and tells how long that took, in ms, and how it ended. */
  end: (signal: NodeJS.Signals) => Promise<{ ms: number; code: number | null }>;
}

/**
 * Starts the host and waits for its ready line. Rejects with what it printed when it ends first. `through`: a program, and
 * its arguments, that starts it and lets it be the child of this process.
 */
export const startHostProcess = (
  args: string[],
  env: NodeJS.ProcessEnv = {},
  through: string[] = [],
): Promise<HostProcess> => {
  // At the usual port several tests would share an origin.
  const port = args.includes('--port') ? [] : ['--port', '0'];
  const [program, ...rest] = [...through, process.execPath, launcher, ...args, ...port];
  return whenReady(
    spawn(program!, rest, {
      env: { ...process.env, ...noDisplay, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
};

/** The same by `npm start` as in a terminal: npm, its shell and Hearth are a process group of their own. */
export const startThroughNpm = (args: string[]): Promise<HostProcess> =>
  whenReady(
    spawn('npm', ['start', '--', ...args], {
      cwd: packageRoot,
      env: { ...process.env, ...noDisplay },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    }),
  );

const noDisplay = { DISPLAY: '', WAYLAND_DISPLAY: '' };

const whenReady = async (child: ChildProcessByStdio<null, Readable, Readable>): Promise<HostProcess> => {
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (data: Buffer): void => {
      output += data.toString();
      const found = /Hearth is ready at (\S+)/.exec(output);
      if (found) resolve(found[1]!);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', () => reject(new Error(output)));
  });
  return {
    child,
    url,
    output: () => output,
    connect: async () => openWindow(await openSocketPort(url)),
    engines: () => children(child.pid!),
    end: (signal) =>
      new Promise((resolve) => {
        const startedAt = performance.now();
        child.on('exit', (code) => resolve({ ms: performance.now() - startedAt, code }));
        child.kill(signal);
      }),
  };
};

const children = (pid: number): number[] => {
  try {
    return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);
  } catch {
    // None.
    return [];
  }
};

/** The processes that came of it, itself left out. */
export const descendants = (pid: number): number[] =>
  children(pid).flatMap((child) => [child, ...descendants(child)]);

const openSocketPort = (url: string): Promise<Port> => {
  const { host, searchParams } = new URL(url);
  const socket = new WebSocket(`ws://${host}/port?token=${searchParams.get('token')!}`, {
    origin: `http://${host}`,
  });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () =>
      resolve({
        post: (message) => socket.send(JSON.stringify(message)),
        onMessage: (listener) =>
          void socket.on('message', (data: Buffer) => listener(JSON.parse(data.toString()))),
        onClose: (listener) => void socket.on('close', listener),
        close: () => socket.close(),
      }),
    );
  });
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Waits until `condition` holds; fails after `ms`. */
export const eventually = async (condition: () => boolean, ms = 3000): Promise<void> => {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`did not happen within ${ms} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
