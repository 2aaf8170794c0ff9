/** How much room a disk has left. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** So much of a disk stays free, whatever is fetched to it. */
export const diskReserveBytes = 2 * 1024 ** 3;

/** Bytes free for this user on the disk of `path`, which need not exist yet. Throws the system's error. */
export const freeBytes = async (path: string): Promise<number> => {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error;
    }
  }
};
