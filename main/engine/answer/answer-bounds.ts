/** Ends an answer although the model would continue: it has reached the longest allowed length, or it repeats itself. */
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Ending } from '../../shared/contract/message.ts';

export interface Bound {
  ending: Extract<Ending, 'too-long' | 'repeating'>;
  problem: Told;
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

/**
 * The bound that an answer with these `tokens` has reached; `null` if none. `longest`: tokens; `null` if not set. The first
 * `given` tokens do not count: they are the beginning that an answer continues from.
 */
export const boundOf = (
  tokens: readonly number[],
  longest: number | null,
  contextLength: number,
  given = 0,
): Bound | null => {
  const count = tokens.length - given;
  if (longest !== null && count >= longest)
    return {
      ending: 'too-long',
      problem: say('answer.longest', { longest }),
    };
  const least = Math.min(loopTokens, Math.floor(contextLength / 2));
  if (count < least || count % searchEvery !== 0) return null;
  const period = periodOf(tokens.slice(-least));
  if (period * loopRounds > least) return null;
  return {
    ending: 'repeating',
    problem: say('answer.repeats', { last: least, period }),
  };
};

/** The bound of an answer that has filled the context once by itself. */
export const filledContext = (contextLength: number): Bound => ({
  ending: 'too-long',
  problem: say('answer.filled-context', { contextLength }),
});

/** The bound of an answer that nobody reads: what it was asked for fits into the context once. */
export const fullWhileUnread = (contextLength: number): Bound => ({
  ending: 'too-long',
  problem: say('answer.nobody-reads', { contextLength }),
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
        problem: say('answer.keeps-thinking', { budget }),
      };

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
