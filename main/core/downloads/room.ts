/** Disk space for downloads, with a reserve that is never used. */
import { freeBytes } from '../../system/disk-space.ts';

/** Further writing would use the reserve, or the disk is full. */
export class NoRoom extends Error {
  override name = 'NoRoom';
}

export interface Room {
  /** Bytes that could be written now without using the reserve; may be negative. Throws the system's error. */
  free: () => Promise<number>;
  /** Reserves this many bytes for writing; `wrote` must follow. Throws `NoRoom`. */
  take: (bytes: number) => Promise<void>;
  wrote: (bytes: number) => void;
}

/** How long a measurement of free space is valid, in ms: other programs write too. */
const goodForMs = 200;
/** Bytes of free space that are left for the file system's own needs. */
const slackBytes = 1024 ** 2;

export const openRoom = (folder: string, reserveBytes: number): Room => {
  let granted = 0;
  let lookedAt = -Infinity;
  /** Reserved and not yet written, so the system does not count them. */
  let writing = 0;
  let looking: Promise<void> | null = null;

  const free = async (): Promise<number> => (await freeBytes(folder)) - reserveBytes - slackBytes - writing;
  const look = async (): Promise<void> => {
    granted = await free();
    lookedAt = performance.now();
    looking = null;
  };
  return {
    free,
    take: async (bytes) => {
      if (granted < bytes || performance.now() - lookedAt > goodForMs) {
        looking ??= look();
        await looking;
      }
      if (granted < bytes) throw new NoRoom();
      granted -= bytes;
      writing += bytes;
    },
    wrote: (bytes) => {
      writing -= bytes;
    },
  };
};
