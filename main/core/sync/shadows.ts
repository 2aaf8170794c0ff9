/**
 * Which version of each field is in the database, in the table `sync_rows`: stamps and digests, no content. A field whose digest
 * differs was changed here.
 */
import { createHash } from 'node:crypto';
import type { Db } from '../database/connection.ts';
import { parsed } from '../database/stored-values.ts';
import type { Kind } from './records.ts';
import type { Stamp } from './stamps.ts';

/** What is known of one field. */
export interface Known {
  stamp: Stamp;
  /** Of its value in the database. */
  digest: string;
  /** It is not in a segment of this machine yet. */
  isDue?: boolean | undefined;
  /** See `Field.after`. */
  after?: Stamp[] | undefined;
  /** In `made` of a message: its chat. */
  of?: string | undefined;
}

export type Shadow = Record<string, Known>;

export interface Shadows {
  /** Empty if nothing is known. */
  read(kind: Kind, id: string): Shadow;
  write(kind: Kind, id: string, shadow: Shadow): void;
  remove(kind: Kind, id: string): void;
  /** All its fields are written to a segment again. */
  makeDue(kind: Kind, id: string): void;
}

export const digestOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('base64url')
    .slice(0, 22);

const yes = digestOf(true);

/** Whether the row was deleted for good on some machine, and that is its last state. */
export const isGone = ({ gone }: Shadow): boolean => gone?.digest === yes;

export const shadowsIn = (db: Db): Shadows => {
  const read: Shadows['read'] = (kind, id) => {
    const row = db.prepare('SELECT fields FROM sync_rows WHERE kind = ? AND id = ?').get(kind, id) as
      | { fields: unknown }
      | undefined;
    return (parsed(row?.fields) ?? {}) as Shadow;
  };
  const write: Shadows['write'] = (kind, id, shadow) => {
    const isDue = Object.values(shadow).some((known) => known.isDue);
    db.prepare(
      `INSERT INTO sync_rows (kind, id, fields, is_due, is_own) VALUES (?, ?, ?, ?, 0)
       ON CONFLICT (kind, id) DO UPDATE SET fields = excluded.fields, is_due = excluded.is_due`,
    ).run(kind, id, JSON.stringify(shadow), isDue ? 1 : 0);
  };
  return {
    read,
    write,
    remove: (kind, id) => void db.prepare('DELETE FROM sync_rows WHERE kind = ? AND id = ?').run(kind, id),
    makeDue: (kind, id) => {
      const shadow = read(kind, id);
      write(kind, id, dueOf(shadow));
    },
  };
};

export const dueOf = (shadow: Shadow): Shadow =>
  Object.fromEntries(Object.entries(shadow).map(([name, known]) => [name, { ...known, isDue: true }]));
