/**
 * The places where models are looked for: the built-in model, Hearth's folder, the user's folders and files, and other
 * programs' folders.
 */
import { resolve } from 'node:path';
import type { ModelOwner } from '../../shared/contract/library.ts';
import { programNames } from '../../shared/words/library.ts';
import { huggingFaceFolders } from './programs/hugging-face.ts';
import { janFolders } from './programs/jan.ts';
import { llamaCppFolders } from './programs/llama-cpp.ts';
import { lmStudioFolders } from './programs/lm-studio.ts';
import { ollamaFolders } from './programs/ollama.ts';
import type { System } from './programs/system.ts';

/** A folder or file that is scanned for models. */
export interface Place {
  path: string;
  owner: ModelOwner;
  /** Whether the place is a single file. */
  isFile: boolean;
  /** Jan's data folder, from which relative paths in its `model.yml` files start; `null` in other places. */
  janDataFolder: string | null;
}

/** A program other than Hearth that keeps models. */
export type OtherProgram = keyof typeof programNames;

/** The program that `owner` is; `null` if it is Hearth or the user. */
export const programOf = (owner: ModelOwner): OtherProgram | null =>
  Object.hasOwn(programNames, owner) ? (owner as OtherProgram) : null;

/** Paths of Hearth's own places and of those that the user added. */
export interface OwnPlaces {
  starterModel: string;
  modelFolder: string;
  userFolders: string[];
  userFiles: string[];
}

const folderOf =
  (owner: ModelOwner) =>
  (path: string): Place => ({ path: resolve(path), owner, isFile: false, janDataFolder: null });
const fileOf =
  (owner: ModelOwner) =>
  (path: string): Place => ({ ...folderOf(owner)(path), isFile: true });

/**
 * All places, whether they exist or not. A path with several owners is listed once, under the first, which knows most about its
 * files.
 */
export const placesOf = (own: OwnPlaces, system: System): Place[] => {
  const all: Place[] = [
    fileOf('starter')(own.starterModel),
    folderOf('hearth')(own.modelFolder),
    ...lmStudioFolders(system).map(folderOf('lm-studio')),
    ...janFolders(system).map(({ path, dataFolder }) => ({
      ...folderOf('jan')(path),
      janDataFolder: dataFolder,
    })),
    ...ollamaFolders(system).map(folderOf('ollama')),
    ...huggingFaceFolders(system).map(folderOf('hugging-face')),
    ...llamaCppFolders(system).map(folderOf('llama-cpp')),
    ...own.userFolders.map(folderOf('user')),
    ...own.userFiles.map(fileOf('user')),
  ];
  const seen = new Set<string>();
  return all.filter(({ path }) => !seen.has(path) && seen.add(path));
};
