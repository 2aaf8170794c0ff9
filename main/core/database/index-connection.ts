/**
 * Connections to files of search indexes. An index can be built again at any time from what it is an index of, so its file is not
 * repaired: a damaged one is removed.
 */
import { rmSync } from 'node:fs';
import { openConnection, type Db } from './connection.ts';

/** Removes the file of an index with SQLite's own files beside it. */
export const removeIndex = (path: string): void => {
  for (const part of ['', '-wal', '-shm', '-journal']) rmSync(path + part, { force: true });
};

/** Opens the file of an index, which no other program uses. What is deleted is overwritten. */
export const connectIndex = (path: string): Db => {
  const db = openConnection(path);
  try {
    // In this mode, SQLite maps no memory, which would crash the process on a full disk.
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('secure_delete = ON');
    // 16 MB.
    db.pragma('cache_size = -16384');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
