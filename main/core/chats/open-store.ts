/** Opens the store, even if the disk is full or the database is damaged. */
import type { Told } from '../../shared/words/told.ts';
import { say, sentenceOf } from '../../shared/words/catalogue.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Db } from '../database/connection.ts';
import { databasePath, openDatabase } from '../database/database.ts';
import { databaseProblem, isDamage } from '../database/database-faults.ts';
import { isDiskFull } from '../../system/disk-full.ts';
import { freeBytesNow } from '../../system/disk-space.ts';
import type { Log } from '../../system/log.ts';
import { isLogLost } from '../database/log-frames.ts';
import { finishRepair, moveAside, moveForeignLog, repair } from '../database/repair.ts';
import { finishRestore } from '../database/restored.ts';
import type { Reserve } from '../database/reserve.ts';
import { Store } from './store.ts';

/** Bytes of free disk space below which SQLite cannot create its index and log. */
const leastBytes = 1024 ** 2;

export interface OpenOptions {
  dataFolder: string;
  /** Released if the disk is full. */
  reserve: Reserve;
  log: Log;
  /** Tells the user that the database or a setting was damaged. */
  tell: (told: Told) => void;
}

/** Throws `Refusal` if the database cannot be used. On a full disk, releases the reserve and tries once more. */
export const openStore = (options: OpenOptions): { db: Db; store: Store } => {
  const { dataFolder, reserve } = options;
  try {
    return opened(options);
  } catch (error) {
    if (!isForSpace(error, dataFolder) || !reserve.release()) throw refusalFor(error, dataFolder);
  }
  try {
    return opened(options);
  } catch (error) {
    throw refusalFor(error, dataFolder);
  }
};

/** Whether the database was not opened because the disk is full. */
const isForSpace = (error: unknown, dataFolder: string): boolean =>
  !(error instanceof Refusal) && (isDiskFull(error) || freeBytesNow(dataFolder) < leastBytes);

const refusalFor = (error: unknown, dataFolder: string): Refusal => {
  if (error instanceof Refusal) return error;
  const problem = isForSpace(error, dataFolder)
    ? say('database.no-space', { folder: dataFolder })
    : (databaseProblem(error) ??
      say('database.not-opened', { path: databasePath(dataFolder), reason: String(error) }));
  return Refusal.of(problem, { cause: error });
};

const opened = (options: OpenOptions): { db: Db; store: Store } => {
  const { dataFolder, log, tell } = options;
  const report = (told: Told | null): void => {
    if (told === null) return;
    log.warn(sentenceOf(told));
    tell(told);
  };
  try {
    report(finishRestore(dataFolder));
    report(finishRepair(dataFolder));
    report(moveAside(dataFolder));
    moveForeignLog(dataFolder);
    const isLost = isLogLost(databasePath(dataFolder));
    const store = recovered(options);
    if (isLost) report(say('database.log-lost', { folder: dataFolder }));
    return store;
  } catch (error) {
    if (!isDamage(error)) throw error;
    log.error('the database is damaged', error);
    report(repair(dataFolder));
    return recovered(options);
  }
};

const recovered = ({ dataFolder, log, tell }: OpenOptions): { db: Db; store: Store } => {
  const db = openDatabase(dataFolder);
  const store = new Store(db, (name) => {
    log.warn(`the setting ${name} is damaged: it is kept as ${name}-damaged`);
    tell(say('database.damaged-settings'));
  });
  try {
    store.recover();
    return { db, store };
  } catch (error) {
    store.close();
    throw error;
  }
};
