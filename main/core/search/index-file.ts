/**
 * The file of the search index. It can be built from the database at any time, so a file that is missing, damaged, of another
 * version or out of step with the database is replaced by an empty one.
 *
 * Texts are folded (shared/search). `words` contains the trigrams of each text and finds parts of words from three characters on. It
 * stores no positions, which makes the index 40 % smaller, so each match is compared with the text itself. Shorter words, such as
 * most words of Chinese, Japanese and Korean, are found in `grams`, which contains each character and each pair of neighbours.
 */
import { existsSync } from 'node:fs';
import type { Db } from '../database/connection.ts';
import { connectIndex, removeIndex } from '../database/index-connection.ts';
import { behindAll, type IndexPlace } from './index-protocol.ts';

/** Must be raised whenever the tables or the folding of texts change. */
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

/** Opens the index, or creates an empty one unless its token is `token`. Throws the error of SQLite or of the disk. */
export const openIndex = (path: string, token: string | null): OpenedIndex => {
  if (existsSync(path) && token !== null)
    try {
      const db = connectIndex(path);
      try {
        const place = placeIn(db);
        if (place?.token === token) return { db, place };
      } catch {
        // It is damaged, and replaced below.
      }
      db.close();
    } catch {
      // It is no database, and replaced below.
    }
  removeIndex(path);
  const db = connectIndex(path);
  const place: IndexPlace = { token: '', cursor: behindAll };
  db.transaction(() => {
    db.exec(schema);
    db.prepare('INSERT INTO place (token, cursor) VALUES (?, ?)').run(place.token, place.cursor);
  });
  return { db, place };
};

/** The stored place; `null` if the file has another version. */
const placeIn = (db: Db): IndexPlace | null => {
  const [{ user_version: found }] = db.pragma('user_version') as [{ user_version: number }];
  if (found !== version) return null;
  return (db.prepare('SELECT token, cursor FROM place').get() as IndexPlace | undefined) ?? null;
};
