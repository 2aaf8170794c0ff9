/** What a full disk looks like to a program, and to the user. */

/** Whether `error` says that the disk is full, to a file or to SQLite. */
export const isDiskFull = (error: unknown): boolean => {
  const { code, rawCode } = (error ?? {}) as { code?: unknown; rawCode?: unknown };
  return code === 'ENOSPC' || code === 'SQLITE_FULL' || rawCode === 13;
};

/** To the user, who may free some. */
export const diskFullWords = 'The disk is full, so Hearth cannot keep this: free some space, then try again.';
