/** The list of downloads as the database keeps it, in order and over restarts. */
import { z } from 'zod';
import { readTold, writeTold } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import type { Db } from '../database/connection.ts';
import { parsed, timeOf } from '../database/stored-values.ts';
import type { Part } from './partial-state.ts';

export interface Wanted {
  id: string;
  repository: string;
  revision: string;
  licence: string | null;
  /** The model folder that its files go to. */
  folder: string;
  /** The first part is the file that is loaded. */
  parts: Part[];
  /** What the user wants; `go` also while it waits. */
  wish: 'go' | 'paused' | 'failed' | 'done';
  /** Why it failed. */
  problem: Told | null;
  refetchedBytes: number;
  createdAt: number;
}

export const partsForm = z
  .array(
    z.object({
      path: z.string().min(1).max(1000),
      bytes: z
        .number()
        .int()
        .nonnegative()
        .max(2 ** 46),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .nullable(),
    }),
  )
  .min(1)
  .max(1000);

const rowForm = z.object({
  id: z.string().min(1),
  repository: z.string(),
  revision: z.string(),
  licence: z.string().nullable(),
  folder: z.string().min(1),
  parts: z.preprocess(parsed, partsForm),
  wish: z.enum(['go', 'paused', 'failed', 'done']),
  problem: z.string().transform(readTold).nullable(),
  refetched_bytes: z.number(),
  created_at: z.number().transform(timeOf),
});

type Row = z.infer<typeof rowForm>;

/** Oldest first. Damaged rows are left out and reported to `onDamaged`; their downloaded bytes stay on the disk. */
export const loadWanted = (db: Db, onDamaged: (error: unknown) => void): Wanted[] =>
  (db.prepare('SELECT * FROM downloads ORDER BY rowid').all() as unknown[]).flatMap((row) => {
    const { success, data, error } = rowForm.safeParse(row);
    if (success) return wantedOf(data);
    onDamaged(error);
    return [];
  });

const wantedOf = ({ refetched_bytes: refetchedBytes, created_at: createdAt, ...row }: Row): Wanted => ({
  ...row,
  refetchedBytes,
  createdAt,
});

export const addWanted = (db: Db, wanted: Wanted): void => {
  db.prepare(
    `INSERT INTO downloads (id, repository, revision, licence, folder, parts, wish, problem, refetched_bytes, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    wanted.id,
    wanted.repository,
    wanted.revision,
    wanted.licence,
    wanted.folder,
    JSON.stringify(wanted.parts),
    wanted.wish,
    wanted.problem === null ? null : writeTold(wanted.problem),
    wanted.refetchedBytes,
    wanted.createdAt,
  );
};

/** Stores the fields that change. */
export const saveWanted = (db: Db, { id, wish, problem, refetchedBytes }: Wanted): void => {
  db.prepare('UPDATE downloads SET wish = ?, problem = ?, refetched_bytes = ? WHERE id = ?').run(
    wish,
    problem === null ? null : writeTold(problem),
    refetchedBytes,
    id,
  );
};

export const dropWanted = (db: Db, id: string): void => {
  db.prepare('DELETE FROM downloads WHERE id = ?').run(id);
};
