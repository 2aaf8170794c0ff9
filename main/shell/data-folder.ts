/** The folder with all data of the user, and the lock that keeps two Hearths from writing there at once. */
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
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
    const file = join(folder, 'hearth.lock');
    // SQLite takes no lock on a read-only file.
    if (existsSync(file)) chmodSync(file, 0o600);
    lock = new Database(file);
    // Nothing is ever written to it, so it needs no journal, for which a full disk would have no space.
    lock.exec('PRAGMA journal_mode = OFF');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    if (/locked|busy/i.test(String(error))) throw new Refusal('start.folder-in-use', { folder });
    throw new Refusal('start.folder-not-writable', { folder });
  }
  return { path: folder, release: () => lock.close() };
};
