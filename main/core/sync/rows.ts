/** Reads and writes the rows of the database as the fields of records (records.ts). Damaged values are replaced as elsewhere. */
import { visible } from '../../shared/format/visible-text.ts';
import { endingOf, timingsOf } from '../chats/rows.ts';
import type { Db } from '../database/connection.ts';
import { parsed } from '../database/stored-values.ts';
import { largestDocument, type FieldsOf, type Kind, type RowKind } from './records.ts';

/** The values of a row's fields; all but `gone`. */
export type Values = Record<string, unknown>;

type Row = Record<string, unknown>;

export interface SyncedRows {
  /** `null`: there is no such row. `running`: an answer that is still being written. */
  read(kind: Kind, id: string): Values | null | 'running';
  has(kind: Kind, id: string): boolean;
  /** Adds a row with all of its fields. */
  insert(kind: Kind, id: string, values: Values): void;
  /** Changes these fields of a row. */
  update(kind: Kind, id: string, values: Values): void;
  /** Deletes a folder, a prompt or a preset. */
  remove(kind: Kind, id: string): void;
  /** The ids of all rows of this kind, what others refer to first. */
  ids(kind: RowKind): string[];
}

const tables: Readonly<Record<RowKind, string>> = {
  chat: 'chats',
  message: 'messages',
  folder: 'folders',
  prompt: 'prompts',
  preset: 'presets',
};

const timeOf = (value: unknown): number =>
  typeof value === 'number' && value >= 0 && value <= 8.64e15 ? value : 0;
const timeOrNull = (value: unknown): number | null => (value === null ? null : timeOf(value));
const textOf = (value: unknown): string => visible(String(value ?? ''));
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? visible(value) : null);
const recordOrNull = (json: unknown): Record<string, unknown> | null => {
  const value = parsed(json);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
};
const jsonOrNull = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

export const syncedRowsIn = (db: Db): SyncedRows => {
  const rowOf = (kind: RowKind, id: string): Row | undefined =>
    db.prepare(`SELECT * FROM ${tables[kind]} WHERE id = ?`).get(id) as Row | undefined;

  const readers: { [K in RowKind]: (row: Row, id: string) => Omit<FieldsOf<K>, 'gone'> } = {
    chat: (row) => ({
      made: {
        createdAt: timeOf(row['created_at']),
        forkedFrom: textOrNull(row['forked_from']),
        source: textOrNull(row['source']),
      },
      title: {
        title: textOf(row['title']),
        titledBy: row['titled_by'] === 'question' || row['titled_by'] === 'model' ? row['titled_by'] : 'user',
      },
      used: timeOf(row['updated_at']),
      folder: textOrNull(row['folder_id']),
      pinned: timeOrNull(row['pinned_at']),
      archived: timeOrNull(row['archived_at']),
      answering: {
        overflow: row['overflow'] === 'stop' || row['overflow'] === 'summary' ? row['overflow'] : 'shift',
        thinking: recordOrNull(row['thinking']),
        settings: recordOrNull(row['settings']),
      },
      preset: textOrNull(row['preset_id']),
      hidden: timeOrNull(row['deleted_at']),
    }),
    message: (row, id) => ({
      made: {
        chatId: String(row['chat_id']),
        parentId: textOrNull(row['parent_id']),
        role: row['role'] === 'user' ? 'user' : 'model',
        createdAt: timeOf(row['created_at']),
      },
      content: {
        parts: (
          db
            .prepare('SELECT kind, text, data FROM parts WHERE message_id = ? ORDER BY position')
            .all(id) as Row[]
        ).map(({ kind, text, data }) => ({
          kind: textOf(kind),
          text: textOf(text),
          data: recordOrNull(data),
        })),
        modelName: textOrNull(row['model_name']),
        modelId: textOrNull(row['model_id']),
        ending: endingOf(row['ending']) ?? 'interrupted',
        problem: textOrNull(row['problem']),
        timings: timingsOf(row['timings']) as Record<string, unknown> | null,
        beginning: textOrNull(row['beginning']),
        source: row['source'] === importedFrom(id) ? null : textOrNull(row['source']),
      },
      deleted: timeOrNull(row['deleted_at']),
    }),
    folder: (row) => ({
      made: { createdAt: timeOf(row['created_at']) },
      name: textOf(row['name']),
      position: Number.isSafeInteger(row['position']) ? (row['position'] as number) : 0,
    }),
    prompt: (row) => ({
      made: { createdAt: timeOf(row['created_at']) },
      content: { name: textOf(row['name']), text: textOf(row['text']) },
    }),
    preset: (row) => ({
      made: { createdAt: timeOf(row['created_at']) },
      content: {
        name: textOf(row['name']),
        modelId: textOrNull(row['model_id']),
        settings: recordOrNull(row['settings']) ?? {},
      },
    }),
  };

  /** The columns of each field, with their values. */
  const columns = (kind: Kind, id: string, values: Values): Record<string, string | number | null> => {
    const all: Record<string, string | number | null> = {};
    const put = <K extends Kind, F extends keyof FieldsOf<K>>(
      _: K,
      field: F,
      into: (value: FieldsOf<K>[F]) => Record<string, string | number | null>,
    ): void => {
      if (Object.hasOwn(values, field)) Object.assign(all, into(values[field as string] as FieldsOf<K>[F]));
    };
    switch (kind) {
      case 'chat':
        put(kind, 'made', (made) => ({
          created_at: made.createdAt,
          forked_from: made.forkedFrom,
          source: isFree(db, made.source) ? made.source : null,
        }));
        put(kind, 'title', ({ title, titledBy }) => ({ title: visible(title), titled_by: titledBy }));
        put(kind, 'used', (used) => ({ updated_at: used }));
        put(kind, 'folder', (folder) => ({ folder_id: folder }));
        put(kind, 'pinned', (pinned) => ({ pinned_at: pinned }));
        put(kind, 'archived', (archived) => ({ archived_at: archived }));
        put(kind, 'answering', ({ overflow, thinking, settings }) => ({
          overflow,
          thinking: jsonOrNull(thinking),
          settings: jsonOrNull(settings),
        }));
        put(kind, 'preset', (preset) => ({ preset_id: preset }));
        put(kind, 'hidden', (hidden) => ({ deleted_at: hidden }));
        break;
      case 'message':
        put(kind, 'made', (made) => ({
          chat_id: made.chatId,
          parent_id: made.parentId,
          role: made.role,
          created_at: made.createdAt,
        }));
        put(kind, 'content', (content) => ({
          model_name: content.modelName,
          model_id: content.modelId,
          ending: endingOf(content.ending) ?? 'interrupted',
          problem: content.problem,
          timings: jsonOrNull(timingsOf(JSON.stringify(content.timings))),
          beginning: content.beginning,
          // Its speeds are those of another machine; see `isImported`.
          source: content.source ?? importedFrom(id),
          // They belong to the content that was here.
          tokens: null,
          tokens_model: null,
        }));
        put(kind, 'deleted', (deleted) => ({ deleted_at: deleted }));
        break;
      case 'folder':
        put(kind, 'made', ({ createdAt }) => ({ created_at: createdAt }));
        put(kind, 'name', (name) => ({ name: visible(name) }));
        put(kind, 'position', (position) => ({ position }));
        break;
      case 'prompt':
        put(kind, 'made', ({ createdAt }) => ({ created_at: createdAt }));
        put(kind, 'content', ({ name, text }) => ({
          name: visible(name),
          text: visible(text),
          updated_at: Date.now(),
        }));
        break;
      case 'preset':
        put(kind, 'made', ({ createdAt }) => ({ created_at: createdAt }));
        put(kind, 'content', ({ name, modelId, settings }) => ({
          name: visible(name),
          model_id: modelId,
          settings: JSON.stringify(settings),
          updated_at: Date.now(),
        }));
        break;
      case 'setting':
      case 'document':
        break;
    }
    return all;
  };

  const writeParts = (id: string, values: Values): void => {
    if (!Object.hasOwn(values, 'content')) return;
    const { parts } = values['content'] as FieldsOf<'message'>['content'];
    db.prepare('DELETE FROM parts WHERE message_id = ?').run(id);
    const insert = db.prepare(
      'INSERT INTO parts (message_id, position, kind, text, data) VALUES (?, ?, ?, ?, ?)',
    );
    for (const [position, { kind, text, data }] of parts.entries())
      insert.run(id, position, kind, visible(text), jsonOrNull(data));
  };

  return {
    read: (kind, id) => {
      if (kind === 'setting') return null;
      if (kind === 'document') return documentIn(db, id);
      const row = rowOf(kind, id);
      if (row === undefined) return null;
      if (kind === 'message' && row['ending'] === null) return 'running';
      return readers[kind](row, id);
    },
    has: (kind, id) =>
      kind === 'document' ? documentIn(db, id) !== null : kind !== 'setting' && rowOf(kind, id) !== undefined,
    insert: (kind, id, values) => {
      if (kind === 'setting' || kind === 'document') return;
      const found = { id, ...columns(kind, id, values) };
      const names = Object.keys(found);
      db.prepare(
        `INSERT INTO ${tables[kind]} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      ).run(...Object.values(found));
      if (kind === 'message') writeParts(id, values);
    },
    update: (kind, id, values) => {
      if (kind === 'setting' || kind === 'document') return;
      const found = columns(kind, id, values);
      const names = Object.keys(found);
      if (names.length > 0)
        db.prepare(
          `UPDATE ${tables[kind]} SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`,
        ).run(...Object.values(found), id);
      if (kind === 'message') writeParts(id, values);
    },
    remove: (kind, id) => {
      if (kind === 'folder' || kind === 'prompt' || kind === 'preset')
        db.prepare(`DELETE FROM ${tables[kind]} WHERE id = ?`).run(id);
    },
    ids: (kind) =>
      (db.prepare(`SELECT id FROM ${tables[kind]} ORDER BY rowid`).all() as { id: unknown }[]).map(({ id }) =>
        String(id),
      ),
  };
};

/** A document whose file is carried; `null` for others. A folder has no time of change. */
const documentIn = (db: Db, id: string): Values | null => {
  const row = db
    .prepare(
      `SELECT name, digest, bytes, added_at FROM documents
       WHERE id = ? AND digest IS NOT NULL AND facts IS NOT NULL AND modified_at IS NOT NULL AND bytes BETWEEN 1 AND ?`,
    )
    .get(id, largestDocument) as Row | undefined;
  return row === undefined
    ? null
    : {
        made: {
          name: textOf(row['name']),
          digest: String(row['digest']),
          bytes: Number(row['bytes']),
          createdAt: timeOf(row['added_at']),
        },
      };
};

/** The source of a message that came from another machine; an import finds it by this (core/transfer/store-chat.ts). */
const importedFrom = (id: string): string => `hearth:${id}`;

const isFree = (db: Db, source: string | null): boolean =>
  source === null || db.prepare('SELECT 1 FROM chats WHERE source = ?').get(source) === undefined;
