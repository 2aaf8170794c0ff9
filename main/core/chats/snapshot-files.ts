/**
 * The core's side of the snapshots on disk: how much they take, and removing them, also while no engine runs. Their
 * names begin with their chat; see engine/cache/snapshots.ts.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SnapshotUsage } from '../../shared/contract/cache.ts';

/** Makes the folder where it is missing. A file in its place is renamed, since it is not Hearth's. */
export const snapshotFolder = (dataFolder: string): string => {
  const folder = join(dataFolder, 'kv');
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) renameSync(folder, `${folder}-moved-${Date.now()}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
};

/** The names of the files of snapshots; none while the folder is away. */
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
    // The engine may remove it at any moment.
    bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    if (name.endsWith('.json')) count += 1;
  }
  return { bytes, count };
};

/** Removes those of the chats that `isGone` names; all without it. Also a folder that is named as a snapshot. */
export const removeSnapshots = (folder: string, isGone: (chatId: string) => boolean = () => true): void => {
  for (const name of snapshotsIn(folder))
    if (isGone(name.slice(0, name.indexOf('.'))))
      rmSync(join(folder, name), { force: true, recursive: true });
};
