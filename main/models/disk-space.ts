/** How much room a disk has for models. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** So much of a disk stays free, whatever is fetched or copied to it. */
export const diskReserveBytes = 2 * 1024 ** 3;

/** Bytes that this user may still write to the disk of `path`, which need not exist yet. */
export const freeBytes = async (path: string): Promise<number> => {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
    return freeBytes(parent);
  }
};
