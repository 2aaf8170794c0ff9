/**
 * The branches of chats in the database: forks, deleted messages, and the tree. A deleted message has the time of its deletion,
 * and so has every message below it; that time tells which messages one deletion took, so that it can be undone alone.
 */
import { randomUUID } from 'node:crypto';
import type { TreeNode } from '../../shared/contract/branches.ts';
import type { Message } from '../../shared/contract/message.ts';
import type { MessagePart } from '../../shared/contract/parts.ts';
import type { Db } from '../database/connection.ts';
import { deletionTime } from './chat-rows.ts';
import { idsBelow, newestBelow, pathTo, type Links } from './message-tree.ts';
import { copySource, editSource, endingOf, isEdited } from './rows.ts';
import { writeParts } from './stored-parts.ts';

/** Characters of a message's text in the tree. */
const mostWords = 120;

/**
 * Copies the messages up to `tipId` into a new chat, with all that belongs to them; returns the id of the new chat. The copies have
 * sources, so that no answer counts twice in the statistics.
 */
export const copyPath = (db: Db, chatId: string, tipId: string, title: string, links: Links): string => {
  const fork = randomUUID();
  const ids = pathTo(tipId, links);
  const copies = new Map(ids.map((id) => [id, randomUUID()]));
  const pairs = JSON.stringify(
    ids.map((id, index) => [id, copies.get(id), index === 0 ? null : copies.get(ids[index - 1]!)]),
  );
  const now = Date.now();
  db.prepare(
    `INSERT INTO chats (id, title, created_at, updated_at, overflow, thinking, folder_id, settings, preset_id, forked_from)
     SELECT ?, ?, ?, ?, overflow, thinking, folder_id, settings, preset_id, ? FROM chats WHERE id = ?`,
  ).run(fork, title, now, now, tipId, chatId);
  db.prepare(
    `INSERT INTO messages (id, chat_id, parent_id, role, model_name, model_id, created_at, ending, problem, timings, tokens,
       tokens_model, anatomy, gaps, beginning, source)
     SELECT pair.value ->> 1, ?, pair.value ->> 2, role, model_name, model_id, created_at, ending, problem, timings, tokens,
       tokens_model, anatomy, gaps, beginning,
       CASE WHEN source LIKE '${editSource}%' THEN '${editSource}' ELSE '${copySource}' END || (pair.value ->> 1)
     FROM json_each(?) AS pair JOIN messages ON messages.id = pair.value ->> 0 ORDER BY pair.key`,
  ).run(fork, pairs);
  db.prepare(
    `INSERT INTO parts (message_id, position, kind, text, data)
     SELECT pair.value ->> 1, position, kind, text, data
     FROM json_each(?) AS pair JOIN parts ON parts.message_id = pair.value ->> 0`,
  ).run(pairs);
  const { first_kept_id: firstKept } = db
    .prepare('SELECT first_kept_id FROM chats WHERE id = ?')
    .get(chatId) as {
    first_kept_id: unknown;
  };
  db.prepare('UPDATE chats SET tip_id = ?, first_kept_id = ? WHERE id = ?').run(
    copies.get(tipId)!,
    copies.get(String(firstKept)) ?? null,
    fork,
  );
  return fork;
};

/** Deletes a message with all below it, so that it can be restored, and moves the shown path from `tip`, its end, off it. */
export const deleteFrom = (db: Db, message: Message, links: Links, tip: string | null): void => {
  const gone = idsBelow(message.id, links);
  // Two deletions never have the same time.
  const { last } = db
    .prepare('SELECT max(deleted_at) AS last FROM messages WHERE chat_id = ?')
    .get(message.chatId) as {
    last: number | null;
  };
  db.prepare('UPDATE messages SET deleted_at = ? WHERE id IN (SELECT value FROM json_each(?))').run(
    Math.max(deletionTime(db), (last ?? 0) + 1),
    JSON.stringify(gone),
  );
  if (!pathTo(tip, links).includes(message.id)) return;
  const at = message.versions.indexOf(message.id);
  const sibling = message.versions[at - 1] ?? message.versions[at + 1];
  showEnd(db, message.chatId, sibling === undefined ? message.parentId : newestBelow(sibling, links));
};

/** The chat of a deleted message, and whether the message that it follows is deleted too; `null` if it is not deleted. */
export const deletedMessage = (
  db: Db,
  messageId: string,
): { chatId: string; isBelowDeleted: boolean } | null => {
  const row = db
    .prepare(
      `SELECT messages.chat_id AS chatId, parent.deleted_at IS NOT NULL AS isBelow
       FROM messages LEFT JOIN messages AS parent ON parent.id = messages.parent_id
       WHERE messages.id = ? AND messages.deleted_at IS NOT NULL`,
    )
    .get(messageId) as { chatId: string; isBelow: number } | undefined;
  return row === undefined ? null : { chatId: row.chatId, isBelowDeleted: row.isBelow === 1 };
};

/** Restores what the deletion of `messageId` took, and shows the path to `tipId` if it is one of the chat's messages. */
export const restoreFrom = (db: Db, chatId: string, messageId: string, tipId: string): void => {
  db.prepare(
    `UPDATE messages SET deleted_at = NULL
     WHERE chat_id = ? AND deleted_at = (SELECT deleted_at FROM messages WHERE id = ?)`,
  ).run(chatId, messageId);
  const tip = db
    .prepare('SELECT 1 FROM messages WHERE id = ? AND chat_id = ? AND deleted_at IS NULL')
    .get(tipId, chatId);
  showEnd(db, chatId, tip === undefined ? messageId : tipId);
};

/** The chats with messages that were deleted before `time`. */
export const chatsWithDeleted = (db: Db, time: number): string[] =>
  (
    db.prepare('SELECT DISTINCT chat_id AS id FROM messages WHERE deleted_at < ?').all(time) as {
      id: string;
    }[]
  ).map(({ id }) => id);

/** Deletes the messages of a chat that were deleted before `time` for good. What is below them was deleted no later. */
export const purgeDeleted = (db: Db, chatId: string, time: number): void => {
  const gone = 'chat_id = ? AND deleted_at < ?';
  // The cascade over parent_id would recurse once per message of a path, and SQLite limits recursion to a depth of 1,000.
  db.prepare(`UPDATE messages SET parent_id = NULL WHERE ${gone}`).run(chatId, time);
  db.prepare(`DELETE FROM messages WHERE ${gone}`).run(chatId, time);
};

/** All messages of a chat in the order in which they were added; of a deleted branch, only its first message. */
export const treeOf = (db: Db, chatId: string): TreeNode[] =>
  (
    db
      .prepare(
        `SELECT id, parent_id AS parentId, role, ending, source, deleted_at AS deletedAt,
           (SELECT substr(text, 1, ${mostWords}) FROM parts WHERE message_id = messages.id AND kind = 'text'
            ORDER BY position LIMIT 1) AS words
         FROM messages WHERE chat_id = ? AND (deleted_at IS NULL
           OR NOT EXISTS (SELECT 1 FROM messages AS above WHERE above.id = messages.parent_id AND above.deleted_at IS NOT NULL))
         ORDER BY rowid`,
      )
      .all(chatId) as Record<
      'id' | 'parentId' | 'role' | 'ending' | 'source' | 'deletedAt' | 'words',
      unknown
    >[]
  ).map(({ id, parentId, role, ending, source, deletedAt, words }) => ({
    id: String(id),
    parentId: typeof parentId === 'string' ? parentId : null,
    role: role === 'user' ? 'user' : 'model',
    words: String(words ?? ''),
    ending: endingOf(ending),
    isEdited: isEdited(source),
    isDeleted: deletedAt !== null,
  }));

/** Adds an answer of the user's words beside `message`, and makes it the end of the path; returns its id. */
export const addEdited = (db: Db, message: Message, parts: readonly MessagePart[]): string => {
  const id = randomUUID();
  const now = Date.now();
  db.prepare(
    `INSERT INTO messages (id, chat_id, parent_id, role, model_name, model_id, created_at, ending, source)
     VALUES (?, ?, ?, 'model', ?, ?, ?, 'finished', ?)`,
  ).run(id, message.chatId, message.parentId, message.modelName, message.modelId, now, editSource + id);
  writeParts(db, id, parts);
  db.prepare('UPDATE chats SET tip_id = ?, updated_at = ? WHERE id = ?').run(id, now, message.chatId);
  return id;
};

const showEnd = (db: Db, chatId: string, tip: string | null): void =>
  void db.prepare('UPDATE chats SET tip_id = ? WHERE id = ?').run(tip, chatId);
