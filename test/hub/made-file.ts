/** Files of any size for the stand-in hub, of which only a few megabytes are in memory. */
import { createHash } from 'node:crypto';
import type { StandInFile } from './repository.ts';

/** A prime, so that no two places that could be mistaken for each other hold the same bytes. */
const period = 16_777_259;
/** Longest that can be read without a copy. */
const longestRead = 4 * 1024 ** 2;

/** The same for the same seed; xorshift is random enough for files and quick enough for gigabytes. */
const randomBytes = (seed: number): Buffer => {
  const words = new Uint32Array((period >>> 2) + 1);
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
  for (let index = 0; index < words.length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state >>> 0;
  }
  return Buffer.from(words.buffer, 0, period);
};

const pool = new Map<number, Buffer>();

/** One period and as much again as is read at once. */
const bytesOf = (seed: number): Buffer => {
  let bytes = pool.get(seed);
  if (bytes === undefined) {
    const once = randomBytes(seed);
    bytes = Buffer.concat([once, once.subarray(0, longestRead)]);
    pool.set(seed, bytes);
  }
  return bytes;
};

/** A file of `size` bytes; of another `seed`, other bytes. */
export const madeFile = (path: string, size: number, seed = 1): StandInFile => {
  const bytes = bytesOf(seed);
  const read = (offset: number, length: number): Buffer => {
    const at = offset % period;
    if (length <= longestRead) return bytes.subarray(at, at + length);
    return Buffer.concat([
      bytes.subarray(at, at + longestRead),
      read(offset + longestRead, length - longestRead),
    ]);
  };
  const hash = createHash('sha256');
  for (let at = 0; at < size; at += longestRead) hash.update(read(at, Math.min(longestRead, size - at)));
  return { path, size, sha256: hash.digest('hex'), read };
};
