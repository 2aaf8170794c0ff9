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
import { finishRepair, moveAside, repair } from '../database/repair.ts';
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
    if (error instanceof Refusal) throw error;
    if (!isDiskFull(error) && freeBytesNow(dataFolder) >= leastBytes)
      throw Refusal.of(
        databaseProblem(error) ??
          say('database.not-opened', { path: databasePath(dataFolder), reason: String(error) }),
        { cause: error },
      );
    if (reserve.release()) return opened(options);
    throw new Refusal('database.no-space', { folder: dataFolder }, { cause: error });
  }
};

const opened = (options: OpenOptions): { db: Db; store: Store } => {
  const { dataFolder, log, tell } = options;
  finishRepair(dataFolder);
  const moved = moveAside(dataFolder);
  if (moved !== null) tell(moved);
  try {
    return recovered(options);
  } catch (error) {
    if (!isDamage(error)) throw error;
    log.error('the database is damaged', error);
    const told = repair(dataFolder);
    log.warn(sentenceOf(told));
    tell(told);
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
