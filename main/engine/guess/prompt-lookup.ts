/**
 * Guesses without a draft model: where the last few tokens stood in the context before, what followed them there is
 * guessed to follow again. Pays where answers repeat what was read: quotes, code that is changed, summaries (A. Saxena,
 * "Prompt Lookup Decoding", 2023).
 */
import type { Token } from 'node-llama-cpp';
import { mostGuesses, type GuessSource } from './guesser.ts';

/** So many tokens must stand in the same order before what followed is worth a guess. */
const patternLength = 4;

/** The latest place is the likeliest, unless it is so late that little has followed yet, as where an answer goes round. */
const enoughGuesses = mostGuesses / 2;

/** What followed an earlier place where the last tokens stand in the same order. */
const guess = (context: readonly Token[]): Token[] | null => {
  const end = context.length;
  let best = end;
  for (let at = end - 1; at >= patternLength && end - best < enoughGuesses; at -= 1) {
    let length = 0;
    while (length < patternLength && context[at - 1 - length] === context[end - 1 - length]) length += 1;
    if (length === patternLength) best = at;
  }
  return best === end ? null : context.slice(best, best + mostGuesses);
};

export const promptLookup: GuessSource = { guess };
