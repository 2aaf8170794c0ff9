/** Why an answer ended, in words. */
import type { Ending } from '../../main/contract/types.ts';

const endingWords: Record<Ending, string> = {
  finished: 'finished',
  stopped: 'stopped by you',
  'context-full': 'context full',
  'too-long': 'too long',
  repeating: 'repeats itself',
  'engine-lost': 'engine lost',
  interrupted: 'interrupted',
  failed: 'failed',
};

export const endingMeanings: Record<Ending, string> = {
  finished: 'The model wrote its end-of-turn token.',
  stopped: 'It was stopped before its end; what was written is kept.',
  'context-full': 'The context had no room for another token.',
  'too-long': 'It reached the longest length that is set, or filled the context by itself.',
  repeating: 'It wrote the same passage over and over, so Hearth ended it.',
  'engine-lost': 'The engine ended while it wrote; what was written is kept.',
  interrupted: 'Hearth was closed while it wrote; what was written is kept.',
  failed: 'The answer could not be made.',
};

/** The same for one answer: Hearth itself can have stopped it, and then `problem` says why. */
export const endWords = (ending: Ending, problem: string | null): string =>
  ending === 'stopped' && problem !== null ? 'stopped' : endingWords[ending];
