/**
 * The core's side of the snapshots on disk: how much they take, and removing them, also while no engine runs. Their
 * names begin with their chat; see engine/process/snapshots.ts.
 */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SnapshotUsage } from '../contract/types.ts';

export const snapshotFolder = (dataFolder: string): string => {
  const folder = join(dataFolder, 'kv');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
};

const isSnapshot = (name: string): boolean => /\.(state|json|trying|tmp)$/.test(name);

export const snapshotUsage = (folder: string): SnapshotUsage => {
  let bytes = 0;
  let count = 0;
  for (const name of readdirSync(folder).filter(isSnapshot)) {
    // The engine may remove it at any moment.
    bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    if (name.endsWith('.json')) count += 1;
  }
  return { bytes, count };
};

/** Removes those of the chats that `isGone` names; all without it. */
export const removeSnapshots = (folder: string, isGone: (chatId: string) => boolean = () => true): void => {
  for (const name of readdirSync(folder).filter(isSnapshot))
    if (isGone(name.slice(0, name.indexOf('.')))) rmSync(join(folder, name), { force: true });
};
