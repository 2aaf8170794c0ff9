/**
 * Guesses without a draft model: if the last few tokens occurred in the context before, the tokens that followed them there are
 * guessed to follow again. It pays if answers repeat the prompt: quotes, edited code, summaries (A. Saxena, "Prompt Lookup
 * Decoding", 2023).
 */
import type { Token } from 'node-llama-cpp';
import { mostGuesses, type GuessSource } from './guesser.ts';

/** This many tokens must occur in the same order before what followed them is worth a guess. */
const patternLength = 4;

/** The latest occurrence is the likeliest, unless too little has followed it yet, as in an answer that repeats itself. */
const enoughGuesses = mostGuesses / 2;

/** Returns what followed an earlier occurrence of the last tokens. */
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
