/** What is done with a damaged database: it is set aside, never removed, and what can be read of it goes into a new one. */
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
import { say } from '../../shared/words/catalogue.ts';
import { freeBytesNow } from '../../system/disk-space.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { backupsIn } from './backups.ts';
import { checkPath, createDatabase, databasePath } from './database.ts';
import { salvage } from './salvage.ts';

/** SQLite's files beside a database, by what is added to its name. */
const parts = ['', '-wal', '-shm'];

const salvagedPath = (dataFolder: string): string => join(dataFolder, 'hearth.db-salvaged');

/**
 * Puts a database that was saved from a damaged one in its place; does nothing if there is none. It is one whole file by
 * then, so this can be done again after Hearth ended in the middle of it.
 */
export const finishRepair = (dataFolder: string, now = new Date()): string | null => {
  const salvaged = salvagedPath(dataFolder);
  if (!existsSync(salvaged)) return null;
  const path = databasePath(dataFolder);
  const aside = freePath(dataFolder, now);
  for (const part of parts) if (existsSync(path + part)) renameSync(path + part, aside + part);
  rmSync(checkPath(path), { force: true });
  renameSync(salvaged, path);
  return aside;
};

/** Renames what is in the database's place and is no file, and returns what the user is told; else `null`. */
export const moveAside = (dataFolder: string): Told | null => {
  const path = databasePath(dataFolder);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return null;
  const aside = freePath(dataFolder, new Date());
  renameSync(path, aside);
  return say('database.moved-aside', { folder: dataFolder, aside: basename(aside) });
};

const freePath = (dataFolder: string, now: Date): string => {
  const name = `hearth-damaged-${now.toISOString().slice(0, 10)}`;
  for (let number = 1; ; number++) {
    const path = join(dataFolder, `${name}${number === 1 ? '' : `-${number}`}.db`);
    if (!existsSync(path)) return path;
  }
};

/**
 * Sets the damaged database aside and returns what the user is told. Throws `Refusal` where that cannot be done;
 * the damaged file is left as it is then.
 */
export const repair = (dataFolder: string): Told => {
  const path = databasePath(dataFolder);
  const bytes = parts.reduce((sum, part) => sum + sizeOf(path + part), 0);
  const needed = 2 * bytes + 4 * 1024 ** 2;
  if (freeBytesNow(dataFolder) < needed) throw new Refusal('database.repair-needs-space', { path, needed });
  // Work on a copy: reading moves SQLite's log into the file.
  const copy = join(dataFolder, 'hearth.db-copy');
  const unfinished = join(dataFolder, 'hearth.db-unfinished');
  const clear = (): void => {
    for (const file of [copy, unfinished])
      for (const part of [...parts, '-log']) rmSync(file + part, { force: true });
  };
  clear();
  const copies = backupsIn(dataFolder);
  const target = createDatabase(unfinished);
  let saved;
  try {
    for (const part of ['', '-wal'])
      if (existsSync(path + part)) copyFileSync(path + part, copy + part, constants.COPYFILE_FICLONE);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-log`, constants.COPYFILE_FICLONE);
    saved = salvage(target, copy, `${copy}-log`, copies);
  } finally {
    target.close();
  }
  const file = openSync(unfinished, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(unfinished, salvagedPath(dataFolder));
  clear();
  let aside: string;
  try {
    aside = finishRepair(dataFolder)!;
  } catch (error) {
    throw new Refusal('database.repaired-aside', { path }, { cause: error });
  }
  return say('database.repaired', {
    folder: dataFolder,
    aside: basename(aside),
    messages: saved.messages,
    chats: saved.chats,
  });
};

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
