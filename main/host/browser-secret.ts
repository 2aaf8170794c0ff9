/**
 * The secret that the browser's keys are derived from. It is kept in the data folder, so that an open tab can reconnect after a
 * restart.
 */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newToken } from './access.ts';

/** Reads the secret, or creates a new one if there is none or other users could have read it. */
export const browserSecret = (dataFolder: string): string => {
  const path = join(dataFolder, 'browser-secret');
  const kept = readSecret(path);
  if (kept !== null) return kept;
  const secret = newToken();
  try {
    rmSync(path, { force: true });
    writeFileSync(path, secret, { mode: 0o600, flag: 'wx' });
  } catch {
    // On a full disk, it is valid until Hearth ends.
  }
  return secret;
};

const readSecret = (path: string): string | null => {
  try {
    // Windows has no such bits; there, only the user can read the folder.
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) return null;
    const text = readFileSync(path, 'utf8');
    return /^[\w-]{32}$/.test(text) ? text : null;
  } catch {
    return null;
  }
};
