/** What a shell gives to the core, and gets. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../shared/engine/engine.ts';
import type { Port } from '../shared/rpc/port.ts';
import type { Log } from '../system/log.ts';
import { catalogueFile } from '../system/paths.ts';
import { isOnBattery } from '../system/power.ts';
import type { SpawnEngine } from './engines/llama/engine-process.ts';
import type { KeyStore } from './network/token.ts';
import { windowGraceMs } from './open-windows.ts';

export interface CoreOptions {
  /** Already claimed, see `claimDataFolder`. */
  dataFolder: string;
  starterModel: string;
  version: string;
  shell: 'window' | 'browser';
  spawnEngine: SpawnEngine;
  /** Another engine than llama.cpp's. */
  openEngine?: (log: Log) => Engine;
  /** The native file picker, where the shell has one; `null` when the user closes it. */
  pickModelFile?: () => Promise<string | null>;
  /** The native folder picker, as above. */
  pickFolder?: () => Promise<string | null>;
  /** Moves files to the system's bin; rejects where that cannot be done. */
  moveToBin?: (paths: string[]) => Promise<void>;
  /** The user's folder and environment, by which other programs' models are found; the process' own by default. */
  home?: string;
  env?: NodeJS.ProcessEnv;
  /** The system's store of secrets, where the shell has one. */
  keyStore?: KeyStore | null;
  /** Where the shell knows; else what the operating system says. */
  isOnBattery?: () => boolean;
  /** How long no window must be connected before Hearth takes it that nobody reads; about a minute by default. */
  windowGraceMs?: number;
  log: Log;
}

/** What a shell leaves out is as on any machine. */
export const withDefaults = (options: CoreOptions) => ({
  platform: process.platform,
  env: process.env,
  home: homedir(),
  keyStore: null,
  moveToBin: null,
  isOnBattery,
  windowGraceMs,
  ...options,
  catalogueFile,
  modelFolder: join(options.dataFolder, 'models'),
});

export interface Core {
  /** Serves a window over `port`. */
  connect(port: Port): void;
  /** Something failed that nothing caught: stores the running answers and tells every window. */
  failed(): void;
  /** Stores what runs and ends the engine; resolves when nothing is left. */
  close(): Promise<void>;
}
