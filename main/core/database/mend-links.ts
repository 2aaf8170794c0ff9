/** Mends the links of rows that were salvaged from a damaged database: the rows that they refer to can be lost. */
import { randomUUID } from 'node:crypto';
import type { Db } from './connection.ts';
import { titleOf } from '../../shared/message/title.ts';
import { chatTexts } from '../../shared/words/chats.ts';

interface Lost {
  id: string;
  chatId: string;
  /** The rowid of the first message whose parent it is. */
  childRow: number;
  childRole: 'user' | 'model';
  createdAt: number;
}

/**
 * Adds chats for messages without one, messages in place of lost ones, and a chat for texts whose messages are lost. A chat
 * whose path has lost its end shows its newest path.
 */
export const mendLinks = (db: Db): void => {
  mendChats(db);
  mendParents(db);
  mendTexts(db);
  mendParts(db);
  // Messages in place of lost ones have the highest rowids, but other messages follow them on the path.
  db.exec(
    `UPDATE chats SET tip_id = (
       SELECT id FROM messages WHERE chat_id = chats.id
         AND NOT EXISTS (SELECT 1 FROM messages AS next WHERE next.parent_id = messages.id)
       ORDER BY rowid DESC LIMIT 1)
     WHERE tip_id IS NULL OR NOT EXISTS (SELECT 1 FROM messages WHERE id = chats.tip_id AND chat_id = chats.id)`,
  );
};

const mendChats = (db: Db): void => {
  const lost = db
    .prepare(
      `SELECT chat_id AS id, min(created_at) AS createdAt, max(created_at) AS updatedAt, min(rowid) AS firstRow
       FROM messages WHERE chat_id NOT IN (SELECT id FROM chats) GROUP BY chat_id`,
    )
    .all() as { id: string; createdAt: number; updatedAt: number; firstRow: number }[];
  for (const { id, createdAt, updatedAt, firstRow } of lost) {
    const first = db
      .prepare(
        `SELECT parts.text AS text FROM messages JOIN parts ON message_id = messages.id
         WHERE messages.rowid = ? AND kind = 'text' ORDER BY position LIMIT 1`,
      )
      .get(firstRow) as { text: string } | undefined;
    db.prepare('INSERT INTO chats (id, title, created_at, updated_at) VALUES (?, ?, ?, ?)').run(
      id,
      titleOf(first?.text ?? ''),
      createdAt,
      updatedAt,
    );
  }
};

const mendParents = (db: Db): void => {
  const lost = db
    .prepare(
      `SELECT parent_id AS id, chat_id AS chatId, min(rowid) AS childRow, role AS childRole, created_at AS createdAt
       FROM messages WHERE parent_id IS NOT NULL AND parent_id NOT IN (SELECT id FROM messages)
       GROUP BY parent_id ORDER BY min(rowid)`,
    )
    .all() as Lost[];
  const add = db.prepare(
    `INSERT INTO messages (id, chat_id, parent_id, role, created_at, ending) VALUES (?, ?, ?, ?, ?, 'finished')`,
  );
  for (const { id, chatId, childRow, childRole, createdAt } of lost) {
    const role = childRole === 'user' ? 'model' : 'user';
    const before = db
      .prepare('SELECT id, role FROM messages WHERE chat_id = ? AND rowid < ? ORDER BY rowid DESC LIMIT 1')
      .get(chatId, childRow) as { id: string; role: string } | undefined;
    let parentId = before?.id ?? null;
    // Questions and answers alternate, so a question and its answer are lost here.
    if (before?.role === role || (before === undefined && role === 'model')) {
      const between = randomUUID();
      add.run(between, chatId, parentId, childRole, createdAt);
      parentId = between;
    }
    add.run(id, chatId, parentId, role, createdAt);
  }
};

/** Adds a note to messages that have lost their texts. An answer without tokens never had a text. */
const mendTexts = (db: Db): void => {
  db.prepare(
    `INSERT INTO parts (message_id, position, kind, text) SELECT id, 0, 'text', ? FROM messages
     WHERE (role = 'user' OR tokens IS NOT NULL OR timings IS NULL AND ending = 'finished')
       AND id NOT IN (SELECT message_id FROM parts)`,
  ).run(chatTexts.lostMessage);
};

/** Puts texts whose messages are lost into a chat of their own, in the order in which they were written. */
const mendParts = (db: Db): void => {
  const lost = db
    .prepare(
      `SELECT message_id AS id FROM parts WHERE message_id NOT IN (SELECT id FROM messages)
       GROUP BY message_id ORDER BY min(id)`,
    )
    .all() as { id: string }[];
  if (lost.length === 0) return;
  const chatId = randomUUID();
  const now = Date.now();
  db.prepare('INSERT INTO chats (id, title, created_at, updated_at) VALUES (?, ?, ?, ?)').run(
    chatId,
    chatTexts.recovered,
    now,
    now,
  );
  let parentId: string | null = null;
  for (const { id } of lost) {
    db.prepare(
      `INSERT INTO messages (id, chat_id, parent_id, role, created_at, ending) VALUES (?, ?, ?, 'model', ?, 'finished')`,
    ).run(id, chatId, parentId, now);
    parentId = id;
  }
};
