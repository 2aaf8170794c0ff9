/**
 * Copies the database while it is used. `VACUUM INTO` on its connection would block the process for about 2 ms per MB, and no
 * other connection can read the database while Hearth uses it (connection.ts). In WAL mode, SQLite changes the database file
 * only when it moves its log there. So the log is emptied and then left alone until the file is copied, which is one moment
 * of the database. A thread then writes this copy without free pages, which also finds damage.
 */
import { fstatSync, read, write } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { copyThread } from '../../system/paths.ts';
import { openThread } from '../../system/thread.ts';
import type { Db } from './connection.ts';

export interface CopyJob {
  from: string;
  to: string;
}

const readAt = promisify(read);
const writeAt = promisify(write);

const chunkBytes = 4 * 1024 ** 2;
/** SQLite's locks are on bytes from here on, which belong to no page. Windows lets nobody read them. */
const lockBytes = { from: 2 ** 30, length: 4096 };
/** SQLite's own value: pages of the log after which it is moved to the database. */
const usualCheckpoint = 1000;

/** The databases that are copied now, with the copies that wait for each. */
const lines = new WeakMap<Db, Promise<void>>();
/** The databases whose log must not be moved now, and whether `emptyLog` was called meanwhile. */
const untouched = new Map<Db, { isToBeEmptied: boolean }>();

/**
 * Writes a complete copy to `to`, which must not exist: of this moment, unless another copy is being made. Rejects with the error of
 * SQLite or the file system, or with the reason of `signal`.
 */
export const copyDatabase = (db: Db, to: string, signal?: AbortSignal): Promise<void> => {
  const before = lines.get(db);
  const copy = (): Promise<void> => copyNow(db, to, signal);
  const line = (before === undefined ? copy() : before.then(copy, copy)).finally(() => {
    if (lines.get(db) === line) lines.delete(db);
  });
  lines.set(db, line);
  return line;
};

/** Moves SQLite's log into the database file and overwrites it; while the database is copied, at the end of that. */
export const emptyLog = (db: Db): void => {
  const copied = untouched.get(db);
  if (copied !== undefined) {
    copied.isToBeEmptied = true;
    return;
  }
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // The disk is full or fails, or another program reads the database: the log is emptied when Hearth ends.
  }
};

const copyNow = async (db: Db, to: string, signal?: AbortSignal): Promise<void> => {
  signal?.throwIfAborted();
  const [mode] = db.pragma('locking_mode') as { locking_mode: string }[];
  if (mode?.locking_mode !== 'exclusive') {
    // Another program reads the database, and may also move its log.
    db.prepare('VACUUM INTO ?').run(to);
    return;
  }
  const raw = `${to}-raw`;
  try {
    await copyFile(db, raw, signal);
    const thread = openThread<CopyJob>(copyThread, {});
    try {
      await thread.send({ from: raw, to } satisfies CopyJob);
    } finally {
      await thread.end();
    }
    signal?.throwIfAborted();
  } finally {
    for (const part of ['', '-wal', '-shm', '-journal']) await rm(raw + part, { force: true });
  }
};

const copyFile = async (db: Db, to: string, signal?: AbortSignal): Promise<void> => {
  const [moved] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  if (moved?.busy !== 0) throw new Error('the log of the database could not be emptied');
  const state = { isToBeEmptied: false };
  untouched.set(db, state);
  db.pragma('wal_autocheckpoint = 0');
  try {
    const from = db.file();
    const bytes = fstatSync(from).size;
    const target = await open(to, 'wx', 0o600);
    try {
      const buffer = Buffer.alloc(Math.min(chunkBytes, bytes));
      for (let at = 0; at < bytes;) {
        signal?.throwIfAborted();
        if (!db.isOpen()) throw new Error('the database was closed');
        if (at === lockBytes.from) at += lockBytes.length;
        const end = Math.min(bytes, at + chunkBytes - (at % chunkBytes));
        const { bytesRead } = await readAt(from, buffer, 0, end - at, at);
        if (bytesRead === 0) throw new Error('the database file became shorter');
        await writeAt(target.fd, buffer, 0, bytesRead, at);
        at += bytesRead;
      }
    } finally {
      await target.close();
    }
  } finally {
    untouched.delete(db);
    if (db.isOpen()) {
      db.pragma(`wal_autocheckpoint = ${usualCheckpoint}`);
      if (state.isToBeEmptied) emptyLog(db);
    }
  }
};
