/** The core's end of hash-worker.ts. */
import { hashWorkerEntry } from '../../system/paths.ts';
import type { Digest } from './answer-headers.ts';
import { openThread } from './thread.ts';

export interface HashWorkerData {
  path: string;
}
export type HashJob =
  | { kind: 'front'; segment: number; isStart: boolean; from: number; to: number }
  | { kind: 'crc'; from: number; to: number }
  | { kind: 'range'; algorithm: Digest['algorithm']; from: number; to: number }
  | { kind: 'whole' }
  | { kind: 'close' };

export interface Hasher {
  /**
   * Takes the next bytes of a segment into the digest of the file, in order; with `isStart` the segment begins, and the
   * digest goes back to there where it was further.
   */
  front: (segment: number, isStart: boolean, from: number, to: number) => Promise<void>;
  /** CRC-32 of what the disk holds; `null` where the file ends before. */
  crc: (from: number, to: number) => Promise<number | null>;
  /** A digest of any bytes of the file, in base64; `null` where the file ends before. */
  range: (algorithm: Digest['algorithm'], from: number, to: number) => Promise<string | null>;
  /** SHA-256 of all that was taken so far, in hexadecimal digits. */
  whole: () => Promise<string>;
  /** Resolves when the file is closed. */
  close: () => Promise<void>;
}

/** Opens the file at `path`, which is there. Everything rejects once the thread has failed. */
export const openHasher = (path: string): Hasher => {
  const thread = openThread<HashJob>(hashWorkerEntry, { path } satisfies HashWorkerData);
  return {
    front: (segment, isStart, from, to) => thread.send({ kind: 'front', segment, isStart, from, to }),
    crc: (from, to) => thread.send({ kind: 'crc', from, to }),
    range: (algorithm, from, to) => thread.send({ kind: 'range', algorithm, from, to }),
    whole: () => thread.send({ kind: 'whole' }),
    close: async () => {
      await thread.send({ kind: 'close' }).catch(() => undefined);
      await thread.end();
    },
  };
};
