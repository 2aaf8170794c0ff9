/** Names of models and of their files. */
import type { LibraryModel } from '../../main/shared/contract/library.ts';

/** Names that several of the models share; their file names tell these apart. */
export const sharedNames = (models: readonly { name: string }[]): ReadonlySet<string> => {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { name } of models) (seen.has(name) ? shared : seen).add(name);
  return shared;
};

/** The name of a model's file without its extension and part number. */
export const modelFileName = (path: string): string =>
  fileName(path).replace(/(-\d{5}-of-\d{5})?\.gguf$/i, '');

/** The last part of a path, with either kind of separator. */
export const fileName = (path: string): string => path.split(/[\\/]/).at(-1)!;

/** The path of the installed model that was downloaded from this file of a repository; `null` if none. */
export const modelOfFile = (
  models: readonly LibraryModel[] | undefined,
  repository: string,
  file: string,
): string | null =>
  models?.find(({ source, path }) => source === repository && fileName(path) === fileName(file))?.path ??
  null;
