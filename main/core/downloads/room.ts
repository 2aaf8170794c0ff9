/** Room on a disk for what is fetched to it, of which a reserve is never touched. */
import { freeBytes } from '../../system/disk-space.ts';

/** Writing on would touch the reserve, or the disk is full. */
export class NoRoom extends Error {
  override name = 'NoRoom';
}

export interface Room {
  /** Bytes that could be written now without touching the reserve; may be negative. Throws the system's error. */
  free: () => Promise<number>;
  /** Lets so many bytes be written; `wrote` must follow. Throws `NoRoom`. */
  take: (bytes: number) => Promise<void>;
  wrote: (bytes: number) => void;
}

/** How long what was free counts as free: other programs write too. */
const goodForMs = 200;
/** Of what is free, so much is left for what the file system itself needs for a file. */
const slackBytes = 1024 ** 2;

export const openRoom = (folder: string, reserveBytes: number): Room => {
  let granted = 0;
  let lookedAt = -Infinity;
  /** Taken and not yet written, so that the system does not count it. */
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
