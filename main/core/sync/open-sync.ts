/** The sync folder while Hearth runs: when its rounds happen, and what the windows see of them. */
import { accessSync, constants, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { isAbsolute, relative, resolve } from 'node:path';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { syncCalls, SyncState } from '../../shared/contract/sync.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import type { Log } from '../../system/log.ts';
import type { Db } from '../database/connection.ts';
import { databaseProblem } from '../database/database-faults.ts';
import type { SyncedDocuments } from './collect.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import { hereIn, join } from './here.ts';
import type { Merged } from './merge.ts';
import { syncRound } from './round.ts';
import { segmentFiles } from './segments.ts';
import { selfIn } from './write-due.ts';

/** The first round, and those that follow, in ms. */
const firstMs = 5_000;
const everyMs = 30_000;

interface Options {
  db: Db;
  dataFolder: string;
  settings: KeptSettings;
  documents: SyncedDocuments;
  /** Rounds by themselves wait for running answers. */
  isBusy: () => boolean;
  /** Throws `Refusal` if the data folder is gone, because anything stored then would be lost. */
  refuseIfGone: () => void;
  /** Tells the windows and the engine of what was merged. */
  onMerged: (merged: Merged) => void;
  emit: Emit;
  log: Log;
  everyMs?: number | undefined;
}

export interface Sync {
  calls: HandlersOf<typeof syncCalls>;
  /** Resolves when no round uses the database any more. */
  close(): Promise<void>;
}

export const openSync = (options: Options): Sync => {
  const { db, dataFolder, settings, refuseIfGone, emit, log } = options;
  const closing = new AbortController();
  let running: Promise<void> | null = null;
  let now: Pick<SyncState, 'lastAt' | 'mergedChats' | 'machines' | 'waiting' | 'own' | 'problems'> = {
    lastAt: null,
    mergedChats: 0,
    machines: [],
    waiting: 0,
    own: { files: 0, bytes: 0 },
    problems: [],
  };
  const merged = new Set<string>();
  const state = (): SyncState => {
    const self = selfIn(db);
    return {
      isOn: self?.isOn ?? false,
      folder: self?.folder ?? null,
      name: self?.name ?? hostname(),
      isRunning: running !== null,
      ...now,
      missingDocuments: missingDocuments(db),
    };
  };
  const tell = (): SyncState => {
    const sync = state();
    emit('sync.changed', { sync });
    return sync;
  };

  const round = async (): Promise<void> => {
    const self = selfIn(db);
    if (self === null || !self.isOn) return;
    const problem = folderProblem(self.folder, dataFolder);
    if (problem !== null) {
      now = { ...now, problems: [problem] };
      return;
    }
    try {
      refuseIfGone();
      const result = await syncRound({
        here: hereIn(db, () => settings.now, Date.now, options.documents),
        onMerged: async (some) => {
          for (const id of some.chats) merged.add(id);
          if (Object.keys(some.settings).length > 0)
            await settings.calls.changeSettings(some.settings, { receivedAt: performance.now() });
          options.onMerged(some);
        },
        signal: closing.signal,
      });
      const { machine } = selfIn(db)!;
      const own = (await segmentFiles(self.folder)).filter(({ path }) => path.startsWith(`${machine}/`));
      result.machines.delete(machine);
      now = {
        lastAt: Date.now(),
        mergedChats: merged.size,
        machines: [...new Set([...now.machines, ...result.machines.values()])].toSorted(),
        waiting: result.waiting,
        own: { files: own.length, bytes: own.reduce((sum, { bytes }) => sum + bytes, 0) },
        problems: result.problems,
      };
    } catch (error) {
      log.error('the sync folder was not merged', error);
      const told =
        error instanceof Refusal
          ? error.told
          : (databaseProblem(error) ??
            say('sync.failed', { reason: (error as NodeJS.ErrnoException).code ?? 'error' }));
      now = { ...now, problems: [told] };
    }
  };
  /** One round at a time; one that is asked for while another runs is that one. */
  const run = (): Promise<void> => {
    if (closing.signal.aborted) return Promise.resolve();
    if (running !== null) return running;
    running = round().finally(() => {
      running = null;
      if (!closing.signal.aborted) tell();
    });
    tell();
    return running;
  };
  const look = (): void => {
    const isDue = selfIn(db)?.isOn === true && !options.isBusy();
    if (isDue) void run().catch((error: unknown) => log.error('a round of syncing failed', error));
  };
  const first = setTimeout(look, firstMs).unref();
  const timer = setInterval(look, options.everyMs ?? everyMs).unref();

  return {
    calls: {
      syncState: state,
      startSync: async ({ folder, name }) => {
        refuseIfGone();
        const problem = folderProblem(folder, dataFolder);
        if (problem !== null) throw Refusal.of(problem);
        // The running round may use another folder.
        await running;
        join(db, resolve(folder), name);
        now = { ...now, machines: [], problems: [] };
        await run();
        return state();
      },
      stopSync: async () => {
        db.prepare('UPDATE sync_self SET is_on = 0').run();
        await running;
        return tell();
      },
      syncNow: async () => {
        if (selfIn(db)?.isOn !== true) throw new Refusal('sync.off');
        await running;
        await run();
        return state();
      },
    },
    close: async () => {
      closing.abort();
      clearTimeout(first);
      clearInterval(timer);
      await running;
    },
  };
};

/** Why a folder cannot be used; `null` if it can. */
const folderProblem = (folder: string, dataFolder: string): Told | null => {
  if (!isAbsolute(folder)) return say('sync.not-absolute');
  const inside = relative(resolve(dataFolder), resolve(folder));
  if (inside === '' || !(inside.startsWith('..') || isAbsolute(inside))) return say('sync.in-data-folder');
  try {
    if (!statSync(folder).isDirectory()) return say('sync.no-folder', { folder });
    accessSync(folder, constants.R_OK | constants.W_OK);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? say('sync.no-folder', { folder })
      : say('sync.cannot-write', { folder, reason: code ?? 'error' });
  }
};

/** The most names that a window shows. */
const mostNames = 20;

const missingDocuments = (db: Db): string[] =>
  (
    db
      .prepare(
        `SELECT DISTINCT json_extract(iif(json_valid(data), data, '{}'), '$.name') AS name FROM parts
         WHERE kind = 'document' AND NOT EXISTS (
           SELECT 1 FROM documents WHERE documents.id = json_extract(iif(json_valid(data), data, '{}'), '$.documentId'))
         LIMIT ${mostNames}`,
      )
      .all() as { name: unknown }[]
  ).map(({ name }) => String(name ?? ''));
