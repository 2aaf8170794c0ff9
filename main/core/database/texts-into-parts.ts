/**
 * The migration that moves the texts of messages to rows of their own. It copies the table of messages without the texts,
 * because dropping the columns would write each row three times. Copied rows are deleted batch by batch, so that their pages
 * are used again and the file hardly grows. Measured with 100,000 messages (463 MB, 132 MB of them texts): 5 s on two cores;
 * the file grows by 41 MB, and SQLite's log takes as much disk space as the file until the migration is complete.
 */
import type { Db } from './connection.ts';

/** Messages per batch; batches of 100 took twice as long. */
const rowsAtOnce = 500;

export const textsIntoParts = (db: Db): void => {
  db.exec(`
    DROP INDEX messages_by_chat;
    DROP INDEX messages_by_parent;
    DROP INDEX answers_by_time;
    ALTER TABLE messages RENAME TO messages_with_texts;

    -- A chat's messages form a tree: an edited question or a regenerated answer is a sibling of the first one.
    CREATE TABLE messages (
      id TEXT PRIMARY KEY,
      chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
      parent_id TEXT REFERENCES messages (id) ON DELETE CASCADE,
      role TEXT NOT NULL CHECK (role IN ('user', 'model')),
      model_name TEXT,
      created_at INTEGER NOT NULL,
      -- NULL while the answer is running.
      ending TEXT,
      problem TEXT,
      -- JSON of Timings in shared/contract/message.ts.
      timings TEXT,
      -- The answer's tokens as 32-bit integers, little-endian, and the model that they belong to.
      tokens BLOB,
      tokens_model TEXT,
      -- JSON of Anatomy in shared/contract/anatomy.ts without its gaps, which are 32-bit floats, little-endian, in ms.
      anatomy TEXT,
      gaps BLOB,
      -- The model that wrote an answer: ModelId in shared/contract/model.ts; NULL in earlier answers and without an identity.
      model_id TEXT
    ) STRICT;

    CREATE TABLE parts (
      id INTEGER PRIMARY KEY,
      message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
      -- From 0, in the order in which they are read.
      position INTEGER NOT NULL,
      -- As in partForms in shared/contract/parts.ts.
      kind TEXT NOT NULL,
      text TEXT NOT NULL,
      -- JSON of all fields but the kind and the text; NULL if there are none.
      data TEXT,
      UNIQUE (message_id, position)
    ) STRICT;
  `);
  const rest =
    'id, chat_id, parent_id, role, model_name, created_at, ending, problem, timings, tokens, tokens_model, anatomy, gaps, model_id';
  const next = db.prepare(
    `SELECT max(number) AS last FROM (SELECT rowid AS number FROM messages_with_texts ORDER BY rowid LIMIT ${rowsAtOnce})`,
  );
  const lastOf = (): number | null => (next.get() as { last: number | null }).last;
  for (let last = lastOf(); last !== null; last = lastOf())
    db.exec(`
      INSERT INTO parts (message_id, position, kind, text)
        SELECT id, position, kind, text FROM (
          SELECT rowid AS number, id, 0 AS position, 'thoughts' AS kind, reasoning AS text
            FROM messages_with_texts WHERE rowid <= ${last} AND reasoning <> ''
          UNION ALL
          SELECT rowid, id, reasoning <> '', 'text', text FROM messages_with_texts WHERE rowid <= ${last} AND text <> ''
        ) ORDER BY number, position;
      INSERT INTO messages (rowid, ${rest}) SELECT rowid, ${rest} FROM messages_with_texts WHERE rowid <= ${last};
      DELETE FROM messages_with_texts WHERE rowid <= ${last};
    `);
  db.exec(`
    DROP TABLE messages_with_texts;
    CREATE INDEX messages_by_chat ON messages (chat_id);
    CREATE INDEX messages_by_parent ON messages (parent_id);
    -- All that the statistics need: with 50,000 answers 12 ms rather than 125.
    CREATE INDEX answers_by_time ON messages (created_at, chat_id, model_name, model_id, timings)
      WHERE role = 'model' AND ending IS NOT NULL AND timings IS NOT NULL AND model_name IS NOT NULL;
  `);
};
