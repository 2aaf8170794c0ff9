/**
 * Keeps dated copies of the database in case it is damaged. When the user deletes something for good, all copies are removed,
 * and a new one is made at the next check.
 */
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { diskReserveBytes, freeBytesNow } from '../../system/disk-space.ts';
import type { Log } from '../../system/log.ts';
import type { Db } from './connection.ts';
import { databasePath } from './database.ts';
import { copyDatabase } from './live-copy.ts';

const mostCopies = 2;
const ageMs = 7 * 86_400_000;
/** A larger database is not copied: it would take minutes of a disk and of a processor core. In bytes. */
const largestBytes = 4 * 1024 ** 3;

const folderOf = (dataFolder: string): string => join(dataFolder, 'backups');

const nameOn = (date: Date): string => `hearth-${date.toISOString().slice(0, 10)}.db`;

/** The path of a copy while it is written. */
const unfinishedIn = (dataFolder: string): string => join(folderOf(dataFolder), 'unfinished');

/** The paths of the copies, newest first. Copies of a future date are the oldest: they were made before the clock was set back. */
export const backupsIn = (dataFolder: string): string[] => {
  try {
    const names = readdirSync(folderOf(dataFolder))
      .filter((name) => /^hearth-\d{4}-\d\d-\d\d\.db$/.test(name))
      .toSorted()
      .toReversed();
    const today = nameOn(new Date());
    return [...names.filter((name) => name <= today), ...names.filter((name) => name > today)].map((name) =>
      join(folderOf(dataFolder), name),
    );
  } catch {
    return [];
  }
};

/**
 * Whether a copy is due and fits the disk: the newest one is a week old, or it is dated a week ahead because the clock was set
 * back.
 */
const isBackupDue = (dataFolder: string, now = Date.now()): boolean => {
  const bytes = statSync(databasePath(dataFolder)).size;
  // A copy is written twice (live-copy.ts).
  const needed = (mostCopies + 1) * bytes + diskReserveBytes;
  if (bytes > largestBytes || freeBytesNow(dataFolder) < needed) return false;
  const [newest] = backupsIn(dataFolder);
  return newest === undefined || Math.abs(now - statSync(newest).mtimeMs) >= ageMs;
};

/** How often `dropBackups` was called. */
let drops = 0;

/** Copies the whole database and removes the oldest copies. Rejects with the error of SQLite or the file system. */
export const makeBackup = async (
  db: Db,
  dataFolder: string,
  now = new Date(),
  signal?: AbortSignal,
): Promise<void> => {
  const folder = folderOf(dataFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unfinished = unfinishedIn(dataFolder);
  removeUnfinished(dataFolder);
  const dropsBefore = drops;
  try {
    await copyDatabase(db, unfinished, signal);
  } catch (error) {
    removeUnfinished(dataFolder);
    throw error;
  }
  // It has what was deleted meanwhile.
  if (drops !== dropsBefore) return removeUnfinished(dataFolder);
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, join(folder, nameOn(now)));
  for (const path of backupsIn(dataFolder).slice(mostCopies)) rmSync(path, { force: true });
};

/** With the copy that it is made from, and SQLite's files beside them. */
const removeUnfinished = (dataFolder: string): void => {
  const unfinished = unfinishedIn(dataFolder);
  for (const path of [unfinished, `${unfinished}-raw`])
    for (const part of ['', '-wal', '-shm', '-journal']) rmSync(path + part, { force: true });
};

/** Removes all copies, also an unfinished one, because they contain data that was deleted from the database. */
export const dropBackups = (dataFolder: string): void => {
  drops += 1;
  removeUnfinished(dataFolder);
  for (const path of backupsIn(dataFolder)) rmSync(path, { force: true });
};

/** The first check runs when the start is over; later checks run every six hours. In ms. */
const firstLookMs = 60_000;
const lookMs = 6 * 3_600_000;

export interface Backups {
  /** Makes a copy if one is due and Hearth is idle. A failure is only logged. */
  look(): Promise<void>;
  /** Stops a copy that is being made; resolves when nothing uses the database any more. */
  close(): Promise<void>;
}

export const keepBackups = (db: Db, dataFolder: string, isIdle: () => boolean, log: Log): Backups => {
  const end = new AbortController();
  let running: Promise<void> | null = null;
  const make = async (): Promise<void> => {
    try {
      if (isIdle() && isBackupDue(dataFolder)) await makeBackup(db, dataFolder, new Date(), end.signal);
    } catch (error) {
      if (!end.signal.aborted) log.error('the database was not copied', error);
    }
  };
  const look = (): Promise<void> =>
    (running ??= make().finally(() => {
      running = null;
    }));
  const first = setTimeout(() => void look(), firstLookMs).unref();
  const timer = setInterval(() => void look(), lookMs).unref();
  return {
    look,
    close: async () => {
      clearTimeout(first);
      clearInterval(timer);
      end.abort();
      await running;
    },
  };
};
