/** Where the user's data lies: all in one folder, Chromium's own files with it. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { app } from 'electron';
import { defaultDataFolder } from '../main/shell/data-folder.ts';
import { Refusal } from '../main/shared/rpc/refusal.ts';

/** The folder after `--data`, else the platform's usual one. Electron's and Chromium's own options stand beside it. */
export const dataFolderFrom = (argv: string[]): string => {
  const { data } = parseArgs({
    args: argv.slice(1),
    options: { data: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  }).values;
  if (data === undefined) return resolve(defaultDataFolder(process.platform, process.env));
  if (typeof data !== 'string' || data === '') throw new Refusal('--data needs a folder.');
  return resolve(data);
};

/** Only before Electron is ready. The single-instance lock lies there too, so it holds for each data folder. */
export const keepDataIn = (dataFolder: string): void => {
  const folder = join(dataFolder, 'electron');
  try {
    // Electron takes only a folder that exists.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Refusal(
      `Hearth cannot use ${dataFolder} for its data (${(error as NodeJS.ErrnoException).code ?? 'error'}): choose another folder with --data.`,
    );
  }
  app.setPath('userData', folder);
};
