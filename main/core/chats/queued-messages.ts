/** Stores the messages that wait for the answer before them, so that they survive a restart. */
import { randomUUID } from 'node:crypto';
import { sentParts, type MessagePart } from '../../shared/contract/parts.ts';
import type { QueuedMessage } from '../../shared/contract/queue.ts';
import type { Db } from '../database/connection.ts';
import { parsed } from '../database/stored-values.ts';

interface Row {
  id: string;
  chat_id: string;
  parts: unknown;
  beginning: unknown;
}

export interface QueuedMessages {
  /** The messages that wait in all chats; those of one chat in order. */
  all(): QueuedMessage[];
  /** The messages that wait in a chat, in order. */
  of(chatId: string): QueuedMessage[];
  find(id: string): QueuedMessage | null;
  /** Adds a message behind the others of its chat; see `QueuedMessage.beginning`. */
  add(chatId: string, parts: readonly MessagePart[], beginning: string | null): void;
  edit(id: string, parts: readonly MessagePart[]): void;
  remove(id: string): void;
}

/** `onDamaged` is told when a message cannot be read: it is left out, and stays in the database. */
export const queuedMessagesIn = (db: Db, onDamaged: () => void): QueuedMessages => {
  const read = (where: string, ...values: string[]): QueuedMessage[] =>
    (
      db
        .prepare(
          `SELECT id, chat_id, parts, beginning FROM queued_messages ${where} ORDER BY chat_id, position`,
        )
        .all(...values) as Row[]
    ).flatMap((row) => {
      const { data } = sentParts.safeParse(parsed(row.parts));
      if (!data) {
        onDamaged();
        return [];
      }
      const beginning = typeof row.beginning === 'string' ? row.beginning : null;
      return [{ id: row.id, chatId: row.chat_id, parts: data, beginning }];
    });

  return {
    all: () => read(''),
    of: (chatId) => read('WHERE chat_id = ?', chatId),
    find: (id) => read('WHERE id = ?', id)[0] ?? null,
    add: (chatId, added, beginning) => {
      db.prepare(
        `INSERT INTO queued_messages (id, chat_id, position, parts, beginning)
         VALUES (?, ?, (SELECT coalesce(max(position), 0) + 1 FROM queued_messages WHERE chat_id = ?), ?, ?)`,
      ).run(randomUUID(), chatId, chatId, JSON.stringify(added), beginning);
    },
    edit: (id, edited) => {
      db.prepare('UPDATE queued_messages SET parts = ? WHERE id = ?').run(JSON.stringify(edited), id);
    },
    remove: (id) => {
      db.prepare('DELETE FROM queued_messages WHERE id = ?').run(id);
    },
  };
};
