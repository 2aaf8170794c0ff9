/** The core's side of hash-worker.ts. */
import { hashWorkerEntry } from '../../system/paths.ts';
import type { Digest } from './answer-headers.ts';
import { openThread } from '../../system/thread.ts';

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
   * Adds the next bytes of a segment to the digest of the file, in order. With `isStart` the segment begins, and a digest that
   * was further returns to its start.
   */
  front: (segment: number, isStart: boolean, from: number, to: number) => Promise<void>;
  /** CRC-32 of the bytes on the disk; `null` if the file ends before. */
  crc: (from: number, to: number) => Promise<number | null>;
  /** A digest of any bytes of the file, in base64; `null` if the file ends before. */
  range: (algorithm: Digest['algorithm'], from: number, to: number) => Promise<string | null>;
  /** SHA-256 of everything added so far, in hexadecimal digits. */
  whole: () => Promise<string>;
  /** Resolves when the file is closed. */
  close: () => Promise<void>;
}

/** Opens the existing file at `path`. All calls reject once the thread has failed. */
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
