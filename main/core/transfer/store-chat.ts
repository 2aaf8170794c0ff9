/**
 * Stores an imported chat, or adds its new messages to the one that exists. Chats and messages are identified by their sources, so
 * importing a file twice adds nothing. Each slice is a transaction that leaves a valid chat: if an import is interrupted, nothing is
 * lost, and importing the file again completes it.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { calls } from '../../shared/contract/contract.ts';
import { lengthOf, textOf } from '../../shared/message/parts.ts';
import { writeTold } from '../../shared/words/catalogue.ts';
import { anatomyOf, isEnding, isImported, timingsOf, wordsOf } from '../chats/rows.ts';
import { readParts, writeParts } from '../chats/stored-parts.ts';
import type { Db } from '../database/connection.ts';
import type { ImportedChat, ImportedMessage, OwnChatFields } from './programs/conversation.ts';

/** The most messages in one transaction, which blocks the core: 100 take about 10 ms. */
const messagesAtOnce = 100;

export interface Stored {
  chatId: string;
  isNew: boolean;
  /** The number of messages that were added or got more text. */
  messages: number;
  /** Whether the chat is recently deleted; then nothing is added to it. */
  isDeleted: boolean;
}

interface KnownMessage {
  id: string;
  length: number;
  isImported: boolean;
}

/** Stores one slice with each step and returns the result after the last. `folderOf` returns the id of the folder with a name. */
export function* storeChat(
  db: Db,
  chat: ImportedChat,
  folderOf: (name: string) => string | null,
): Generator<void, Stored> {
  const found = findChat(db, chat.source);
  const isNew = found === null;
  if (found?.isDeleted === true) return { chatId: found.id, isNew: false, messages: 0, isDeleted: true };
  const known = found === null ? new Map<string, KnownMessage>() : knownMessages(db, found.id);
  const chatId = found?.id ?? randomUUID();
  const times = timesOf(chat);
  /** The ids of the stored messages by their sources. */
  const ids = new Map([...known].map(([source, { id }]) => [source, id]));
  let added = 0;
  let last: string | null = null;
  let isBegun = !isNew;

  for (let from = 0; from < chat.messages.length; from += messagesAtOnce) {
    db.transaction(() => {
      if (!isBegun) addChat(db, chatId, chat, times, chat.folder === null ? null : folderOf(chat.folder));
      isBegun = true;
      for (const message of chat.messages.slice(from, from + messagesAtOnce)) {
        const before = known.get(message.source);
        if (before !== undefined) {
          if (grow(db, before, message)) added += 1;
          continue;
        }
        const id = randomUUID();
        ids.set(message.source, id);
        addMessage(db, { id, chatId, message, ids, createdAt: times.of(message) });
        added += 1;
        last = id;
      }
      if (isNew && last !== null) setTip(db, chatId, last);
    });
    yield;
  }
  db.transaction(() => {
    const tip = ids.get(chat.tip ?? '') ?? last;
    if (isNew && tip !== null) setTip(db, chatId, tip);
    else if (last !== null && tip !== null && isShowingImported(db, chatId)) setTip(db, chatId, tip);
    if (added > 0 && !isNew)
      db.prepare('UPDATE chats SET updated_at = max(updated_at, ?) WHERE id = ?').run(
        times.updatedAt,
        chatId,
      );
    const firstKept = ids.get(chat.own?.firstKept ?? '');
    if (isNew && firstKept !== undefined)
      db.prepare('UPDATE chats SET first_kept_id = ? WHERE id = ?').run(firstKept, chatId);
  });
  return { chatId, isNew, messages: added, isDeleted: false };
}

const setTip = (db: Db, chatId: string, tip: string): void =>
  void db.prepare('UPDATE chats SET tip_id = ? WHERE id = ?').run(tip, chatId);

/** Finds the stored chat by its source or, if it was exported by this Hearth, by its id. */
const findChat = (db: Db, source: string): { id: string; isDeleted: boolean } | null => {
  const own = source.startsWith('hearth:') ? source.slice('hearth:'.length) : null;
  const row = (db.prepare('SELECT id, deleted_at FROM chats WHERE source = ?').get(source) ??
    (own === null ? undefined : db.prepare('SELECT id, deleted_at FROM chats WHERE id = ?').get(own))) as
    | { id: string; deleted_at: unknown }
    | undefined;
  return row === undefined ? null : { id: row.id, isDeleted: row.deleted_at !== null };
};

const knownMessages = (db: Db, chatId: string): Map<string, KnownMessage> =>
  new Map(
    (
      db
        .prepare(
          `SELECT id, source, (SELECT sum(length(text)) FROM parts WHERE message_id = messages.id) AS length
           FROM messages WHERE chat_id = ?`,
        )
        .all(chatId) as { id: string; source: string | null; length: number | null }[]
    ).map(({ id, source, length }) => [
      source ?? `hearth:${id}`,
      { id, length: length ?? 0, isImported: isImported({ id, source }) },
    ]),
  );

/** Whether the path that is shown ends with an imported message, so that the user has not continued it here. */
const isShowingImported = (db: Db, chatId: string): boolean => {
  const tip = db
    .prepare(
      'SELECT messages.id, messages.source FROM chats JOIN messages ON messages.id = chats.tip_id WHERE chats.id = ?',
    )
    .get(chatId) as { id: string; source: string | null } | undefined;
  return tip !== undefined && isImported(tip);
};

/**
 * Lets the imported forks name the messages that they were forked from by their ids here, now that those chats may have been
 * imported too. Until then, they name them by their sources. Returns the ids of the forks that changed.
 */
export const nameForks = (db: Db): string[] => {
  const forks = db
    .prepare("SELECT id, forked_from AS source FROM chats WHERE forked_from LIKE '%:%'")
    .all() as { id: string; source: string }[];
  if (forks.length === 0) return [];
  const rows = db
    .prepare(
      `SELECT id, source FROM messages
       WHERE source IN (SELECT value FROM json_each(?1)) OR id IN (SELECT substr(value, 8) FROM json_each(?1))`,
    )
    .all(JSON.stringify(forks.map(({ source }) => source))) as { id: string; source: string | null }[];
  const ids = new Map(rows.map(({ id, source }) => [source ?? `hearth:${id}`, id]));
  const found = forks.filter(({ source }) => ids.has(source));
  for (const { id, source } of found)
    db.prepare('UPDATE chats SET forked_from = ? WHERE id = ?').run(ids.get(source)!, id);
  return found.map(({ id }) => id);
};

/** Completes the text of an answer that was incomplete in an earlier export; changes nothing else. */
const grow = (db: Db, before: KnownMessage, message: ImportedMessage): boolean => {
  // SQLite counts code points, JavaScript code units: never fewer.
  if (!before.isImported || lengthOf(message) <= before.length) return false;
  const parts = readParts(db, [before.id]).get(before.id) ?? [];
  const [old, now] = [textOf({ parts }), textOf(message)];
  if (lengthOf({ parts }) >= lengthOf(message) || !now.startsWith(old)) return false;
  writeParts(db, before.id, message.parts);
  return true;
};

interface Times {
  createdAt: number;
  updatedAt: number;
  /** The time of a message; if it has none, that of the message before it. */
  of: (message: ImportedMessage) => number;
}

const timesOf = (chat: ImportedChat): Times => {
  const told = chat.messages.flatMap(({ createdAt }) => createdAt ?? []);
  const least = told.reduce((a, b) => Math.min(a, b), Infinity);
  const most = told.reduce((a, b) => Math.max(a, b), -Infinity);
  const createdAt = chat.createdAt ?? (told.length > 0 ? least : (chat.updatedAt ?? Date.now()));
  const updatedAt = chat.updatedAt ?? (told.length > 0 ? most : createdAt);
  const known = new Map<string, number>();
  return {
    createdAt,
    updatedAt,
    of: ({ source, parent, createdAt: own }) => {
      const time = own ?? known.get(parent ?? '') ?? createdAt;
      known.set(source, time);
      return time;
    },
  };
};

const titlers = z.enum(['question', 'model', 'user']);

const values = z.record(z.string(), z.unknown());

const presetForm = z.object({ name: z.string(), settings: values.catch({}) });

const ownColumns = (db: Db, own: OwnChatFields | undefined) => ({
  overflow: calls.setOverflow.args.shape.overflow.safeParse(own?.overflow).data ?? 'shift',
  thinking: jsonOf(calls.setThinking.args.shape.thinking.safeParse(own?.thinking).data),
  ...howAnswered(db, own),
  titledBy: titlers.safeParse(own?.titledBy).data ?? 'user',
});

/** A chat uses the preset here that has the name of its own; if there is none, the values of that preset become the chat's. */
const howAnswered = (
  db: Db,
  own: OwnChatFields | undefined,
): { settings: string | null; presetId: string | null } => {
  const settings = values.safeParse(own?.settings).data;
  const preset = presetForm.safeParse(own?.preset).data;
  if (preset === undefined) return { settings: jsonOf(settings), presetId: null };
  const here = db.prepare('SELECT id FROM presets WHERE name = ? ORDER BY created_at').get(preset.name) as
    | { id: string }
    | undefined;
  return here === undefined
    ? { settings: jsonOf({ ...preset.settings, ...settings }), presetId: null }
    : { settings: jsonOf(settings), presetId: here.id };
};

const jsonOf = (value: object | undefined): string | null =>
  value === undefined ? null : JSON.stringify(value);

const addChat = (db: Db, id: string, chat: ImportedChat, times: Times, folderId: string | null): void => {
  const { overflow, thinking, settings: own, presetId, titledBy } = ownColumns(db, chat.own);
  // The settings of a chat are validated when they are read (chats/chat-setups.ts).
  const settings = chat.systemPrompt === null ? own : JSON.stringify({ systemPrompt: chat.systemPrompt });
  db.prepare(
    `INSERT INTO chats (id, title, created_at, updated_at, overflow, thinking, settings, preset_id, titled_by, folder_id,
       pinned_at, archived_at, forked_from, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    id,
    chat.title,
    times.createdAt,
    times.updatedAt,
    overflow,
    thinking,
    settings,
    presetId,
    titledBy,
    folderId,
    chat.own?.pinnedAt ?? (chat.isPinned ? times.updatedAt : null),
    chat.own?.archivedAt ?? (chat.isArchived ? times.updatedAt : null),
    chat.own?.forkedFrom ?? null,
    chat.source,
  );
};

interface NewMessage {
  id: string;
  chatId: string;
  message: ImportedMessage;
  ids: ReadonlyMap<string, string>;
  createdAt: number;
}

const addMessage = (db: Db, { id, chatId, message, ids, createdAt }: NewMessage): void => {
  const { role, parts, modelName, source, parent, own } = message;
  const timings = own === undefined ? null : timingsOf(JSON.stringify(own.timings));
  const differed = timings?.reuse?.messageId;
  // Timings name other messages by their ids, which are new ones here.
  const reuse = timings?.reuse && { ...timings.reuse, messageId: ids.get(differed ?? '') ?? null };
  const anatomy = own === undefined ? null : anatomyOf(JSON.stringify(own.anatomy));
  const gaps = anatomy === null ? null : (bytesOf(own?.gaps ?? null) ?? Buffer.alloc(0));
  db.prepare(
    `INSERT INTO messages (id, chat_id, parent_id, role, model_name, model_id, created_at, ending, problem, timings, anatomy, gaps,
       beginning, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    id,
    chatId,
    parent === null ? null : (ids.get(parent) ?? null),
    role,
    role === 'model' ? modelName : null,
    role === 'model' ? (own?.modelId ?? null) : null,
    createdAt,
    own === undefined || role === 'user' ? 'finished' : isEnding(own.ending) ? own.ending : 'interrupted',
    own?.problem ? writeTold(own.problem) : null,
    timings === null ? null : JSON.stringify({ ...timings, ...(reuse ? { reuse } : {}) }),
    anatomy === null ? null : JSON.stringify(anatomy),
    gaps,
    role === 'model' ? (own?.beginning ?? null) : null,
    source,
  );
  writeParts(db, id, parts);
};

/** Decodes base64 to whole 32-bit words; `null` if it is anything else. */
const bytesOf = (base64: string | null): Buffer | null => {
  if (base64 === null) return null;
  const bytes = Buffer.from(base64, 'base64');
  return wordsOf(bytes) === null ? null : bytes;
};
