/** The last step of a download: its files get their final names, and only then can others see them. */
import { lstatSync } from 'node:fs';
import { open, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { partPath, removePartialFile, statePath } from './partial-file.ts';

/** Where a model came from, stored beside its first file; the library reads it. */
const originPath = (target: string): string => `${target}.hearth.json`;

export interface Origin {
  repository: string;
  revision: string;
  licence: string | null;
}

/**
 * Renames files that are complete and verified; continues if it was interrupted. The first file is renamed last, since a model
 * is known by it, and the states are removed at the very end, so that until then it is known whose files these are.
 */
export const nameFiles = async (targets: readonly string[], origin: Origin): Promise<void> => {
  const first = targets[0]!;
  await writeFile(`${originPath(first)}.part`, `${JSON.stringify(origin, null, 2)}\n`);
  await rename(`${originPath(first)}.part`, originPath(first));
  for (const target of targets.toReversed())
    if (exists(partPath(target))) await rename(partPath(target), target);
  for (const folder of new Set(targets.map((target) => dirname(target)))) await syncFolder(folder);
  for (const target of targets) await rm(statePath(target), { force: true });
};

/** Some of its files already have their final names: the last step was interrupted. */
export const isNamed = (target: string): boolean =>
  exists(target) && exists(statePath(target)) && !exists(partPath(target));

/** Removes all bytes of an unfinished download, and the folders that only it needed. */
export const takeFiles = async (folder: string, targets: readonly string[]): Promise<void> => {
  const first = targets[0]!;
  if (!exists(first) || isNamed(first)) await rm(originPath(first), { force: true });
  for (const target of targets) {
    if (isNamed(target)) await rm(target, { force: true });
    await removePartialFile(target);
  }
  const top = resolve(folder);
  for (const target of targets)
    for (let empty = dirname(target); empty.length > top.length; empty = dirname(empty))
      if (!(await isRemoved(empty))) break;
};

/** Returns false if the folder is not empty. */
const isRemoved = async (folder: string): Promise<boolean> => {
  try {
    await rmdir(folder);
    return true;
  } catch {
    return false;
  }
};

/** Also false if Hearth may not look: whatever uses the file then says why it cannot. */
export const exists = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
};

/** Makes the new names survive a power cut; Windows has nothing of the kind for folders. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().catch(() => undefined);
  await handle.close();
};
