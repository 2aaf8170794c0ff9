/**
 * The file of the search index. What is in it comes from the database and can be made again at any time, so a file that is missing,
 * damaged, of another version or of another state of the database is replaced by an empty one.
 *
 * Texts are folded (shared/search). `words` has the trigrams of each text, which find any part of a word from three characters on;
 * it stores no positions, so what it finds is compared with the text itself: that makes the index 40 % smaller. Shorter words,
 * as most of Chinese, Japanese and Korean, are found in `grams`, which has each character and each pair of neighbours of a text.
 */
import { existsSync, rmSync } from 'node:fs';
import { openConnection, type Db } from '../database/connection.ts';
import { behindAll, type IndexPlace } from './index-protocol.ts';

/** Raised whenever the tables or the folding of texts change. */
const version = 1;

const schema = `
  CREATE TABLE messages (
    -- In the order of time: see freeRow in index-writes.ts.
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    chat_id TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX messages_by_chat ON messages (chat_id, row);
  CREATE TABLE titles (chat_id TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
  CREATE TABLE place (token TEXT NOT NULL, cursor INTEGER) STRICT;
  CREATE VIRTUAL TABLE words USING fts5 (
    text, content = 'messages', content_rowid = 'row', tokenize = 'trigram case_sensitive 1', detail = none, columnsize = 0
  );
  CREATE VIRTUAL TABLE grams USING fts5 (text, content = '', tokenize = 'ascii', detail = none, columnsize = 0);
  -- What is deleted for good leaves the file.
  INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
  INSERT INTO grams (grams, rank) VALUES ('secure-delete', 1);
  PRAGMA user_version = ${version};
`;

export interface OpenedIndex {
  db: Db;
  place: IndexPlace;
}

/** Opens the index, or makes an empty one. Throws what SQLite or the disk says if neither is possible. */
export const openIndex = (path: string, token: string | null): OpenedIndex => {
  if (existsSync(path) && token !== null)
    try {
      const db = connect(path);
      try {
        const place = placeIn(db);
        if (place?.token === token) return { db, place };
      } catch {
        // Damaged: made anew.
      }
      db.close();
    } catch {
      // No database at all.
    }
  removeIndex(path);
  const db = connect(path);
  const place: IndexPlace = { token: '', cursor: behindAll };
  db.transaction(() => {
    db.exec(schema);
    db.prepare('INSERT INTO place (token, cursor) VALUES (?, ?)').run(place.token, place.cursor);
  });
  return { db, place };
};

const removeIndex = (path: string): void => {
  for (const part of ['', '-wal', '-shm', '-journal']) rmSync(path + part, { force: true });
};

const connect = (path: string): Db => {
  const db = openConnection(path);
  try {
    // No other program uses the file, and no mapped memory can end the process on a full disk.
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

/** `null` if the file is of another version. */
const placeIn = (db: Db): IndexPlace | null => {
  const [{ user_version: found }] = db.pragma('user_version') as [{ user_version: number }];
  if (found !== version) return null;
  return (db.prepare('SELECT token, cursor FROM place').get() as IndexPlace | undefined) ?? null;
};
