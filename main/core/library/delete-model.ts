/** Deletes the files of a model, into the system's bin or for good. */
import { lstat, rm, rmdir } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import type { LibraryModel } from '../../shared/contract/library.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { programOf } from './places.ts';
import { provenancePath } from './provenance.ts';

/** Moves files to the system's bin. Rejects if that fails. */
export type MoveToBin = (paths: string[]) => Promise<void>;

interface DeleteOptions {
  model: LibraryModel;
  /** All other models in the library. */
  others: readonly LibraryModel[];
  modelFolder: string;
  forGood: boolean;
  moveToBin: MoveToBin | null;
}

/** Deletes the files of a model that nothing else uses, and resolves with their paths. Throws `Refusal` if that fails. */
export const deleteModelFiles = async (options: DeleteOptions): Promise<string[]> => {
  const { model, modelFolder, forGood, moveToBin } = options;
  const paths = filesOf(options);
  for (const { path } of model.files)
    if (await isThere(provenancePath(path))) paths.push(provenancePath(path));
  if (forGood) await removeForGood(model.name, paths);
  else await bin(model.name, paths, moveToBin);
  for (const path of paths) await removeEmptyFolders(dirname(path), modelFolder);
  return paths;
};

/** The projector is deleted with the last model that uses it. */
const filesOf = ({ model, others }: DeleteOptions): string[] => {
  const { projector } = model;
  const isTaken =
    projector === null ||
    others.some((other) => other.projector?.path === projector.path) ||
    others.some(({ path, owner }) => path === projector.path && programOf(owner) !== null);
  return [...model.files, ...(isTaken ? [] : [projector])].map(({ path }) => path);
};

const removeForGood = async (name: string, paths: string[]): Promise<void> => {
  for (const path of paths)
    await rm(path, { force: true }).catch((error: NodeJS.ErrnoException) => {
      throw new Refusal('library.not-removed', { name, path, reason: String(error.code) });
    });
};

const bin = async (name: string, paths: string[], moveToBin: MoveToBin | null): Promise<void> => {
  if (moveToBin === null) throw new Refusal('library.no-bin', { name });
  try {
    await moveToBin(paths);
  } catch (error) {
    throw new Refusal('library.bin-failed', { name }, { cause: error });
  }
  // Some bins report success although they moved nothing.
  for (const path of paths) if (await isThere(path)) throw new Refusal('library.bin-refused', { name, path });
};

const removeEmptyFolders = async (folder: string, modelFolder: string): Promise<void> => {
  if (!folder.startsWith(modelFolder + sep)) return;
  try {
    await rmdir(folder);
  } catch {
    // The folder is not empty.
    return;
  }
  await removeEmptyFolders(dirname(folder), modelFolder);
};

const isThere = async (path: string): Promise<boolean> => (await lstat(path).catch(() => null)) !== null;
