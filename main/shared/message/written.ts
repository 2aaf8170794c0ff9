/** How many tokens an answer has. */
import type { Ending, Timings } from '../contract/message.ts';

/**
 * Tokens of the answer, its reasoning among them, without the end-of-turn token. Older answers counted the tokens after
 * the first instead, so one that was cut short had one more than it said.
 */
export const writtenTokens = (timings: Timings, ending: Ending): number => {
  const { writtenTokens: counted, decodeTokens, firstTokenMs } = timings;
  if (counted !== undefined) return counted;
  return ending === 'finished' || firstTokenMs === null ? decodeTokens : decodeTokens + 1;
};
