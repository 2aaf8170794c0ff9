/** What a shell passes to the core, and what it gets back. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { DesktopNews } from '../shared/desktop/news.ts';
import type { Engine } from '../shared/engine/engine.ts';
import type { Port } from '../shared/rpc/port.ts';
import type { Log } from '../system/log.ts';
import { catalogueFile, packageRoot } from '../system/paths.ts';
import { sourceIn } from './updates/source.ts';
import { isOnBattery, knowsPower } from '../system/power.ts';
import type { Api, ForcedApi } from './api/open-api.ts';
import type { ApiDialects } from './api/dialects.ts';
import { presetRestMs } from './chats/preset-states.ts';
import type { SpawnReader } from './documents/reader-process.ts';
import type { SpawnEngine } from './engines/llama/engine-process.ts';
import type { KeyStore } from './network/token.ts';
import { windowGraceMs } from './open-windows.ts';
import type { UpdateSource } from '../shared/updates/feed.ts';
import type { ProgramInstaller, UpdatesOptions } from './updates/open-updates.ts';
import type { ExportJob } from './transfer/export.ts';
import type { ImportDependencies } from './transfer/import.ts';

export interface CoreOptions {
  /** The folder with all data, which the shell has already claimed; see `claimDataFolder`. */
  dataFolder: string;
  starterModel: string;
  version: string;
  shell: 'window' | 'browser';
  spawnEngine: SpawnEngine;
  spawnReader: SpawnReader;
  /** False: no model is loaded until one is asked for, as for a single command. True by default. */
  loadsFirst?: boolean;
  /** Opens another engine instead of llama.cpp's. */
  openEngine?: (log: Log) => Engine;
  /** The native file picker, if the shell has one; resolves with `null` if the user closes it. */
  pickModelFile?: () => Promise<string | null>;
  /** The native folder picker, which behaves alike. */
  pickFolder?: () => Promise<string | null>;
  /** The native dialog to save an exported file, as above; without it, the window downloads exports from its host. */
  pickExportFile?: (name: string, format: { name: string; extension: string }) => Promise<string | null>;
  /** The native dialog to open a backup, which behaves as the others. */
  pickBackup?: () => Promise<string | null>;
  /** Ends Hearth and starts it again, if the shell can do that. */
  restart?: () => Promise<void>;
  /** Reads exports for an import; in a thread by default. */
  readImports?: ImportDependencies['read'];
  /** Moves files to the system's bin; rejects if that is not possible. */
  moveToBin?: (paths: string[]) => Promise<void>;
  /** The user's folder and environment, in which models of other programs are looked for; by default those of this process. */
  home?: string;
  env?: NodeJS.ProcessEnv;
  /** The system's key store, if the shell has one. */
  keyStore?: KeyStore | null;
  /** The languages of the system as BCP 47 tags, the most wanted one first; English by default. */
  systemLanguages?: readonly string[];
  /** Called when the language of the core's texts has changed. */
  onLanguage?: () => void;
  /** Called with what the desktop shell shows outside its windows. */
  onDesktop?: (news: DesktopNews) => void;
  /** Whether the machine runs on battery, if the shell knows; by default the operating system is asked. */
  isOnBattery?: () => boolean;
  /** Time without a connected window in ms after which Hearth assumes that nobody is reading; a minute by default. */
  windowGraceMs?: number;
  /** Replaces the program by another version of it; absent if it cannot be replaced. */
  installer?: ProgramInstaller | null;
  /** Where new versions are looked for; by default what package.json says. */
  updateSource?: UpdateSource | null;
  /** When a new version tests itself, and when new versions are looked for; see updates/open-updates.ts. */
  updatePauses?: Pick<UpdatesOptions, 'testAfterMs' | 'checkAfterMs' | 'checkEveryMs'>;
  /** The server for other programs runs, whatever the settings say. */
  api?: ForcedApi;
  /** What that server speaks; all dialects by default. */
  apiDialects?: ApiDialects;
  /** The time that requests of programs have to end when the user needs their own model back, in ms; see engines/lent-model.ts. */
  programsEndMs?: number;
  /** The pause before presets are processed in idle time, in ms; see chats/preset-states.ts. */
  presetRestMs?: number;
  log: Log;
}

/** `options` with defaults for whatever the shell leaves out. */
export const withDefaults = (options: CoreOptions) => ({
  platform: process.platform,
  env: process.env,
  home: homedir(),
  keyStore: null,
  moveToBin: null,
  isOnBattery,
  /** Whether `isOnBattery` is more than an assumption. */
  knowsPower: options.isOnBattery !== undefined || knowsPower(),
  windowGraceMs,
  presetRestMs,
  installer: null,
  updateSource: sourceIn(packageRoot),
  ...options,
  catalogueFile,
  modelFolder: join(options.dataFolder, 'models'),
});

export interface Core {
  /** Serves a window over `port`. */
  connect(port: Port): void;
  /** The export that a window asked for under this name, once; `null` if there is none. */
  download(ticket: string): ExportJob | null;
  /** Receives a file that a window announced under this name; false if it did not. Throws `Refusal` if it ends early. */
  upload(ticket: string, body: Readable): Promise<boolean>;
  /** The server for other programs. */
  api: Pick<Api, 'status' | 'listen' | 'answer' | 'setKey' | 'finish'>;
  /**
   * The machine is about to sleep: measurements end and nothing is read in idle time. Or it has woken up: what was held back continues,
   * and downloads over new connections, because those of before are dead although nothing says so.
   */
  sleeps(isAsleep: boolean): void;
  /** Called after an error that nothing caught: writes a crash report, stores the running answers and tells every window. */
  failed(error?: unknown): void;
  /** Stores running answers and ends the engine; resolves when everything is closed. */
  close(): Promise<void>;
}
