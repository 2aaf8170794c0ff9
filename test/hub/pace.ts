/** A bandwidth that several connections share. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Timers are late by a millisecond or more; what was missed meanwhile may be made up for, so much of it at most. */
const longestCatchUpMs = 20;

/** Resolves when `bytes` more may be sent. */
export const paceOf = (bytesPerSecond: number): ((bytes: number) => Promise<void>) => {
  let freeAt = 0;
  return async (bytes) => {
    const now = performance.now();
    freeAt = Math.max(freeAt, now - longestCatchUpMs) + (bytes * 1000) / bytesPerSecond;
    if (freeAt > now) await sleep(freeAt - now);
  };
};
