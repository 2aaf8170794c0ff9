/** Unpacks a backup beside the data and checks it completely, before anything is replaced (core/database/restored.ts). */
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BackupCounts } from '../../shared/contract/backup.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { freeBytes } from '../../system/disk-space.ts';
import { openConnection } from '../database/connection.ts';
import { restoredFolder } from '../database/restored.ts';
import { databaseName, type Manifest } from './archive.ts';
import { checkDatabase, openBackup } from './check.ts';

interface Options {
  dataFolder: string;
  path: string;
  onProgress: (progress: { doneBytes: number; bytes: number }) => void;
  signal: AbortSignal;
}

/** Bytes that stay free. */
const leftFree = 64 * 1024 ** 2;

/** Rejects with `Refusal`, or with the reason of `signal`; then nothing was changed. */
export const unpackBackup = async ({
  dataFolder,
  path,
  onProgress,
  signal,
}: Options): Promise<{ counts: BackupCounts; writtenAt: Manifest['writtenAt'] }> => {
  const name = basename(path);
  const backup = await openBackup(path);
  const unfinished = `${restoredFolder(dataFolder)}-unfinished`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    const { bytes, manifest } = backup;
    const free = await freeBytes(unfinished);
    if (free < bytes + leftFree)
      throw new Refusal('backup.restore-needs-space', { needed: bytes + leftFree - free });
    await backup.read({ into: unfinished, onBytes: (doneBytes) => onProgress({ doneBytes, bytes }), signal });
    const database = join(unfinished, databaseName);
    const counts = { ...(await checkDatabase(database, name)), models: manifest.counts.models };
    leaveSyncFolder(database);
    signal.throwIfAborted();
    await rm(restoredFolder(dataFolder), { recursive: true, force: true });
    await rename(unfinished, restoredFolder(dataFolder));
    return { counts, writtenAt: manifest.writtenAt };
  } finally {
    backup.close();
    await rm(unfinished, { recursive: true, force: true });
  }
};

/**
 * Two machines, or an earlier state of the same one, must not write under one id into a sync folder. Choosing the folder again gives a new
 * id, and merges what is in it.
 */
const leaveSyncFolder = (path: string): void => {
  const db = openConnection(path);
  try {
    db.pragma('journal_mode = DELETE');
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'sync_%' AND type = 'table'")
      .all() as {
      name: string;
    }[];
    for (const { name } of tables) db.exec(`DELETE FROM ${name}`);
  } finally {
    db.close();
  }
};
