/**
 * Hashes a partial file from its beginning up to the first gap while it grows, so that almost nothing is left to do at the end.
 */
import { openHasher, type Hasher } from './hasher.ts';
import type { PartialFile } from './partial-file.ts';

export interface FrontHash {
  hasher: Hasher;
  /** The front may have moved. */
  poke: () => void;
  /** SHA-256 of the whole front, in hexadecimal digits. */
  digest: () => Promise<string>;
  /** From this segment on, the file holds, or will hold, other bytes than were hashed. */
  replaced: (segment: number) => void;
  close: () => Promise<void>;
}

export const followFront = (partial: PartialFile): FrontHash => {
  const hasher = openHasher(partial.path);
  let hashed = 0;
  /** Where bytes were replaced while others may be on their way into the digest. */
  let replacedFrom = Infinity;
  let running: Promise<void> | null = null;
  let failure: unknown = null;
  let isClosed = false;

  const isBehind = (): boolean =>
    failure === null && !isClosed && Math.min(hashed, replacedFrom) < partial.frontBytes();
  const step = async (): Promise<void> => {
    const from = Math.min(hashed, replacedFrom);
    // Until this is done, the replaced bytes must not count as hashed.
    hashed = from;
    replacedFrom = Infinity;
    const segment = partial.segments[Math.floor(from / partial.segmentBytes)]!;
    const to = Math.min(partial.frontBytes(), segment.to);
    await hasher.front(segment.index, from === segment.from, from, to);
    hashed = to;
  };
  const run = async (): Promise<void> => {
    try {
      while (isBehind()) await step();
    } catch (error) {
      failure = error;
    }
  };
  const poke = (): void => {
    if (isBehind()) running ??= run().finally(() => (running = null));
  };
  return {
    hasher,
    poke,
    digest: async () => {
      while (isBehind()) {
        poke();
        await running;
      }
      if (failure !== null) throw failure as Error;
      return hasher.whole();
    },
    replaced: (segment) => {
      replacedFrom = Math.min(replacedFrom, partial.segments[segment]?.from ?? 0);
    },
    close: async () => {
      isClosed = true;
      await hasher.close();
      await running;
    },
  };
};
