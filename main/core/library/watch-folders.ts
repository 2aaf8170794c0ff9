/** Notices what changes in folders: each by itself, since only a scan knows which of them matter. */
import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FSWatcher } from 'chokidar';
import { realPathOf } from './walk.ts';

export interface FolderWatchOptions {
  /** Whether a file of this path is of interest. */
  concerns: (path: string) => boolean;
  /** Also once after each call: what changed just before may have gone unnoticed. */
  onChange: () => void;
  /** Watching did not work, and may not from now on. */
  onProblem: (reason: string) => void;
}

/**
 * Answers with what sets the folders to watch from now on, each without links on the way to it, and what else is waited
 * for: files and folders that may appear or change.
 */
export const watchFolders = ({
  concerns,
  onChange,
  onProblem,
}: FolderWatchOptions): ((folders: readonly string[], awaited: readonly string[]) => Promise<void>) => {
  let watcher: FSWatcher | null = null;
  let watched = '';

  return async (folders, awaited) => {
    const inside = new Set(folders);
    const next = new Set(awaited.map(nextToAppear));
    /** Folders in which nothing else is of interest. */
    const around = new Set([...next].map((path) => dirname(path)));
    const wanted = [...inside, '', ...next].join('\n');
    if (wanted === watched) return;
    watched = wanted;
    await watcher?.close();
    // Another call has overtaken this one.
    if (watched !== wanted) return;
    let hasFailed = false;
    watcher = new FSWatcher({
      depth: 0,
      ignoreInitial: true,
      // A link in a folder is of interest itself.
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
        // On Linux the number of folders that a user can watch is limited: then it fails for each of them.
        if (!hasFailed) onProblem(String(error));
        hasFailed = true;
      })
      .on('ready', onChange)
      .add([...inside, ...around]);
  };
};

/** Of a path that leads to nothing, the first part that is missing; a path that leads somewhere is itself. */
const nextToAppear = (path: string): string => {
  const parent = dirname(path);
  return parent === path || isThere(parent) ? join(realPathOf(parent), basename(path)) : nextToAppear(parent);
};

const isThere = (path: string): boolean => {
  try {
    statSync(path);
    return true;
  } catch {
    // What may not be looked into cannot be watched either.
    return false;
  }
};
