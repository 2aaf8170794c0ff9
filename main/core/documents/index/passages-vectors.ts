/** The vectors of passages, made by an embedding model. They are compared one by one: 10,000 of 384 values take some 20 ms. */
import type { Db } from '../../database/connection.ts';
import type { FoundPassage } from './passage-index.ts';
import { rangeOf } from './passages-finds.ts';
import type { PassagesJob, WithoutVector } from './passages-protocol.ts';

/** Up to `most` passages of these documents that have no vector of this model yet. */
export const withoutVector = (
  db: Db,
  { model, documentIds, most }: Extract<PassagesJob, { kind: 'without-vector' }>,
): WithoutVector[] => {
  const found: WithoutVector[] = [];
  for (const documentId of documentIds) {
    const range = rangeOf(db, documentId);
    if (range === null) continue;
    const rows = db
      .prepare(
        `SELECT row, at, length, context FROM passages WHERE row >= ? AND row < ?
         AND NOT EXISTS (SELECT 1 FROM vectors WHERE vectors.model = ? AND vectors.row = passages.row)
         ORDER BY row LIMIT ${Math.trunc(most - found.length)}`,
      )
      .all(...range, model) as Omit<WithoutVector, 'documentId'>[];
    found.push(...rows.map((row) => ({ documentId, ...row })));
    if (found.length >= most) break;
  }
  return found;
};

/** Vectors of passages that were removed meanwhile are left out. */
export const putVectors = (db: Db, { model, vectors }: Extract<PassagesJob, { kind: 'put-vectors' }>): void =>
  db.transaction(() => {
    const put = db.prepare(
      'INSERT OR REPLACE INTO vectors (model, row, vector) SELECT ?, row, ? FROM passages WHERE row = ? AND at = ?',
    );
    for (const { row, at, vector } of vectors) put.run(model, Buffer.from(vector.buffer), row, at);
  });

/** Removes the vectors of all models but this one. */
export const keepVectors = (db: Db, { model }: Extract<PassagesJob, { kind: 'keep-vectors' }>): void => {
  db.prepare('DELETE FROM vectors WHERE model != ?').run(model);
};

/** The passages whose vectors are nearest to `vector`, the nearest first. */
export const nearest = (
  db: Db,
  { model, documentIds, vector, most }: Extract<PassagesJob, { kind: 'nearest' }>,
): FoundPassage[] => {
  const wanted = Buffer.from(vector.buffer);
  const found = documentIds.flatMap((documentId) => {
    const range = rangeOf(db, documentId);
    if (range === null) return [];
    const rows = db
      .prepare(
        `SELECT passages.at AS at, passages.length AS length, found.distance AS distance FROM (
           SELECT row, vector_distance_cos(vector, ?) AS distance FROM vectors
           WHERE model = ? AND row >= ? AND row < ? AND length(vector) = ? ORDER BY distance LIMIT ${Math.trunc(most)}
         ) AS found JOIN passages ON passages.row = found.row ORDER BY distance`,
      )
      .all(wanted, model, ...range, wanted.length) as { at: number; length: number; distance: number }[];
    return rows.map((row) => ({ documentId, ...row }));
  });
  return found
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, most)
    .map(({ documentId, at, length }) => ({ documentId, at, length }));
};
