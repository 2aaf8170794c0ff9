/** How soon a chat answers, in words. */
import type { ChatWarmth } from '../../main/shared/contract/cache.ts';
import { latencyWords } from '../words/latency.ts';
import { duration } from '../words/figures.ts';

const words = latencyWords.warmth;

/** Shorter waits, in ms, are not shown as a figure. */
const atOnceMs = 1_000;

/** For example "Warm: ready in about 410 ms". The wait is a prediction, so it has two digits; it is left out if unknown. */
export const temperatureWords = ({ temperature, waitMs }: ChatWarmth): string => {
  if (temperature === 'hot' && (waitMs === null || waitMs < atOnceMs)) return words.ready;
  if (waitMs === null) return words.unknown[temperature];
  return words[temperature](duration(Number(waitMs.toPrecision(2))));
};
