/** The folder with all data of the user, and the lock that keeps two Hearths from writing there at once. */
import { chmodSync, mkdirSync, renameSync, statSync, truncateSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'libsql';
import { Refusal } from '../shared/rpc/refusal.ts';

export interface DataFolder {
  path: string;
  release: () => void;
}

/**
 * Creates the folder, readable only by its owner, and locks it. The lock is an open SQLite transaction, which the operating
 * system releases however the process ends. Throws `Refusal` if the folder is locked or cannot be created.
 */
export const claimDataFolder = (path: string): DataFolder => {
  const folder = resolve(path);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Refusal('start.folder-unusable', {
      folder,
      reason: (error as NodeJS.ErrnoException).code ?? 'error',
    });
  }
  let lock;
  try {
    lock = lockedFile(join(folder, 'hearth.lock'));
  } catch (error) {
    if (/locked|busy/i.test(String(error))) throw new Refusal('start.folder-in-use', { folder });
    throw new Refusal('start.folder-not-writable', { folder });
  }
  return { path: folder, release: () => lock.close() };
};

/** Locks the file, whatever is in it. Throws the error of SQLite or the file system. */
const lockedFile = (file: string): Database.Database => {
  const found = statSync(file, { throwIfNoEntry: false });
  // A folder with its name is not Hearth's.
  if (found?.isDirectory() === true) renameSync(file, `${file}-moved-${Date.now()}`);
  // SQLite takes no lock on a read-only file.
  else if (found !== undefined) chmodSync(file, 0o600);
  try {
    return locked(file);
  } catch (error) {
    // Nothing is ever written to it, so its content is damage. It is emptied in place: another file would have another lock.
    if (!/not a database|malformed/i.test(String(error))) throw error;
    truncateSync(file);
    return locked(file);
  }
};

const locked = (file: string): Database.Database => {
  const lock = new Database(file);
  try {
    // Without a journal, for which a full disk would have no space.
    lock.exec('PRAGMA journal_mode = OFF');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
};
