/** The last step of a download: its files get their names, and only then are they there for anyone else. */
import { lstatSync } from 'node:fs';
import { open, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { partPath, removePartialFile, statePath } from './partial-file.ts';

/** Where a model came from, beside its first file; the library reads it. */
const originPath = (target: string): string => `${target}.hearth.json`;

export interface Origin {
  repository: string;
  revision: string;
  licence: string | null;
}

/**
 * Renames what is whole and checked; goes on where it was left. The first file is the last to appear, since a model is
 * known by it, and the states go at the very end, so that until then it is known whose these files are.
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

/** Its files have some of their names already: the end was interrupted. */
export const isNamed = (target: string): boolean =>
  exists(target) && exists(statePath(target)) && !exists(partPath(target));

/** Takes all that was fetched of a download that is not done, and folders that only it needed. */
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

/** False where something is in it. */
const isRemoved = async (folder: string): Promise<boolean> => {
  try {
    await rmdir(folder);
    return true;
  } catch {
    return false;
  }
};

export const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** So that the new names outlive a power cut; Windows has no such thing for folders. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().catch(() => undefined);
  await handle.close();
};
