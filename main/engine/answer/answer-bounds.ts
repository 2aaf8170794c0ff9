/** Ends an answer although the model would continue: it has reached the longest allowed length, or it repeats itself. */
import type { Ending } from '../../shared/contract/message.ts';

export interface Bound {
  ending: Extract<Ending, 'too-long' | 'repeating'>;
  /** A sentence for the user. */
  problem: string;
}

/**
 * A loop must fill this many tokens, or half of a smaller context. Lists, tables and code that people ask for repeat shorter
 * passages exactly.
 */
const loopTokens = 2048;
/** A loop must repeat at least this often within those tokens. */
const loopRounds = 4;
/** Tokens between two searches for a loop. */
const searchEvery = 64;

/** The bound that an answer with the tokens `sampled` has reached; `null` if none. `longest`: tokens; `null` if not set. */
export const boundOf = (
  sampled: readonly number[],
  longest: number | null,
  contextLength: number,
): Bound | null => {
  if (longest !== null && sampled.length >= longest)
    return {
      ending: 'too-long',
      problem: `This answer has reached the longest length that is set, ${tokens(longest)}.`,
    };
  const least = Math.min(loopTokens, Math.floor(contextLength / 2));
  if (sampled.length < least || sampled.length % searchEvery !== 0) return null;
  const period = periodOf(sampled.slice(-least));
  if (period * loopRounds > least) return null;
  return {
    ending: 'repeating',
    problem: `This answer was ended because it repeats itself: its last ${tokens(least)} are the same ${tokens(period)} over and over.`,
  };
};

/** The bound of an answer that has filled the context once by itself. */
export const filledContext = (contextLength: number): Bound => ({
  ending: 'too-long',
  problem: `This answer was ended because it has filled the context of ${tokens(contextLength)} by itself.`,
});

/** The bound of an answer that nobody reads: what it was asked for fits into the context once. */
export const fullWhileUnread = (contextLength: number): Bound => ({
  ending: 'too-long',
  problem: `This answer was ended because no window of Hearth was open when the context of ${tokens(contextLength)} was full.`,
});

/**
 * Thoughts are closed at most this often in one answer. If a single token opens them, it is not sampled again after the first
 * time.
 */
const mostClosings = 8;

/** The bound of an answer whose thoughts were closed `closings` times because their `budget` of tokens was spent. */
export const reopenedThoughts = (closings: number, budget: number | null): Bound | null =>
  budget === null || closings < mostClosings
    ? null
    : {
        ending: 'repeating',
        problem: `This answer was ended because the model keeps thinking although its budget of ${tokens(budget)} is used up.`,
      };

const tokens = (count: number): string => `${count.toLocaleString('en')} token${count === 1 ? '' : 's'}`;

/** The smallest distance at which all of `values` repeat, by the failure function of Knuth, Morris and Pratt (1977). */
export const periodOf = (values: readonly number[]): number => {
  const borders: number[] = [0];
  let border = 0;
  for (let at = 1; at < values.length; at += 1) {
    while (border > 0 && values[at] !== values[border]) border = borders[border - 1]!;
    if (values[at] === values[border]) border += 1;
    borders.push(border);
  }
  return values.length - border;
};
