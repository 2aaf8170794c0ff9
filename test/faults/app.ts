/** Hearth in processes of its own, for trials that kill, freeze and starve them. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../main/system/paths.ts';
import {
  descendants,
  isAlive,
  launcher,
  startHostProcess,
  type HostProcess,
} from '../fixtures/host/host-process.ts';
import type { TestWindow } from '../fixtures/core/window.ts';

const faultsFolder = join(packageRoot, 'test', 'faults');
const scriptedHost = join(packageRoot, 'out', 'test', 'faults', 'scripted-host.js');

export interface StartOptions {
  folder: string;
  engine: 'scripted' | 'real';
  env?: NodeJS.ProcessEnv;
  /** A program and its arguments that start it. */
  through?: string[];
}

export interface App {
  host: HostProcess;
  window: TestWindow;
  engines(): number[];
  readers(): number[];
  /** Kills the host as `kill -9` would, and waits until its processes have ended, too. */
  kill(): Promise<void>;
  /** Ends it as the user does; resolves with its exit code. */
  quit(): Promise<number | null>;
}

/** Hearth did not start; `said` is all that it printed. */
export class NotStarted extends Error {
  readonly said: string;
  constructor(said: string) {
    super(said);
    this.said = said;
  }
}

export const startApp = async ({ folder, engine, env = {}, through = [] }: StartOptions): Promise<App> => {
  let host: HostProcess;
  try {
    host = await startHostProcess(
      ['--web', '--no-open', '--data', folder],
      // No models of other programs, and no build in the middle of a trial.
      { HOME: join(folder, '..', 'home'), HEARTH_NO_BUILD: '1', ...env },
      { through, entry: engine === 'real' ? launcher : scriptedHost },
    );
  } catch (error) {
    throw new NotStarted((error as Error).message);
  }
  const pid = host.child.pid!;
  const exited = new Promise<void>((resolve) => host.child.once('exit', () => resolve()));
  const own = (program: RegExp): number[] => descendants(pid).filter((one) => program.test(commandOf(one)));
  const window = await host.connect();
  return {
    host,
    window,
    engines: () => own(/engine[\w-]*(\/main|-process)\.js/),
    readers: () => own(/reader\/main\.js/),
    kill: async () => {
      const others = descendants(pid);
      host.child.kill('SIGKILL');
      await exited;
      for (const other of others) {
        // They end by themselves when the host is gone, unless they are frozen.
        const until = performance.now() + 2000;
        while (isAlive(other) && performance.now() < until) await pause(20);
        if (isAlive(other)) kill(other, 'SIGKILL');
      }
    },
    quit: async () => {
      const { code } = await host.end('SIGTERM');
      return code;
    },
  };
};

const commandOf = (pid: number): string => {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    // It has ended.
    return '';
  }
};

export const kill = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
};

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A clock that a trial can move; pass `env` to the app. */
export const movableClock = (folder: string): { env: NodeJS.ProcessEnv; move: (ms: number) => void } => {
  const file = join(folder, 'clock');
  writeFileSync(file, '0');
  return {
    env: { HEARTH_TEST_CLOCK: file, NODE_OPTIONS: `--import=${join(faultsFolder, 'clock-shim.mjs')}` },
    move: (ms) => writeFileSync(file, String(ms)),
  };
};

/** How the disk behaves: as it is, slow, full, broken, or read-only. */
export type DiskMode = '0' | 's' | 'f' | 'e' | 'r';

export interface FaultyDisk {
  env: NodeJS.ProcessEnv;
  be: (mode: DiskMode) => void;
}

let shim: string | null | undefined;

/** The compiled shim; `null` where there is no compiler. */
const diskShim = (): string | null => {
  if (shim !== undefined) return shim;
  if (process.platform !== 'linux') return (shim = null);
  const folder = mkdtempSync(join(tmpdir(), 'hearth-shim-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'disk.so');
  try {
    execFileSync('cc', ['-O2', '-fPIC', '-shared', '-o', path, join(faultsFolder, 'disk-shim.c'), '-ldl'], {
      stdio: 'ignore',
    });
  } catch {
    return (shim = null);
  }
  return (shim = existsSync(path) ? path : null);
};

/** Why a disk cannot be made faulty here; empty if it can. */
export const noFaultyDisk = (): string => (diskShim() === null ? 'needs Linux and a C compiler' : '');

/** A disk below `data` that a trial can make slow or broken; `folder` is for the trial's own files. */
export const faultyDisk = (folder: string, data: string): FaultyDisk => {
  const file = join(folder, 'disk-mode');
  writeFileSync(file, '0');
  return {
    env: { LD_PRELOAD: diskShim() ?? '', HEARTH_TEST_DISK: file, HEARTH_TEST_DISK_FOLDER: data },
    // In place, because the processes have mapped the file.
    be: (mode) => writeFileSync(file, mode, { flag: 'r+' }),
  };
};
