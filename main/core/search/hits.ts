/** Reads the chats and messages that the index found from the database, whose rows may be damaged, and makes hits of them. */
import type { FoundChat, SearchHit } from '../../shared/contract/search.ts';
import { fold } from '../../shared/search/fold.ts';
import { spansOf } from '../../shared/search/terms.ts';
import { toMessage, type MessageRow } from '../chats/rows.ts';
import { searchedText } from '../../shared/message/parts.ts';
import { readParts } from '../chats/stored-parts.ts';
import type { Db } from '../database/connection.ts';
import { snippetOf, type Snippet } from './snippets.ts';

/** The ids of the recently deleted chats. */
export const deletedChats = (db: Db): string[] =>
  (db.prepare('SELECT id FROM chats WHERE deleted_at IS NOT NULL').all() as { id: unknown }[]).map(({ id }) =>
    String(id),
  );

/** The ids of the chats that contain deleted messages. */
export const chatsWithDeletedMessages = (db: Db): Set<string> =>
  new Set(
    (
      db.prepare('SELECT DISTINCT chat_id AS id FROM messages WHERE deleted_at IS NOT NULL').all() as {
        id: unknown;
      }[]
    ).map(({ id }) => String(id)),
  );

/** The places of `terms` in a title; empty if it does not contain all of them. */
export const titleMarksOf = (title: string, terms: readonly string[]): FoundChat['titleMarks'] =>
  hasAll(title, terms) ? spansOf(title, terms) : [];

const hasAll = (text: string, terms: readonly string[]): boolean => {
  const folded = fold(text);
  return terms.every((term) => folded.includes(term));
};

/** The hits in the messages `ids`, in the same order, without messages that no longer exist. */
export const hitsIn = (db: Db, ids: readonly string[], terms: readonly string[]): SearchHit[] => {
  const rows = db
    .prepare(
      `SELECT id, chat_id, parent_id, role, model_name, model_id, created_at, ending, problem, NULL AS timings
       FROM messages WHERE id IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify(ids)) as MessageRow[];
  const byId = new Map(rows.map((row) => [String(row.id), row]));
  const parts = readParts(db, ids);
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (row === undefined) return [];
    const { role, createdAt } = toMessage(row, [], [id]);
    let best: { kind: SearchHit['kind']; snippet: Snippet } | null = null;
    for (const part of parts.get(id) ?? []) {
      const { kind } = part;
      const snippet = snippetOf(searchedText(part), terms);
      if (snippet === null) continue;
      const rank = snippet.terms + (kind === 'thoughts' ? 0 : 0.5);
      const known = best === null ? 0 : best.snippet.terms + (best.kind === 'thoughts' ? 0 : 0.5);
      if (rank > known) best = { kind, snippet };
    }
    if (best === null) return [];
    const { kind, snippet } = best;
    return [{ messageId: id, role, kind, createdAt, snippet: snippet.text, marks: snippet.marks }];
  });
};

/** Returns a function that tells whether a message of the chat is deleted, by itself or together with one above it. */
export const deletedIn = (db: Db, chatId: string): ((id: string) => boolean) => {
  const rows = db.prepare('SELECT id, parent_id, deleted_at FROM messages WHERE chat_id = ?').all(chatId) as {
    id: string;
    parent_id: string | null;
    deleted_at: unknown;
  }[];
  const byId = new Map(rows.map((row) => [row.id, row]));
  return (id) => {
    // Damage can have made a cycle of the tree.
    const passed = new Set<string>();
    for (let row = byId.get(id); row !== undefined && !passed.has(row.id);) {
      if (row.deleted_at !== null) return true;
      passed.add(row.id);
      row = row.parent_id === null ? undefined : byId.get(row.parent_id);
    }
    return false;
  };
};
