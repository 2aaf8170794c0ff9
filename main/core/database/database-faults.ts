/** Interprets SQLite's errors: what is wrong with the database, and what the user is told. */
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import { isDiskFull } from '../../system/disk-full.ts';

/** The database contains something that Hearth cannot have written: it is set aside, and everything readable is salvaged. */
export class DamagedDatabase extends Error {}

/** SQLite's primary result code; `null` if `error` is not SQLite's. */
const codeOf = (error: unknown): number | null => {
  const { rawCode } = (error ?? {}) as { rawCode?: unknown };
  return typeof rawCode === 'number' ? rawCode & 0xff : null;
};

/** Whether another program holds a lock (SQLITE_BUSY, SQLITE_LOCKED). */
export const isLocked = (error: unknown): boolean => [5, 6].includes(codeOf(error) ?? 0);

const isReadOnly = (error: unknown): boolean => codeOf(error) === 8;

/** Whether a statement does not fit the schema (SQLITE_ERROR), for example because a table exists already or is missing. */
export const isWrongStatement = (error: unknown): boolean => codeOf(error) === 1;

/** Whether a table rejects a row (SQLITE_CONSTRAINT). In a migration, an earlier table should have rejected it already. */
export const isWrongRow = (error: unknown): boolean => codeOf(error) === 19;

/** Whether bytes of the file are wrong (SQLITE_CORRUPT, SQLITE_NOTADB) or a table is missing. */
export const isDamage = (error: unknown): boolean =>
  error instanceof DamagedDatabase ||
  [11, 26].includes(codeOf(error) ?? 0) ||
  (isWrongStatement(error) && /no such table/.test(String(error)));

/** What the user is told about an error of the database or a full disk; `null` for any other error. */
export const databaseProblem = (error: unknown): Told | null => {
  if (isDiskFull(error)) return say('database.disk-full');
  const code = codeOf(error);
  if (code === null) return null;
  if (isLocked(error)) return say('database.locked');
  if (isReadOnly(error)) return say('database.read-only');
  if (isDamage(error)) return say('database.damaged');
  return code === 10 || code === 14 ? say('database.disk-error') : null;
};
