/**
 * Jan keeps a model as `llamacpp/models/ID/model.gguf` in its data folder, with a `model.yml` beside it. A model that the
 * user imported stays where it is, and its `model.yml` names the path. Versions before 0.6 kept `models/ID/FILE.gguf`; the
 * data folder of the first versions was `jan` in the home folder.
 *
 * Sources: github.com/janhq/jan, src-tauri/src/core/app/commands.rs and paths.rs (the data folder, `settings.json`),
 * extensions/llamacpp-extension/src/index.ts (the layout, `model_path`, `mmproj_path`, `migrateLegacyModels`),
 * core/src/node/helper/config.ts of version 0.5 (the first data folder).
 */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import {
  applicationData,
  folderFrom,
  isWholePath,
  pathFor,
  readJson,
  readText,
  type System,
} from './system.ts';

const settings = z.object({ data_folder: z.string().min(1).max(4096) });

/** Folders with models, each with the data folder that relative paths in its `model.yml` files start from. */
export const janFolders = (system: System): { path: string; dataFolder: string }[] => {
  const path = pathFor(system);
  const data = applicationData(system, 'XDG_DATA_HOME', '.local/share');
  const configuration = applicationData(system, 'XDG_CONFIG_HOME', '.config');
  const settingsFolders = [
    path.join(data, 'jan.ai.app'),
    path.join(data, 'Jan'),
    path.join(configuration, 'Jan'),
  ];
  const chosen = settingsFolders.map(
    (folder) => settings.safeParse(readJson(path.join(folder, 'settings.json'))).data?.data_folder,
  );
  return [
    folderFrom(system, 'JAN_DATA_FOLDER'),
    ...chosen,
    path.join(data, 'Jan', 'data'),
    path.join(configuration, 'Jan', 'data'),
    path.join(system.home, 'jan'),
  ]
    .filter((folder) => typeof folder === 'string')
    .filter((folder) => isWholePath(system, folder))
    .flatMap((dataFolder) => [
      { path: path.join(dataFolder, 'llamacpp', 'models'), dataFolder },
      { path: path.join(dataFolder, 'models'), dataFolder },
    ]);
};

/** Paths of the files that a `model.yml` names: weights and projector. */
export const janModelFiles = (folder: string, dataFolder: string): string[] => {
  const lines = readText(join(folder, 'model.yml'), 64 * 1024).split('\n');
  const value = (key: string): string | undefined =>
    unquoted(
      lines
        .find((line) => line.startsWith(`${key}:`))
        ?.slice(key.length + 1)
        .trim(),
    );
  return [value('model_path'), value('mmproj_path')]
    .filter((path) => path !== undefined && path !== '' && path !== 'null' && path !== '~')
    .map((path) => resolve(dataFolder, path!));
};

/**
 * Reads a value in the three styles that Jan's YAML writer uses for a text on one line: plain, single-quoted and double-quoted.
 * `undefined` if it is malformed.
 */
const unquoted = (value: string | undefined): string | undefined => {
  if (value?.startsWith("'")) return value.slice(1, -1).replaceAll("''", "'");
  if (!value?.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return undefined;
  }
};

/** Source of a model in Jan's `models` folder, derived from the folders that lead to it; `null` if it is in none. */
export const janSource = (folders: readonly string[]): string | null => {
  // Version 0.5 stored downloads as `huggingface.co/OWNER/NAME`.
  if (folders[0] === 'huggingface.co' && folders.length >= 3) return `${folders[1]}/${folders[2]}`;
  return folders.length === 0 ? null : `jan: ${folders.join('/')}`;
};
