/** What a full disk looks like to a program. */

/** The system's codes for a full disk and for a user's used-up quota, and SQLite's. */
const codes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

/** Whether `error` says that the disk, or this user's share of it, is full. */
export const isDiskFull = (error: unknown): boolean => {
  const { code, rawCode } = (error ?? {}) as { code?: unknown; rawCode?: unknown };
  return codes.has(code) || rawCode === 13;
};
