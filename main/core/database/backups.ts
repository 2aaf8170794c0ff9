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

const mostCopies = 2;
const ageMs = 7 * 86_400_000;
/** A larger database is not copied, because copying blocks the process for about 2 ms per MB. In bytes. */
const largestBytes = 512 * 1024 ** 2;

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
  if (bytes > largestBytes || freeBytesNow(dataFolder) < mostCopies * bytes + diskReserveBytes) return false;
  const [newest] = backupsIn(dataFolder);
  return newest === undefined || Math.abs(now - statSync(newest).mtimeMs) >= ageMs;
};

/** Copies the whole database and removes the oldest copies. Throws the error of SQLite or the file system. */
export const makeBackup = (db: Db, dataFolder: string, now = new Date()): void => {
  const folder = folderOf(dataFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unfinished = unfinishedIn(dataFolder);
  rmSync(unfinished, { force: true });
  db.prepare('VACUUM INTO ?').run(unfinished);
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, join(folder, nameOn(now)));
  for (const path of backupsIn(dataFolder).slice(mostCopies)) rmSync(path, { force: true });
};

/** Removes all copies, also an unfinished one, because they contain data that was deleted from the database. */
export const dropBackups = (dataFolder: string): void => {
  for (const path of [unfinishedIn(dataFolder), ...backupsIn(dataFolder)]) rmSync(path, { force: true });
};

/** Overwrites what was deleted from the database: its pages are overwritten already, but its log has them until it is emptied. */
export const emptyLog = (db: Db): void => {
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // The disk is full or fails, or another program reads the database: the log is emptied when Hearth ends.
  }
};

/** The first check runs when the start is over; later checks run every six hours. In ms. */
const firstLookMs = 60_000;
const lookMs = 6 * 3_600_000;

export interface Backups {
  /** Makes a copy if one is due and Hearth is idle. A failure is only logged. */
  look(): void;
  close(): void;
}

export const keepBackups = (db: Db, dataFolder: string, isIdle: () => boolean, log: Log): Backups => {
  const look = (): void => {
    try {
      if (isIdle() && isBackupDue(dataFolder)) makeBackup(db, dataFolder);
    } catch (error) {
      log.error('the database was not copied', error);
    }
  };
  const first = setTimeout(look, firstLookMs).unref();
  const timer = setInterval(look, lookMs).unref();
  return {
    look,
    close: () => {
      clearTimeout(first);
      clearInterval(timer);
    },
  };
};
