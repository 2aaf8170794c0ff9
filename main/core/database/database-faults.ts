/** What SQLite's errors say of the database, and what the user is told. */
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import { isDiskFull } from '../../system/disk-full.ts';

/** The database holds what Hearth cannot have written: it is set aside, and what can be read of it is saved. */
export class DamagedDatabase extends Error {}

/** SQLite's primary result code; `null` if `error` is not SQLite's. */
const codeOf = (error: unknown): number | null => {
  const { rawCode } = (error ?? {}) as { rawCode?: unknown };
  return typeof rawCode === 'number' ? rawCode & 0xff : null;
};

/** Another program holds a lock on it. */
export const isLocked = (error: unknown): boolean => [5, 6].includes(codeOf(error) ?? 0);

const isReadOnly = (error: unknown): boolean => codeOf(error) === 8;

/** A statement does not fit the schema: a table exists already, or does not, for example. */
export const isWrongStatement = (error: unknown): boolean => codeOf(error) === 1;

/** A table does not take a row, which an earlier table should not have taken either. */
export const isWrongRow = (error: unknown): boolean => codeOf(error) === 19;

/** Bytes of the file are wrong, or a table is missing. */
export const isDamage = (error: unknown): boolean =>
  error instanceof DamagedDatabase ||
  [11, 26].includes(codeOf(error) ?? 0) ||
  (isWrongStatement(error) && /no such table/.test(String(error)));

/** What the user is told of what the database refused; `null` if `error` is not SQLite's, nor a full disk's. */
export const databaseProblem = (error: unknown): Told | null => {
  if (isDiskFull(error)) return say('database.disk-full');
  const code = codeOf(error);
  if (code === null) return null;
  if (isLocked(error)) return say('database.locked');
  if (isReadOnly(error)) return say('database.read-only');
  if (isDamage(error)) return say('database.damaged');
  return code === 10 || code === 14 ? say('database.disk-error') : null;
};
