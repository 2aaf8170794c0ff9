/** What can be wrong with a file on the stand-in hub. */

/** Each is off where it is left out. Shares and sizes are drawn at random, the same in every run. */
export interface Faults {
  /** Of all connections to the file together. */
  bytesPerSecond?: number;
  /** Connections are cut after so many bytes, more or less. */
  cutAfterBytes?: number;
  /** Answers, without end where it is left out, say nothing more after so many bytes, and stay open. */
  stall?: { afterBytes: number; answers?: number };
  /** So many answers end after so many bytes as if that were all. */
  endEarly?: { afterBytes: number; answers: number };
  /** Bodies go on behind what was asked for. */
  tooLong?: boolean;
  /** The byte at this place of the file is another one, in so many answers that hold it; always without `answers`. */
  wrong?: { at: number; answers?: number }[];
  /** What the storage says the file's length is. */
  length?: number;
  /** Ranges are not understood: every answer is the whole file. */
  withoutRanges?: boolean;
  /** So many answers are 429, with these headers. */
  rateLimit?: { by: 'hub' | 'storage'; answers: number; headers: Record<string, string> };
  /** Links are refused after so long, or so many requests. */
  linkMs?: number;
  linkRequests?: number;
  /** The hub wants consent to terms first. */
  gated?: 401 | 403;
  /** So large a share of the storage's answers is this status. */
  errors?: { share: number; status: number };
  /** The hub answers with this status, for example 404. */
  hubStatus?: number;
  /** Ranges come with a digest of their bytes as they should be. */
  digest?: 'content-digest' | 'content-md5' | 'repr-digest';
  /** So many redirects lie between the link and the bytes. */
  redirects?: number;
  /** Another file now: what the hub and the storage call it. */
  sha256?: string;
  commit?: string;
  storageEtag?: string;
  /** Kept in the repository itself: no SHA-256, and the hub sends the bytes. */
  isPlain?: boolean;
}

/** Numbers from 0 to 1, the same in every run. */
export const chance = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
