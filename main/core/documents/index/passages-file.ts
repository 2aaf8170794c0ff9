/**
 * The file of the passages, `documents.db`. It can be built from the texts of the documents at any time.
 *
 * Texts are folded (shared/search/fold.ts). `words` finds words, those of English by their stems. `parts` finds parts of long words and
 * of words with prefixes, and pairs of characters in languages without spaces (word-parts.ts). The rows of a document follow each
 * other, so both tables find those of one document without a look at the others.
 */
import { existsSync } from 'node:fs';
import type { Db } from '../../database/connection.ts';
import { connectIndex, removeIndex } from '../../database/index-connection.ts';

/** Must be raised whenever the tables, the folding of texts, or the cutting of passages change. */
const version = 5;

/** The rows of the document with the number n begin at n times this number. */
export const rowsOfDocument = 2 ** 24;

// Marks of Indian scripts are parts of words; `fold` has removed accents.
const words = `unicode61 remove_diacritics 0 categories ''L* N* Co M*''`;

const schema = `
  CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version TEXT NOT NULL,
    -- The passages up to this offset are indexed.
    done INTEGER NOT NULL,
    length INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE passages (
    row INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    length INTEGER NOT NULL,
    text TEXT NOT NULL,
    context TEXT NOT NULL,
    -- Another number than that of the passage before: it is under other headings.
    section INTEGER NOT NULL,
    has_number INTEGER NOT NULL
  ) STRICT;
  -- By the model that made them: 32-bit floats.
  CREATE TABLE vectors (
    row INTEGER NOT NULL,
    model TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (row, model)
  ) STRICT, WITHOUT ROWID;
  CREATE VIRTUAL TABLE words USING fts5 (
    text, context, content = 'passages', content_rowid = 'row', tokenize = 'porter ${words}'
  );
  CREATE VIRTUAL TABLE parts USING fts5 (text, content = '', tokenize = '${words}');
  CREATE VIRTUAL TABLE found_words USING fts5vocab (words, instance);
  CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
  PRAGMA user_version = ${version};
`;

/** Opens the index, or replaces it by an empty one. Throws the error of SQLite or of the disk. */
export const openPassages = (path: string, isNew: boolean): Db => {
  if (!isNew && existsSync(path))
    try {
      const db = connectIndex(path);
      try {
        const [{ user_version: found }] = db.pragma('user_version') as [{ user_version: number }];
        if (found === version) {
          db.prepare('SELECT number, id, version, done, length FROM documents LIMIT 1').all();
          return withAsked(db);
        }
      } catch {
        // It is damaged, and replaced below.
      }
      db.close();
    } catch {
      // It is no database, and replaced below.
    }
  removeIndex(path);
  const db = connectIndex(path);
  db.transaction(() => db.exec(schema));
  return withAsked(db);
};

/** Adds tables in memory that take the words of a question apart as those of texts. */
const withAsked = (db: Db): Db => {
  db.pragma('temp_store = MEMORY');
  db.exec(`
    CREATE VIRTUAL TABLE temp.asked USING fts5 (text, tokenize = 'porter ${words}');
    CREATE VIRTUAL TABLE temp.asked_words USING fts5vocab (asked, instance);
  `);
  return db;
};
