/** Reads chats from the database, the recently deleted ones too, and deletes them for good. */
import type { Chat, DeletedChat } from '../../shared/contract/chats.ts';
import type { Db } from '../database/connection.ts';
import { timeOf } from '../database/stored-values.ts';
import { toChat, type ChatRow } from './rows.ts';

/** How long a recently deleted chat can be restored, in ms. */
export const keepDeletedMs = 30 * 86_400_000;

/** What is read of a chat, as expressions in SQL by their names. */
const chatFields: readonly (readonly [name: keyof ChatRow, expression: string])[] = [
  ...(
    [
      'id',
      'title',
      'created_at',
      'updated_at',
      'overflow',
      'first_kept_id',
      'thinking',
      'folder_id',
      'pinned_at',
      'archived_at',
      'titled_by',
      'forked_from',
    ] as const
  ).map((name) => [name, name] as const),
  ['forked_chat', '(SELECT chat_id FROM messages WHERE messages.id = chats.forked_from)'],
];

const chatColumns = chatFields.map(([name, expression]) => `${expression} AS ${name}`).join(', ');

/** The same as one JSON text, which the start reads of thousands of chats in half the time; damaged values can be blobs. */
const chatJson = `json_object(${chatFields
  .map(
    ([name, expression]) =>
      `'${name}', CASE typeof(${expression}) WHEN 'blob' THEN CAST(${expression} AS TEXT) ELSE ${expression} END`,
  )
  .join(', ')})`;

/** All chats that are not deleted, the last used first. */
export const allChats = (db: Db): Chat[] =>
  (
    db
      .prepare(
        `SELECT ${chatJson} AS json FROM chats WHERE deleted_at IS NULL ORDER BY updated_at DESC, rowid DESC`,
      )
      .all() as { json: string }[]
  ).map(({ json }) => toChat(JSON.parse(json) as ChatRow));

/** Those of the chats that exist and are not deleted, in no particular order. */
export const chatsOf = (db: Db, ids: readonly string[]): Chat[] =>
  (
    db
      .prepare(
        `SELECT ${chatColumns} FROM chats WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL`,
      )
      .all(JSON.stringify(ids)) as ChatRow[]
  ).map(toChat);

/** A chat that is not deleted; `null` if there is none with this id. */
export const chatOf = (db: Db, id: string): Chat | null => {
  const row = db.prepare(`SELECT ${chatColumns} FROM chats WHERE id = ? AND deleted_at IS NULL`).get(id) as
    | ChatRow
    | undefined;
  return row ? toChat(row) : null;
};

/** The recently deleted chats, the last deleted first. */
export const deletedChats = (db: Db): DeletedChat[] =>
  (
    db
      .prepare(
        `SELECT id, title, deleted_at, (SELECT count(*) FROM messages WHERE chat_id = chats.id AND messages.deleted_at IS NULL) AS messages
         FROM chats WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, rowid DESC`,
      )
      .all() as { id: string; title: string; deleted_at: unknown; messages: number }[]
  ).map(({ id, title, deleted_at, messages }) => {
    const deletedAt = timeOf(deleted_at);
    return { id, title, messages, deletedAt, purgeAt: timeOf(deletedAt + keepDeletedMs) };
  });

/** The name of the setting that holds the time of the last look through what was deleted. */
export const deletedCheckedAt = 'deleted-checked-at';

/** A clock that is further behind than this was ahead at the last look, in ms. */
const mostBehindMs = 2 * 365 * 86_400_000;

/**
 * The time of a deletion now. It is not before the last look through what was deleted: a chat that is deleted while the clock is a year
 * slow would be deleted for good as soon as the clock is right.
 */
export const deletionTime = (db: Db): number => {
  const now = Date.now();
  const row = db.prepare('SELECT value FROM settings WHERE name = ?').get(deletedCheckedAt) as
    | { value: unknown }
    | undefined;
  const checkedAt = timeOf(Number(row?.value ?? 0));
  return checkedAt > now && checkedAt - now < mostBehindMs ? checkedAt : now;
};

/** Deletes recently deleted chats for good; other chats stay. Needs a transaction. */
export const purgeChats = (db: Db, ids: readonly string[]): void => {
  const purged = 'SELECT chats.id FROM chats, json_each(?) WHERE chats.id = value AND deleted_at IS NOT NULL';
  const given = JSON.stringify(ids);
  // The cascade over parent_id would recurse once per message of a path, and SQLite limits recursion to a depth of 1,000.
  db.prepare(
    `UPDATE messages SET parent_id = NULL
         WHERE parent_id IN (SELECT id FROM messages WHERE chat_id IN (${purged}))`,
  ).run(given);
  db.prepare(`DELETE FROM chats WHERE id IN (${purged})`).run(given);
};
