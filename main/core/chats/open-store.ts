/** Opens the store, also where the disk is full or the database is damaged. */
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Db } from '../database/connection.ts';
import { databasePath, openDatabase } from '../database/database.ts';
import { databaseSentence, isDamage } from '../database/database-faults.ts';
import { isDiskFull } from '../../system/disk-full.ts';
import { freeBytesNow } from '../../system/disk-space.ts';
import type { Log } from '../../system/log.ts';
import { finishRepair, moveAside, repair } from '../database/repair.ts';
import type { Reserve } from '../database/reserve.ts';
import { Store } from './store.ts';

/** SQLite cannot make its index and log with less. */
const leastBytes = 1024 ** 2;

export interface OpenOptions {
  dataFolder: string;
  /** Given up where the disk is full. */
  reserve: Reserve;
  log: Log;
  /** Told what the user must know: that the database or a setting was damaged. */
  tell: (sentence: string) => void;
}

/** Throws `Refusal` when the database cannot be used. */
export const openStore = (options: OpenOptions): { db: Db; store: Store } => {
  const { dataFolder, reserve } = options;
  try {
    return opened(options);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (!isDiskFull(error) && freeBytesNow(dataFolder) >= leastBytes)
      throw new Refusal(
        databaseSentence(error) ??
          `The chats in ${databasePath(dataFolder)} cannot be opened (${String(error)}).`,
        { cause: error },
      );
    if (reserve.release()) return opened(options);
    throw new Refusal(
      `The disk that holds your chats (${dataFolder}) is full: free some space, then start Hearth again.`,
      { cause: error },
    );
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
    const sentence = repair(dataFolder);
    log.warn(sentence);
    tell(sentence);
    return recovered(options);
  }
};

const recovered = ({ dataFolder, log, tell }: OpenOptions): { db: Db; store: Store } => {
  const db = openDatabase(dataFolder);
  const store = new Store(db, (name) => {
    log.warn(`the setting ${name} is damaged: it is kept as ${name}-damaged`);
    tell(
      'Some of your settings were damaged, so Hearth uses the defaults for them. The damaged values are kept.',
    );
  });
  try {
    store.recover();
    return { db, store };
  } catch (error) {
    store.close();
    throw error;
  }
};
