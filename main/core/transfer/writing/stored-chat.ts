/** Reads a chat with everything that is stored about it, to export it. */
import type { Chat } from '../../../shared/contract/chats.ts';
import type { Message } from '../../../shared/contract/message.ts';
import { pathTo, type Links } from '../../chats/message-tree.ts';
import { toChat, toMessage, type ChatRow, type MessageRow } from '../../chats/rows.ts';
import { readParts } from '../../chats/stored-parts.ts';
import type { Db } from '../../database/connection.ts';
import { parsed } from '../../database/stored-values.ts';

export interface StoredMessage {
  message: Message;
  /** Its name in exports; see `ImportedMessage.source`. */
  source: string;
  /** The source of the message before it. */
  parent: string | null;
  /** JSON of its anatomy, and the bytes of the column beside it. */
  anatomy: unknown;
  gaps: Buffer | null;
}

export interface StoredChat {
  chat: Chat;
  source: string;
  /** Parents before their children, unless the database is damaged. */
  messages: StoredMessage[];
  /** The sources of the messages of the path that is shown. */
  path: string[];
  firstKept: string | null;
  /** The source of the message of another chat from which this one was forked. */
  forkedFrom: string | null;
  settings: unknown;
  /** Its preset, by name, with the values that the preset has now; `null`: none. */
  preset: { name: string; settings: unknown } | null;
  titledBy: string;
  pinnedAt: number | null;
  archivedAt: number | null;
  /** The name of its folder. */
  folder: string | null;
}

type Row = Record<string, unknown>;

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const bytesOr = (value: unknown): Buffer | null => (Buffer.isBuffer(value) ? value : null);

/** The source of a row; one that was not imported gets a source from its id. */
const sourceIn = (row: Row): string => textOr(row['source']) ?? `hearth:${String(row['id'])}`;

/** The source of a message; a name that no message here has is a source already (`nameForks` in store-chat.ts). */
const forkedFromIn = (db: Db, messageId: string | null): string | null => {
  const row = db.prepare('SELECT id, source FROM messages WHERE id = ?').get(messageId) as Row | undefined;
  return row !== undefined ? sourceIn(row) : messageId?.includes(':') === true ? messageId : null;
};

/** The ids of all chats, the last used first. */
export const allChatIds = (db: Db): string[] =>
  (
    db
      .prepare('SELECT id FROM chats WHERE deleted_at IS NULL ORDER BY updated_at DESC, rowid DESC')
      .all() as {
      id: string;
    }[]
  ).map(({ id }) => id);

/** Reads a chat; `null` if it does not exist or is deleted. Deleted messages and those below them are left out. */
export const readStoredChat = (db: Db, id: string): StoredChat | null => {
  const row = db
    .prepare(
      `SELECT chats.*, folders.name AS folder_name, presets.name AS preset_name, presets.settings AS preset_settings
       FROM chats LEFT JOIN folders ON folders.id = chats.folder_id LEFT JOIN presets ON presets.id = chats.preset_id
       WHERE chats.id = ? AND deleted_at IS NULL`,
    )
    .get(id) as (ChatRow & Row) | undefined;
  if (row === undefined) return null;
  const rows = db
    .prepare(
      `SELECT id, chat_id, parent_id, role, model_name, model_id, created_at, ending, problem, timings,
         anatomy, gaps, source, beginning, deleted_at FROM messages WHERE chat_id = ? ORDER BY rowid`,
    )
    .all(id) as (MessageRow & Row)[];
  const deleted = new Set<string>();
  for (const one of rows)
    if (one['deleted_at'] !== null || deleted.has(String(one.parent_id))) deleted.add(String(one.id));
  const kept = rows.filter((one) => !deleted.has(String(one.id)));
  const links: Links = new Map(kept.map((one) => [String(one.id), textOr(one.parent_id)]));
  const parts = readParts(
    db,
    kept.map((one) => String(one.id)),
  );
  const sourceOf = new Map(kept.map((one) => [String(one.id), sourceIn(one)]));
  const named = (messageId: string | null): string | null =>
    messageId === null ? null : (sourceOf.get(messageId) ?? null);
  const tip = textOr(row.tip_id);
  const shown = pathTo(tip !== null && links.has(tip) ? tip : ([...links.keys()].at(-1) ?? null), links);
  return {
    chat: toChat(row),
    source: sourceIn(row),
    messages: kept.map((one) => {
      const message = toMessage(one, parts.get(String(one.id)) ?? [], []);
      const reuse = message.timings?.reuse;
      return {
        message:
          reuse === undefined
            ? message
            : {
                ...message,
                timings: { ...message.timings!, reuse: { ...reuse, messageId: named(reuse.messageId) } },
              },
        source: sourceOf.get(message.id)!,
        parent: named(message.parentId),
        anatomy: parsed(one['anatomy']) ?? null,
        gaps: bytesOr(one['gaps']),
      };
    }),
    path: shown.flatMap((messageId) => sourceOf.get(messageId) ?? []),
    firstKept: named(textOr(row.first_kept_id)),
    forkedFrom: forkedFromIn(db, textOr(row.forked_from)),
    settings: parsed(row['settings']) ?? null,
    preset: presetOf(row),
    titledBy: textOr(row['titled_by']) ?? 'user',
    pinnedAt: numberOr(row['pinned_at']),
    archivedAt: numberOr(row['archived_at']),
    folder: textOr(row['folder_name']),
  };
};

const presetOf = (row: Row): StoredChat['preset'] => {
  const name = textOr(row['preset_name']);
  return name === null ? null : { name, settings: parsed(row['preset_settings']) ?? null };
};
