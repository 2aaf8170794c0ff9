/** The number of tokens in an answer. */
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
