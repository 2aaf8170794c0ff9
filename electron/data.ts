/** Keeps all data of the user in one folder, including Chromium's own files. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { app } from 'electron';
import { usualDataFolder } from '../main/shell/portable.ts';
import { Refusal } from '../main/shared/rpc/refusal.ts';

/** The folder after `--data`, or the usual one. Options of Electron and Chromium may be among the arguments. */
export const dataFolderFrom = (argv: string[]): string => {
  const { data } = parseArgs({
    args: argv.slice(1),
    options: { data: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  }).values;
  if (data === undefined) return usualDataFolder();
  if (typeof data !== 'string' || data === '') throw new Refusal('start.no-data-folder');
  return resolve(data);
};

/** Must be called before Electron is ready. The single-instance lock is in this folder too, so each data folder has its own. */
export const keepDataIn = (dataFolder: string): void => {
  const folder = join(dataFolder, 'electron');
  try {
    // Electron accepts only a folder that exists.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Refusal('start.folder-unusable', {
      folder: dataFolder,
      reason: (error as NodeJS.ErrnoException).code ?? 'error',
    });
  }
  app.setPath('userData', folder);
};
