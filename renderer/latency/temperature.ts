/** How soon a chat answers, in words. */
import type { ChatWarmth } from '../../main/contract/types.ts';
import { duration } from './figures.ts';

/** A shorter wait than this is felt as none. */
const atOnceMs = 1_000;

/** For example "warm, about 410 ms"; the wait is a prediction, so it has two digits, and none where it is unknown. */
export const temperatureWords = ({ temperature, waitMs }: ChatWarmth): string => {
  if (temperature === 'hot' && (waitMs === null || waitMs < atOnceMs)) return 'hot, answers at once';
  if (waitMs === null) return unknownWait[temperature];
  const about = `${temperature}, about ${duration(Number(waitMs.toPrecision(2)))}`;
  return temperature === 'cold' ? `${about} to read again` : about;
};

const unknownWait = {
  hot: 'hot',
  warm: 'warm, comes back from disk',
  cold: 'cold, has to be read again',
};
