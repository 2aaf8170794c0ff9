/**
 * A file that only takes up disk space. It is deleted if the disk is full, so that Hearth can still start, store the running
 * answer and close. SQLite needs a few megabytes for its log and index even to read.
 */
import { randomFillSync } from 'node:crypto';
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { freeBytesNow } from '../../system/disk-space.ts';

/** Twice the size at which SQLite empties its log (1,000 pages of 4 KiB). */
const reserveBytes = 8 * 1024 ** 2;
/** The reserve is restored only if this many bytes stay free beside it. */
const roomyBytes = 64 * 1024 ** 2;

export interface Reserve {
  /** Deletes the reserve to free its space; false if no space was freed. */
  release: () => boolean;
  /** Writes the reserve again if the disk has room for it; does nothing if it exists. */
  restore: () => void;
}

export const reserveIn = (dataFolder: string): Reserve => {
  const path = join(dataFolder, 'reserve');
  const bytes = (): number => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? found.size : 0;
  };
  /** Deletes the reserve. A folder with its name is not Hearth's and is kept, so there is no reserve then. */
  const remove = (): boolean => {
    try {
      rmSync(path, { force: true });
      return true;
    } catch {
      return false;
    }
  };
  return {
    release: () => bytes() > 0 && remove(),
    restore: () => {
      if (bytes() === reserveBytes) return;
      try {
        if (freeBytesNow(dataFolder) < reserveBytes + roomyBytes) return;
        const file = openSync(path, 'w', 0o600);
        // The bytes are random, because a file system that compresses would reserve almost nothing for zeros.
        writeSync(file, randomFillSync(Buffer.allocUnsafe(reserveBytes)));
        closeSync(file);
      } catch {
        // Without a reserve, Hearth runs all the same; the next call tries again.
        remove();
      }
    },
  };
};
