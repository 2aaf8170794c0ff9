/** Gives the rows that were saved from a damaged database their place again, where what they belong to is lost. */
import { randomUUID } from 'node:crypto';
import type { Db } from './connection.ts';
import { titleOf } from '../../shared/message/title.ts';

const lostText = '[This message could not be read: the file was damaged.]';

interface Lost {
  id: string;
  chatId: string;
  /** The row number of the first message that answers it. */
  childRow: number;
  childRole: 'user' | 'model';
  createdAt: number;
}

/** Makes chats for messages without one, messages in place of lost ones, and shows the newest path of each chat. */
export const mendLinks = (db: Db): void => {
  mendChats(db);
  mendParents(db);
  db.exec(
    `UPDATE chats SET tip_id = (SELECT id FROM messages WHERE chat_id = chats.id ORDER BY rowid DESC LIMIT 1)
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
    const { text } = db.prepare('SELECT text FROM messages WHERE rowid = ?').get(firstRow) as {
      text: string;
    };
    db.prepare('INSERT INTO chats (id, title, created_at, updated_at) VALUES (?, ?, ?, ?)').run(
      id,
      titleOf(text),
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
    `INSERT INTO messages (id, chat_id, parent_id, role, text, created_at, ending) VALUES (?, ?, ?, ?, ?, ?, 'finished')`,
  );
  for (const { id, chatId, childRow, childRole, createdAt } of lost) {
    const role = childRole === 'user' ? 'model' : 'user';
    const before = db
      .prepare('SELECT id, role FROM messages WHERE chat_id = ? AND rowid < ? ORDER BY rowid DESC LIMIT 1')
      .get(chatId, childRow) as { id: string; role: string } | undefined;
    let parentId = before?.id ?? null;
    // A question and its answer are lost: questions and answers take turns.
    if (before?.role === role || (before === undefined && role === 'model')) {
      const between = randomUUID();
      add.run(between, chatId, parentId, childRole, lostText, createdAt);
      parentId = between;
    }
    add.run(id, chatId, parentId, role, lostText, createdAt);
  }
};
