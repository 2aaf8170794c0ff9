/** Where models are looked for: what comes with Hearth, its own folder, what the user added, other programs' folders. */
import { resolve } from 'node:path';
import type { ModelOwner } from '../../shared/contract/library.ts';
import { huggingFaceFolders } from './programs/hugging-face.ts';
import { janFolders } from './programs/jan.ts';
import { llamaCppFolders } from './programs/llama-cpp.ts';
import { lmStudioFolders } from './programs/lm-studio.ts';
import { ollamaFolders } from './programs/ollama.ts';
import type { System } from './programs/system.ts';

export interface Place {
  path: string;
  owner: ModelOwner;
  /** A single file. */
  isFile: boolean;
  /** Jan's data folder, which paths in its `model.yml` are relative to. */
  janDataFolder: string | null;
}

/** Other programs, as a sentence names them. */
export const programNames = {
  'lm-studio': 'LM Studio',
  ollama: 'Ollama',
  'hugging-face': 'the cache of Hugging Face',
  jan: 'Jan',
  'llama-cpp': 'llama.cpp',
} as const satisfies Partial<Record<ModelOwner, string>>;

/** The program that `owner` is; `null` for what is Hearth's or the user's. */
export const programOf = (owner: ModelOwner): string | null =>
  owner in programNames ? programNames[owner as keyof typeof programNames] : null;

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

/** All of them, whether they are there or not; each folder once, with whoever says most of what lies in it. */
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
