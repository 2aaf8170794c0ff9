/** Queries of the index of passages. */
import type { Db } from '../../database/connection.ts';
import type { FoundPassage } from './passage-index.ts';
import { rowsOfDocument } from './passages-file.ts';
import type { Found, PassagesJob } from './passages-protocol.ts';
import { questionOf } from './question.ts';

/** How much a word in the headings of a passage counts for, compared with one in its text. */
const contextWeight = 0.5;

interface Ranked extends FoundPassage {
  /** Of BM25: the lower the better. */
  score: number;
}

export const findPassages = (
  db: Db,
  { documentIds, query, most }: Extract<PassagesJob, { kind: 'find' }>,
): Found => {
  const question = questionOf(query);
  if (question === null) return [];
  const ids = [...new Set(documentIds)];
  return [
    ranked(db, ids, `bm25(words, 1, ${contextWeight})`, 'words', question.words, most),
    ranked(db, ids, 'bm25(parts)', 'parts', question.parts, most),
  ];
};

/** The passages of these documents with any of `terms`, the best first. */
const ranked = (
  db: Db,
  documentIds: readonly string[],
  score: string,
  table: 'words' | 'parts',
  terms: readonly string[],
  most: number,
): FoundPassage[] => {
  if (terms.length === 0) return [];
  const match = terms.map((term) => `"${term}"`).join(' OR ');
  const found = documentIds.flatMap((documentId): Ranked[] => {
    const range = rangeOf(db, documentId);
    if (range === null) return [];
    const rows = db
      .prepare(
        `SELECT passages.at AS at, passages.length AS length, found.score AS score FROM (
           SELECT rowid AS row, ${score} AS score FROM ${table} WHERE ${table} MATCH ? AND rowid >= ? AND rowid < ?
           ORDER BY score LIMIT ${Math.trunc(most)}
         ) AS found CROSS JOIN passages ON passages.row = found.row`,
      )
      .all(match, ...range) as Omit<Ranked, 'documentId'>[];
    return rows.map((row) => ({ documentId, ...row }));
  });
  return found
    .toSorted((one, other) => one.score - other.score || one.at - other.at)
    .slice(0, most)
    .map(({ documentId, at, length }) => ({ documentId, at, length }));
};

/** The first row of a document, and the first one behind it. */
export const rangeOf = (db: Db, documentId: string): [number, number] | null => {
  const found = db.prepare("SELECT number FROM documents WHERE id = ? AND version <> ''").get(documentId) as
    | { number: number }
    | undefined;
  return found === undefined ? null : [found.number * rowsOfDocument, (found.number + 1) * rowsOfDocument];
};

/** The first passages of these documents, in turn one of each. */
export const firstPassages = (
  db: Db,
  { documentIds, most }: Extract<PassagesJob, { kind: 'first' }>,
): FoundPassage[] => {
  const each = Math.ceil(most / Math.max(1, documentIds.length));
  const found = [...new Set(documentIds)].map((documentId) => {
    const range = rangeOf(db, documentId);
    const rows =
      range === null
        ? []
        : (db
            .prepare(
              `SELECT at, length FROM passages WHERE row >= ? AND row < ? ORDER BY row LIMIT ${Math.trunc(each)}`,
            )
            .all(...range) as { at: number; length: number }[]);
    return rows.map((row) => ({ documentId, ...row }));
  });
  const turns = Array.from({ length: each }, (_, turn) => found.flatMap((rows) => rows[turn] ?? []));
  return turns.flat().slice(0, most);
};
