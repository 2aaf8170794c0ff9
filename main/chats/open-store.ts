/** Opens the store, also where the disk is full. */
import { statfsSync } from 'node:fs';
import { Refusal } from '../rpc/refusal.ts';
import { openDatabase, type Db } from './database.ts';
import { isDiskFull } from '../disk-full.ts';
import type { Reserve } from './reserve.ts';
import { Store } from './store.ts';

/** SQLite cannot make its index and log with less. */
const leastBytes = 1024 ** 2;

/** Throws `Refusal` when the database cannot be used; `reserve` is given up for it first. */
export const openStore = (dataFolder: string, reserve: Reserve): { db: Db; store: Store } => {
  try {
    return recovered(dataFolder);
  } catch (error) {
    const { bavail, bsize } = statfsSync(dataFolder);
    if (!isDiskFull(error) && bavail * bsize >= leastBytes) throw error;
    if (reserve.release()) return recovered(dataFolder);
    throw new Refusal(
      `The disk that holds your chats (${dataFolder}) is full: free some space, then start Hearth again.`,
      { cause: error },
    );
  }
};

const recovered = (dataFolder: string): { db: Db; store: Store } => {
  const db = openDatabase(dataFolder);
  const store = new Store(db);
  try {
    store.recover();
    return { db, store };
  } catch (error) {
    store.close();
    throw error;
  }
};
