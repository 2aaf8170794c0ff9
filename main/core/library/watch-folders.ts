/** Watches folders for changes, each without its subfolders, because only a scan knows which of those matter. */
import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FSWatcher } from 'chokidar';
import { realPathOf } from './walk.ts';

export interface FolderWatchOptions {
  /** Whether a change of the file at this path matters. */
  concerns: (path: string) => boolean;
  /** Called after a change, and once after each new list of folders, because a change just before may have been missed. */
  onChange: () => void;
  /** Called when watching fails. Changes may be missed from then on. */
  onProblem: (reason: string) => void;
}

/**
 * Returns a function that sets what to watch: `folders`, as real paths without links, and `awaited`, paths of files and folders
 * that may appear or change.
 */
export const watchFolders = ({
  concerns,
  onChange,
  onProblem,
}: FolderWatchOptions): ((folders: readonly string[], awaited: readonly string[]) => Promise<void>) => {
  let watcher: FSWatcher | null = null;
  let watched = '';
  let calls = 0;

  return async (folders, awaited) => {
    const inside = new Set(folders);
    const next = new Set(awaited.map(nextToAppear));
    /** Folders that are watched only because an awaited path would appear in them. */
    const around = new Set([...next].map((path) => dirname(path)));
    const wanted = [...inside, '', ...next].join('\n');
    if (wanted === watched) return;
    watched = wanted;
    calls += 1;
    const call = calls;
    await watcher?.close();
    // A later call has replaced this one, perhaps for the same folders.
    if (call !== calls) return;
    let hasFailed = false;
    watcher = new FSWatcher({
      depth: 0,
      ignoreInitial: true,
      // A link is watched itself, not the file that it leads to.
      followSymlinks: false,
      ignorePermissionErrors: true,
      atomic: false,
      ignored: (path, stats) => {
        if (inside.has(path) || next.has(path) || around.has(path)) return false;
        if (!inside.has(dirname(path))) return true;
        return stats?.isFile() === true && !concerns(path);
      },
    })
      .on('all', onChange)
      .on('error', (error) => {
        // Linux limits how many folders a user can watch. Beyond the limit, every folder fails.
        if (!hasFailed) onProblem(String(error));
        hasFailed = true;
      })
      .on('ready', onChange)
      .add([...inside, ...around]);
  };
};

/** The part of a path that would appear next: its first part that does not exist, or the path itself if it exists. */
const nextToAppear = (path: string): string => {
  const parent = dirname(path);
  return parent === path || isThere(parent) ? join(realPathOf(parent), basename(path)) : nextToAppear(parent);
};

const isThere = (path: string): boolean => {
  try {
    statSync(path);
    return true;
  } catch {
    // A folder that cannot be read cannot be watched either.
    return false;
  }
};
