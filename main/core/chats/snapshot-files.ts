/**
 * Measures and removes the snapshots on disk, even if no engine runs. Their file names begin with the id of the chat; see
 * engine/cache/snapshots.ts.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SnapshotUsage } from '../../shared/contract/cache.ts';

/** The folder of snapshots, which is created if it is missing. A file with its name is renamed, since it is not Hearth's. */
export const snapshotFolder = (dataFolder: string): string => {
  const folder = join(dataFolder, 'kv');
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) renameSync(folder, `${folder}-moved-${Date.now()}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
};

/** The names of all files that belong to snapshots; empty if the folder is missing. */
const snapshotsIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter((name) => /\.(state|json|trying|tmp)$/.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return [];
  }
};

export const snapshotUsage = (folder: string): SnapshotUsage => {
  let bytes = 0;
  let count = 0;
  for (const name of snapshotsIn(folder)) {
    // The engine may remove a file at any moment.
    bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    if (name.endsWith('.json')) count += 1;
  }
  return { bytes, count };
};

/**
 * Removes the snapshots of the chats for which `isGone` returns true, by default of all. A folder that is named like a snapshot
 * is removed too.
 */
export const removeSnapshots = (folder: string, isGone: (chatId: string) => boolean = () => true): void => {
  for (const name of snapshotsIn(folder))
    if (isGone(name.slice(0, name.indexOf('.'))))
      rmSync(join(folder, name), { force: true, recursive: true });
};
