/** What SQLite's errors say of the database, and what the user is told. */
import { diskFullWords, isDiskFull } from '../../system/disk-full.ts';

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

/** The sentence for what the database refused; `null` if `error` is not SQLite's, nor a full disk's. */
export const databaseSentence = (error: unknown): string | null => {
  if (isDiskFull(error)) return diskFullWords;
  const code = codeOf(error);
  if (code === null) return null;
  if (isLocked(error))
    return 'Another program, or another Hearth, is using hearth.db, so nothing can be stored: close it, then try again.';
  if (isReadOnly(error))
    return 'Hearth may not write to hearth.db: check the permissions of the data folder, then try again.';
  if (isDamage(error))
    return 'Part of hearth.db is damaged: quit Hearth and start it again, and it saves what can be read.';
  if (code === 10 || code === 14)
    return 'The disk that holds hearth.db does not answer as it should: check that it is connected, then start Hearth again.';
  return null;
};
