/**
 * The file `updates/update.json` in the data folder: which version was installed over which, how to go back, and how often the new one
 * has started. The shell reads it before the core opens, so that a version that cannot start can be replaced all the same.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isPortableName } from '../../system/portable-name.ts';

/** The name of a file in the folder of updates. */
const fileName = z.string().max(200).refine(isPortableName);

const recordForm = z.strictObject({
  from: z.string().max(40),
  to: z.string().max(40),
  /** The installer of `from`. */
  kept: z.strictObject({ file: fileName, bytes: z.int().min(1), sha512: z.string().max(100) }),
  /** The copy of the database before the update, and the version of its schema; `null` if there was none to copy. */
  database: z.strictObject({ file: fileName, schema: z.int().min(0) }).nullable(),
  /** How often the new version has begun to start. */
  starts: z.int().min(0),
  result: z.enum(['testing', 'passed', 'failed']),
  isGoingBack: z.boolean(),
});
export type UpdateRecord = z.infer<typeof recordForm>;

const folderOf = (dataFolder: string): string => join(dataFolder, 'updates');

/** The folder of updates, which is created if it is missing. */
export const openUpdateFolder = (dataFolder: string): string => {
  const folder = folderOf(dataFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
};

const recordPath = (dataFolder: string): string => join(folderOf(dataFolder), 'update.json');

/** `null` if no update was installed, or if the file cannot be read. Never throws. */
export const readRecord = (dataFolder: string): UpdateRecord | null => {
  try {
    return recordForm.safeParse(JSON.parse(readFileSync(recordPath(dataFolder), 'utf8'))).data ?? null;
  } catch {
    return null;
  }
};

/** Writes the file as a whole or not at all. Throws the error of the file system. */
export const writeRecord = (dataFolder: string, record: UpdateRecord): void => {
  openUpdateFolder(dataFolder);
  const path = recordPath(dataFolder);
  writeFileSync(`${path}.tmp`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
};

/** Removes everything about updates: downloads, the kept version and the copy of the database. */
export const removeUpdates = (dataFolder: string): void =>
  rmSync(folderOf(dataFolder), { recursive: true, force: true });

/** The path of the kept installer, if it is there. */
export const keptInstaller = (dataFolder: string, { kept }: UpdateRecord): string | null => {
  const path = join(folderOf(dataFolder), kept.file);
  return existsSync(path) ? path : null;
};

/** The starts after which a new version that has not passed its self-test is taken for one that cannot start. */
const mostStarts = 2;

/**
 * Must be called by the shell of a program that can be replaced, before anything else is opened: notes that this version starts.
 * Returns what is known if it has started before, and never got as far as its self-test: the user is then asked whether to go back.
 */
export const noteStart = (dataFolder: string, version: string): UpdateRecord | null => {
  const record = readRecord(dataFolder);
  if (record === null || record.to !== version || record.result !== 'testing' || record.isGoingBack)
    return null;
  const noted = { ...record, starts: record.starts + 1 };
  try {
    writeRecord(dataFolder, noted);
  } catch {
    // A full disk: the start itself says so.
  }
  return noted.starts > mostStarts && keptInstaller(dataFolder, noted) !== null ? noted : null;
};
