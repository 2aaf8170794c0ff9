/** The number of tokens in an answer, and in the context behind it. */
import type { Ending, Timings } from '../contract/message.ts';

/**
 * Tokens of the answer including its thoughts, without the end-of-turn token. Older answers counted the tokens after the first
 * instead, so an answer that was cut short had one more than it said.
 */
export const writtenTokens = (timings: Timings, ending: Ending): number => {
  const { writtenTokens: counted, decodeTokens, firstTokenMs } = timings;
  if (counted !== undefined) return counted;
  return ending === 'finished' || firstTokenMs === null ? decodeTokens : decodeTokens + 1;
};

/** Tokens that the context held when the answer ended: its prompt and all of the answer. */
export const contextTokens = (timings: Timings): number => {
  const { cachedTokens, newTokens, writtenTokens: written, decodeTokens, continued } = timings;
  return continued === undefined
    ? cachedTokens + newTokens + (written ?? decodeTokens)
    : continued.cachedTokens + continued.newTokens + continued.writtenTokens;
};
