/** The documents in the database. A damaged value counts as one that is not known. */
import type { DocumentFacts } from '../../shared/contract/documents.ts';
import type { DocumentKind } from '../../shared/documents/document-text.ts';
import { readTold, writeTold } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import type { Db } from '../database/connection.ts';
import { parsed, timeOf } from '../database/stored-values.ts';

/** A document as it is stored. */
export interface StoredDocument {
  id: string;
  name: string;
  /** Where it was attached from; `null`: it was uploaded. */
  path: string | null;
  /** SHA-256 in hex of the original, or of the text of a folder; `null`: not known yet. */
  digest: string | null;
  /** The size of the original. */
  bytes: number;
  /** The modification time of the file at `path` when it was read, in ms since the epoch; `null` for a folder. */
  modifiedAt: number | null;
  addedAt: number;
  usedAt: number;
  /** `null`: its text was not extracted. */
  facts: DocumentFacts | null;
  /** Why its text was not extracted; `null`: it was, or will be. */
  problem: Told | null;
}

export interface DocumentRows {
  /** The last used first. */
  all(): StoredDocument[];
  find(id: string): StoredDocument | null;
  /** The newest one with these bytes. */
  withDigest(digest: string): StoredDocument | null;
  /** The newest one that was attached from there. */
  at(path: string): StoredDocument | null;
  add(document: StoredDocument): void;
  /** Replaces all but its id. */
  change(document: StoredDocument): void;
  /** Also removes their passages from messages. Returns whether there were any. */
  remove(ids: readonly string[]): boolean;
  /** The number of chats with a message that has the document, by its id; deleted messages count. */
  chatCounts(): Map<string, number>;
  /** The chats with a message that has one of the documents. */
  chatsWith(ids: readonly string[]): string[];
}

/** As in the index `parts_of_documents`. */
const documentIdOf = "json_extract(iif(json_valid(data), data, '{}'), '$.documentId')";

type Row = Record<string, unknown>;

export const documentRowsIn = (db: Db): DocumentRows => {
  const read = (rest: string, ...values: string[]): StoredDocument[] =>
    (db.prepare(`SELECT * FROM documents ${rest}`).all(...values) as Row[]).map(toDocument);
  const columns = (document: StoredDocument): (string | number | null)[] => [
    document.name,
    document.path,
    document.digest,
    document.bytes,
    document.modifiedAt,
    document.addedAt,
    document.usedAt,
    document.facts === null ? null : JSON.stringify(document.facts),
    document.problem === null ? null : writeTold(document.problem),
    document.id,
  ];
  return {
    all: () => read('ORDER BY used_at DESC, rowid DESC'),
    find: (id) => read('WHERE id = ?', id)[0] ?? null,
    withDigest: (digest) => read('WHERE digest = ? ORDER BY added_at DESC', digest)[0] ?? null,
    at: (path) => read('WHERE path = ? ORDER BY added_at DESC', path)[0] ?? null,
    add: (document) => {
      db.prepare(
        `INSERT INTO documents (name, path, digest, bytes, modified_at, added_at, used_at, facts, problem, id)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(...columns(document));
    },
    change: (document) => {
      db.prepare(
        `UPDATE documents SET name = ?, path = ?, digest = ?, bytes = ?, modified_at = ?, added_at = ?, used_at = ?,
         facts = ?, problem = ? WHERE id = ?`,
      ).run(...columns(document));
    },
    remove: (ids) => {
      const json = JSON.stringify(ids);
      return db.transaction(() => {
        db.prepare('DELETE FROM documents WHERE id IN (SELECT value FROM json_each(?))').run(json);
        return (
          db
            .prepare(
              `UPDATE parts SET text = '' WHERE kind = 'document' AND text != ''
               AND ${documentIdOf} IN (SELECT value FROM json_each(?))`,
            )
            .run(json).changes > 0
        );
      });
    },
    chatCounts: () => {
      const rows = db
        .prepare(
          `SELECT ${documentIdOf} AS id, count(DISTINCT chat_id) AS chats FROM parts
           JOIN messages ON messages.id = parts.message_id WHERE kind = 'document' GROUP BY 1`,
        )
        .all() as { id: unknown; chats: number }[];
      return new Map(rows.map(({ id, chats }) => [String(id), chats]));
    },
    chatsWith: (ids) =>
      (
        db
          .prepare(
            `SELECT DISTINCT chat_id AS id FROM json_each(?) AS asked
             JOIN parts ON kind = 'document' AND ${documentIdOf} = asked.value
             JOIN messages ON messages.id = parts.message_id`,
          )
          .all(JSON.stringify(ids)) as { id: string }[]
      ).map(({ id }) => id),
  };
};

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOr = <Other>(value: unknown, other: Other): number | Other =>
  typeof value === 'number' ? value : other;

const toDocument = (row: Row): StoredDocument => ({
  id: String(row['id']),
  name: textOr(row['name']) ?? '',
  path: textOr(row['path']),
  digest: textOr(row['digest']),
  bytes: numberOr(row['bytes'], 0),
  modifiedAt: numberOr(row['modified_at'], null),
  addedAt: timeOf(row['added_at']),
  usedAt: timeOf(row['used_at']),
  facts: factsOf(parsed(row['facts'])),
  problem: typeof row['problem'] === 'string' ? readTold(row['problem']) : null,
});

/** `null` if the facts lack what every document has. */
const factsOf = (stored: unknown): DocumentFacts | null => {
  if (typeof stored !== 'object' || stored === null) return null;
  const { kind, characters, lines, pages, remarks, canRecognise } = stored as Partial<DocumentFacts>;
  if (typeof kind !== 'string' || typeof characters !== 'number' || typeof lines !== 'number') return null;
  const hasPages = typeof pages === 'object' && pages !== null && typeof pages.count === 'number';
  return {
    kind: kind as DocumentKind,
    characters,
    lines,
    pages: hasPages ? { count: pages.count, withText: numberOr(pages.withText, pages.count) } : null,
    remarks: Array.isArray(remarks) ? remarks : [],
    canRecognise: canRecognise === true,
  };
};
