/** What the earlier version does when it is back: its own database, if the newer version has changed the schema. */
import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Log } from '../../system/log.ts';
import { openConnection } from '../database/connection.ts';
import { databasePath } from '../database/database.ts';
import { openUpdateFolder, readRecord, removeUpdates } from './record.ts';

/** The version of the schema in a database; `null` if there is none or it cannot be read. Its log is merged into it. */
export const schemaIn = (path: string): number | null => {
  if (!existsSync(path)) return null;
  try {
    const db = openConnection(path);
    try {
      return (db.pragma('user_version')[0] as { user_version: number }).user_version;
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
};

/**
 * Must be called before the database is opened. If the user went back to this version and the newer one has migrated the database, it is
 * set aside as `hearth-of-VERSION.db`, and the copy from before the update takes its place. Returns what to tell the user.
 */
export const settleWayBack = (dataFolder: string, version: string, log: Log): Told | null => {
  const record = readRecord(dataFolder);
  if (record === null || !record.isGoingBack || record.from !== version) return null;
  const { database, to } = record;
  const path = databasePath(dataFolder);
  const found = schemaIn(path);
  let aside: string | null = null;
  try {
    if (database !== null && found !== null && found > database.schema) {
      const copy = join(openUpdateFolder(dataFolder), database.file);
      aside = join(dataFolder, `hearth-of-${to}.db`);
      for (let count = 2; existsSync(aside); count += 1)
        aside = join(dataFolder, `hearth-of-${to}-${count}.db`);
      // First the copy, so that an interruption leaves either database whole at its place.
      copyFileSync(copy, `${path}-earlier`);
      for (const end of ['-wal', '-shm']) if (existsSync(path + end)) renameSync(path + end, aside + end);
      renameSync(path, aside);
      renameSync(`${path}-earlier`, path);
    }
    removeUpdates(dataFolder);
  } catch (error) {
    log.error('the way back was not completed', error);
    return null;
  }
  log.info(`went back from ${to} to ${version}`);
  return aside === null
    ? say('updates.went-back', { version })
    : say('updates.went-back-database', { version, newer: to, path: aside });
};
