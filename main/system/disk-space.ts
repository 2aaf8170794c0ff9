/** How much space a disk has. */
import { statfsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Bytes of a disk that stay free, whatever is downloaded or copied to it. */
export const diskReserveBytes = 2 * 1024 ** 3;

/** Bytes that this user may still write to the disk of `path`, which need not exist yet. */
export const freeBytes = async (path: string): Promise<number> => {
  try {
    return freeOf(await statfs(path));
  } catch (error) {
    return freeBytes(parentOf(path, error));
  }
};

/** The same without waiting, for code that runs before and beside everything else. */
export const freeBytesNow = (path: string): number => {
  try {
    return freeOf(statfsSync(path));
  } catch (error) {
    return freeBytesNow(parentOf(path, error));
  }
};

const freeOf = ({ bavail, bsize }: { bavail: number; bsize: number }): number => bavail * bsize;

/** The parent folder of a `path` that does not exist; throws any other `error`. */
const parentOf = (path: string, error: unknown): string => {
  const parent = dirname(path);
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
  return parent;
};
