/** Handles the calls that back up everything and restore it: one at a time, with its progress, until it is stopped. */
import { existsSync, rmSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import type { BackupState, backupCalls } from '../../shared/contract/backup.ts';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Log } from '../../system/log.ts';
import type { Db } from '../database/connection.ts';
import { databaseProblem } from '../database/database-faults.ts';
import { restoredFolder } from '../database/restored.ts';
import { unpackBackup } from './restore.ts';
import { workFolder, writeBackup } from './write.ts';

/** The least time between two reports of the progress to the windows, in ms. */
const tellMs = 200;

interface Options {
  db: Db;
  dataFolder: string;
  modelFolder: string;
  home: string;
  version: string;
  /** The native dialog to save a file, if the shell has one; resolves with `null` if the user closes it. */
  pickExportFile?:
    | ((name: string, format: { name: string; extension: string }) => Promise<string | null>)
    | undefined;
  /** The native dialog to open a backup, which behaves alike. */
  pickBackup?: (() => Promise<string | null>) | undefined;
  /** Throws `Refusal` if the data folder is gone. */
  refuseIfGone: () => void;
  emit: Emit;
  log: Log;
}

export interface BackupRoom {
  calls: HandlersOf<typeof backupCalls>;
  /** Stops what runs; resolves when it no longer uses the data folder. */
  close(): Promise<void>;
}

/** Removes what an earlier run did not finish. */
export const openBackups = (options: Options): BackupRoom => {
  const { db, dataFolder, modelFolder, home, version, refuseIfGone, emit, log } = options;
  for (const folder of [workFolder(dataFolder), `${restoredFolder(dataFolder)}-unfinished`])
    rmSync(folder, { recursive: true, force: true });
  let state: BackupState | null = null;
  let running: { stop: AbortController; over: Promise<void> } | null = null;
  let toldAt = 0;
  const tell = (now: BackupState | null): void => {
    state = now;
    toldAt = performance.now();
    emit('backup.changed', { state });
  };
  const progress = (now: BackupState): void => {
    state = now;
    if (performance.now() - toldAt > tellMs) tell(now);
  };
  const begin = (first: BackupState, work: (signal: AbortSignal) => Promise<BackupState>): void => {
    if (running !== null) throw new Refusal('backup.is-running');
    const stop = new AbortController();
    tell(first);
    const run = async (): Promise<void> => {
      let last: BackupState;
      try {
        last = await work(stop.signal);
      } catch (error) {
        if (!stop.signal.aborted) log.error('a backup failed', error);
        const problem = stop.signal.aborted
          ? say('backup.stopped')
          : error instanceof Refusal
            ? error.told
            : (databaseProblem(error) ?? say('backup.failed'));
        last = { state: 'failed', problem };
      }
      running = null;
      tell(last);
    };
    running = { stop, over: run() };
  };
  const suggestedName = (): string => `hearth-backup-${new Date().toISOString().slice(0, 10)}`;

  return {
    calls: {
      backupState: () => ({ state, suggestedPath: join(home, `${suggestedName()}.zip`) }),
      backUp: async ({ path: given, withModels }) => {
        refuseIfGone();
        if (running !== null) throw new Refusal('backup.is-running');
        const path =
          given ??
          (await options.pickExportFile?.(`${suggestedName()}.zip`, { name: 'ZIP', extension: 'zip' })) ??
          null;
        if (path === null) return false;
        if (!isAbsolute(path)) throw new Refusal('backup.not-absolute');
        begin({ state: 'running', step: 'writing', doneBytes: 0, bytes: 0 }, async (signal) => ({
          state: 'written',
          ...(await writeBackup({
            db,
            dataFolder,
            modelFolder: withModels ? modelFolder : null,
            path,
            version,
            onProgress: (now) => progress({ state: 'running', ...now }),
            signal,
          })),
        }));
        return true;
      },
      pickBackup: () => {
        if (options.pickBackup === undefined) throw new Refusal('app.no-file-picker');
        return options.pickBackup();
      },
      restoreBackup: ({ path }) => {
        refuseIfGone();
        if (!isAbsolute(path)) throw new Refusal('backup.not-absolute');
        begin({ state: 'running', step: 'restoring', doneBytes: 0, bytes: 0 }, async (signal) => ({
          state: 'unpacked',
          name: basename(path),
          ...(await unpackBackup({
            dataFolder,
            path,
            onProgress: (now) => progress({ state: 'running', step: 'restoring', ...now }),
            signal,
          })),
        }));
      },
      stopBackup: () => {
        if (running !== null) return running.stop.abort();
        if (existsSync(restoredFolder(dataFolder)))
          rmSync(restoredFolder(dataFolder), { recursive: true, force: true });
        tell(null);
      },
    },
    close: async () => {
      running?.stop.abort();
      await running?.over;
    },
  };
};
