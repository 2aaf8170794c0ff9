/** Repairs a damaged database: it is set aside, never removed, and everything readable is copied to a new one. */
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { Told } from '../../shared/words/told.ts';
import { chatTexts } from '../../shared/words/chats.ts';
import { say } from '../../shared/words/catalogue.ts';
import { freeBytesNow } from '../../system/disk-space.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { backupsIn } from './backups.ts';
import { openConnection } from './connection.ts';
import { checkPath, createDatabase, databasePath } from './database.ts';
import { isLogForeign } from './log-frames.ts';
import { salvage } from './salvage.ts';

/**
 * The suffixes of the files of a database: SQLite's log, the index of the log and the database itself. The database is renamed
 * last, so that an attempt that was cut short is repeated with the same new names (`freePath`).
 */
const parts = ['-wal', '-shm', ''];

const salvagedPath = (dataFolder: string): string => join(dataFolder, 'hearth.db-salvaged');

/**
 * Puts the salvaged database in the place of the damaged one and returns what the user is told; `null` if there is no salvaged
 * database. The salvaged database is complete by then, so this can be repeated if Hearth ended in the middle of it.
 */
export const finishRepair = (dataFolder: string): Told | null => {
  const salvaged = salvagedPath(dataFolder);
  const found = statSync(salvaged, { throwIfNoEntry: false });
  if (found === undefined) return null;
  const path = databasePath(dataFolder);
  // This date is the same in each attempt, and so is the name.
  const aside = freePath(dataFolder, found.mtime);
  for (const part of parts) if (existsSync(path + part)) renameSync(path + part, aside + part);
  rmSync(checkPath(path), { force: true });
  renameSync(salvaged, path);
  return say('database.repaired', { folder: dataFolder, aside: basename(aside), ...countIn(path) });
};

/** The numbers of chats, of messages, and of messages that are only a note in the place of a lost one, in the database at `path`. */
const countIn = (path: string): { chats: number; messages: number; lost: number } => {
  const db = openConnection(path);
  try {
    return db
      .prepare(
        `SELECT chats, messages - lost AS messages, lost FROM (SELECT (SELECT count(*) FROM chats) AS chats,
           (SELECT count(*) FROM messages) AS messages, (SELECT count(*) FROM parts WHERE text = ?) AS lost)`,
      )
      .get(chatTexts.lostMessage) as { chats: number; messages: number; lost: number };
  } finally {
    db.close();
  }
};

/** Renames whatever has the name of the database but is not a file, and returns what the user is told; otherwise `null`. */
export const moveAside = (dataFolder: string): Told | null => {
  const path = databasePath(dataFolder);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return null;
  const aside = freePath(dataFolder, new Date());
  renameSync(path, aside);
  return say('database.moved-aside', { folder: dataFolder, aside: basename(aside) });
};

/** Renames the log beside the database if it is that of another one, so that SQLite does not take it. */
export const moveForeignLog = (dataFolder: string): void => {
  const path = databasePath(dataFolder);
  if (isLogForeign(path)) renameSync(`${path}-wal`, `${freePath(dataFolder, new Date())}-wal`);
};

const freePath = (dataFolder: string, now: Date): string => {
  const name = `hearth-damaged-${now.toISOString().slice(0, 10)}`;
  for (let number = 1; ; number++) {
    const path = join(dataFolder, `${name}${number === 1 ? '' : `-${number}`}.db`);
    if (!existsSync(path)) return path;
  }
};

/**
 * Salvages the damaged database, sets it aside and returns what the user is told. Throws `Refusal` if this is not possible; the
 * damaged file is then left as it is.
 */
export const repair = (dataFolder: string): Told => {
  const path = databasePath(dataFolder);
  const bytes = parts.reduce((sum, part) => sum + sizeOf(path + part), 0);
  const needed = 3 * bytes + 4 * 1024 ** 2;
  if (freeBytesNow(dataFolder) < needed) throw new Refusal('database.repair-needs-space', { path, needed });
  // The repair works on a copy, because reading merges SQLite's log into the file.
  const copy = join(dataFolder, 'hearth.db-copy');
  const withoutLog = join(dataFolder, 'hearth.db-without-log');
  const unfinished = join(dataFolder, 'hearth.db-unfinished');
  const clear = (): void => {
    for (const file of [copy, withoutLog, unfinished])
      for (const part of [...parts, '-log']) rmSync(file + part, { force: true });
  };
  clear();
  const copies = backupsIn(dataFolder);
  const target = createDatabase(unfinished);
  try {
    for (const part of ['', '-wal'])
      if (existsSync(path + part)) copyFileSync(path + part, copy + part, constants.COPYFILE_FICLONE);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-log`, constants.COPYFILE_FICLONE);
    // Its log can be what damaged it.
    if (existsSync(path)) copyFileSync(path, withoutLog, constants.COPYFILE_FICLONE);
    salvage(target, copy, `${copy}-log`, [withoutLog, ...copies]);
  } finally {
    target.close();
  }
  const file = openSync(unfinished, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(unfinished, salvagedPath(dataFolder));
  clear();
  try {
    return finishRepair(dataFolder)!;
  } catch (error) {
    throw new Refusal('database.repaired-aside', { path }, { cause: error });
  }
};

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
