/** Which measurements of the machine are taken. */
import type { Told } from '../words/told.ts';
import { say } from '../words/catalogue.ts';
import type { Ceilings } from '../contract/measuring.ts';

/** More than this many cores that other programs kept busy make a measurement worthless. */
const mostOtherCores = 0.5;

/** Why a measurement is not taken; `null` if it is. `otherCores`: cores that other programs kept busy. */
export const notTaken = (otherCores: number): Told | null =>
  otherCores <= mostOtherCores ? null : say('measuring.too-busy', { cores: otherCores });

/**
 * The best that was seen of either figure with the same number of threads: a ceiling is the most that the machine can do,
 * and whatever else runs only lowers what is measured.
 */
export const bestOf = (before: Ceilings | null, now: Ceilings): Ceilings => {
  if (before === null || before.threads !== now.threads) return now;
  return {
    ...now,
    ...(before.bandwidthBytesPerS > now.bandwidthBytesPerS && {
      bandwidthBytesPerS: before.bandwidthBytesPerS,
      bandwidthHow: before.bandwidthHow,
    }),
    ...(before.flopsPerS > now.flopsPerS && { flopsPerS: before.flopsPerS, flopsHow: before.flopsHow }),
  };
};
