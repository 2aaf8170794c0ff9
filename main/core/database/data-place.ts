/**
 * Detects that the database is no longer at its path because its folder was deleted or moved, or its disk was unplugged. SQLite
 * does not detect this: it continues to use a file that has no name any more.
 */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Log } from '../../system/log.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Db } from './connection.ts';
import { databasePath } from './database.ts';

const lookMs = 5000;

interface Options {
  db: Db;
  dataFolder: string;
  /** Shows the user a notice. */
  tell: (told: Told) => void;
  log: Log;
}

export interface DataPlace {
  /** Throws `Refusal` if the database is no longer at its path, because anything stored then can be lost. */
  refuseIfGone(): void;
  /** If the database is gone, writes all chats to a new file at its path and tells the user; only once. */
  look(): void;
  close(): void;
}

export const watchDataPlace = ({ db, dataFolder, tell, log }: Options): DataPlace => {
  const path = databasePath(dataFolder);
  const identity = (): string | null => {
    const found = statSync(path, { throwIfNoEntry: false, bigint: true });
    return found === undefined ? null : `${found.dev}:${found.ino}`;
  };
  const own = identity();
  let hasTold = false;

  const isGone = (): boolean => {
    try {
      return identity() !== own;
    } catch {
      return true;
    }
  };

  /** Writes the database to its path; false if something is there already or if writing fails. */
  const writeAgain = (): boolean => {
    try {
      mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
      if (existsSync(path)) return false;
      db.prepare('VACUUM INTO ?').run(path);
      return true;
    } catch (error) {
      log.error('the chats were not written to their folder again', error);
      return false;
    }
  };

  const look = (): void => {
    if (!isGone() || hasTold) return;
    hasTold = true;
    tell(
      say(writeAgain() ? 'database.folder-written-again' : 'database.folder-missing', { folder: dataFolder }),
    );
  };
  const timer = setInterval(look, lookMs).unref();
  // What is changed before the chats are written again, is written with them. Later changes would be lost.
  db.guard(() => {
    if (hasTold && isGone()) throw new Refusal('database.folder-gone', { folder: dataFolder });
  });

  return {
    refuseIfGone: () => {
      if (!isGone()) return;
      look();
      throw new Refusal('database.folder-gone', { folder: dataFolder });
    },
    look,
    close: () => clearInterval(timer),
  };
};
