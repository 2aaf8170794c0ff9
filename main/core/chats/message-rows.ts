/** Reads messages and paths from the database, whatever damage has made of the tree. */
import type { Message } from '../../shared/contract/message.ts';
import type { Db } from '../database/connection.ts';
import { pathTo, versionsByParent, type Links } from './message-tree.ts';
import { toMessage, wordsOf, type MessageRow } from './rows.ts';
import { readParts } from './stored-parts.ts';

const messageColumns =
  'id, chat_id, parent_id, role, model_name, model_id, created_at, ending, problem, timings, source, beginning';

/** A message that is not deleted, with its versions; `null` if there is none with this id. */
export const messageOf = (db: Db, id: string): Message | null => {
  const row = db
    .prepare(`SELECT ${messageColumns} FROM messages WHERE id = ? AND deleted_at IS NULL`)
    .get(id) as MessageRow | undefined;
  return row ? toMessage(row, readParts(db, [id]).get(id) ?? [], siblingsOf(db, row)) : null;
};

/** The tokens of answers by their ids, without answers that the model with one of these `identities` did not sample. */
export const tokensOf = (
  db: Db,
  ids: readonly string[],
  identities: readonly string[],
): Map<string, number[]> => {
  const rows = db
    .prepare(
      `SELECT id, tokens FROM messages WHERE id IN (SELECT value FROM json_each(?))
       AND tokens_model IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify(ids), JSON.stringify(identities)) as { id: string; tokens: unknown }[];
  return new Map(
    rows.flatMap(({ id, tokens }) => {
      const words = wordsOf(tokens);
      return words === null ? [] : [[id, [...new Int32Array(words)]] as const];
    }),
  );
};

/** The messages from the first to `tip`; by default, to the end of the path that is shown. */
export const pathOf = (db: Db, chatId: string, tip?: string | null): Message[] => {
  // All of them in one query: nearly all of a chat's messages are on its path, and each row costs more than its columns.
  const rows = db
    .prepare(`SELECT ${messageColumns} FROM messages WHERE chat_id = ? AND deleted_at IS NULL ORDER BY rowid`)
    .all(chatId) as MessageRow[];
  const byId = new Map(rows.map((row) => [String(row.id), row]));
  const links: Links = new Map(
    rows.map(({ id, parent_id: parentId }) => [String(id), typeof parentId === 'string' ? parentId : null]),
  );
  const ids = pathTo(tip === undefined ? shownTip(db, chatId, links) : tip, links);
  const parts = readParts(db, ids);
  const versions = versionsByParent(links);
  return ids.map((id) =>
    toMessage(byId.get(id)!, parts.get(id) ?? [], versions.get(links.get(id) ?? null) ?? [id]),
  );
};

/**
 * The messages of the path that is shown, the last one first. Messages that the caller does not take are not read, and versions
 * are not looked up.
 */
export function* backwards(db: Db, chatId: string): Generator<Message> {
  const newest =
    'SELECT id FROM messages WHERE chat_id = ? AND deleted_at IS NULL ORDER BY rowid DESC LIMIT 1';
  const row = `SELECT ${messageColumns} FROM messages WHERE id = ? AND chat_id = ? AND deleted_at IS NULL`;
  const read = (id: unknown): MessageRow | undefined =>
    db.prepare(row).get(String(id), chatId) as MessageRow | undefined;
  // A damaged end of the path is replaced as in `pathOf`.
  let found =
    read(storedTip(db, chatId)) ?? read((db.prepare(newest).get(chatId) as { id: unknown } | undefined)?.id);
  const passed = new Set<string>();
  while (found !== undefined) {
    const id = String(found.id);
    if (passed.has(id)) return;
    passed.add(id);
    yield toMessage(found, readParts(db, [id]).get(id) ?? [], [id]);
    found = read(found.parent_id);
  }
}

/** The parent of each message of a chat, in the order in which they were added. */
export const linksOf = (db: Db, chatId: string): Links => {
  const rows = db
    .prepare('SELECT id, parent_id FROM messages WHERE chat_id = ? AND deleted_at IS NULL ORDER BY rowid')
    .all(chatId) as { id: string; parent_id: string | null }[];
  return new Map(rows.map(({ id, parent_id: parentId }) => [id, parentId]));
};

/** The end of the path that is shown; if that is damaged, the newest message of the chat. `null` if there are no messages. */
export const shownTip = (db: Db, chatId: string, links: Links): string | null => {
  const tip = storedTip(db, chatId);
  if (tip === undefined) return null;
  return typeof tip === 'string' && links.has(tip) ? tip : ([...links.keys()].at(-1) ?? null);
};

/** The stored end of the path that is shown, which may be damaged; `undefined` if there is no such chat. */
const storedTip = (db: Db, chatId: string): unknown => {
  const row = db.prepare('SELECT tip_id FROM chats WHERE id = ? AND deleted_at IS NULL').get(chatId) as
    | { tip_id: unknown }
    | undefined;
  return row?.tip_id;
};

const siblingsOf = (db: Db, row: MessageRow): string[] =>
  (
    db
      .prepare(
        'SELECT id FROM messages WHERE chat_id = ? AND parent_id IS ? AND deleted_at IS NULL ORDER BY rowid',
      )
      .all(row.chat_id as string, row.parent_id as string | null) as { id: string }[]
  ).map(({ id }) => id);
