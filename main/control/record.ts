/**
 * How a program of the same user finds the Hearth that runs on a data folder: a file in that folder, which only the user may read,
 * says where it listens and with which token.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const record = z.object({
  /** The path of a Unix domain socket, or the name of a pipe on Windows. */
  path: z.string().min(1),
  token: z.string().min(16),
  version: z.string(),
  pid: z.int(),
});
export type ControlRecord = z.infer<typeof record>;

const fileIn = (dataFolder: string): string => join(dataFolder, 'control.json');

export const newToken = (): string => randomBytes(24).toString('base64url');

/** Throws if it cannot be written. */
export const writeRecord = (dataFolder: string, given: ControlRecord): void => {
  removeRecord(dataFolder);
  writeFileSync(fileIn(dataFolder), JSON.stringify(given), { mode: 0o600, flag: 'wx' });
};

/** `null` if there is none, or if it cannot be used. A Hearth that was killed leaves one behind. */
export const readRecord = (dataFolder: string): ControlRecord | null => {
  try {
    return record.parse(JSON.parse(readFileSync(fileIn(dataFolder), 'utf8')));
  } catch {
    return null;
  }
};

export const removeRecord = (dataFolder: string): void => rmSync(fileIn(dataFolder), { force: true });
