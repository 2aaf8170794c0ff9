/**
 * A file that only takes space: given up where the disk is full, so that Hearth can still start, keep the answer that was
 * running, and close. SQLite wants a few megabytes for its log and index even to read.
 */
import { randomFillSync } from 'node:crypto';
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { freeBytesNow } from '../../system/disk-space.ts';

/** Twice what SQLite's log grows to before it is emptied (1,000 pages of 4 KiB). */
const reserveBytes = 8 * 1024 ** 2;
/** It is put back only where so much would be left beside it. */
const roomyBytes = 64 * 1024 ** 2;

export interface Reserve {
  /** Gives the space back; false where there was none to give. */
  release: () => boolean;
  /** Takes it again, where the disk has room; does nothing where it is there. */
  restore: () => void;
}

export const reserveIn = (dataFolder: string): Reserve => {
  const path = join(dataFolder, 'reserve');
  const bytes = (): number => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? found.size : 0;
  };
  /** A folder of that name is not Hearth's and stays: then there is no reserve. */
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
        // Random, or a file system that compresses would keep nothing for it.
        writeSync(file, randomFillSync(Buffer.allocUnsafe(reserveBytes)));
        closeSync(file);
      } catch {
        // Then there is none; it is tried again later.
        remove();
      }
    },
  };
};
