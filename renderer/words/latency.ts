/** The texts of the latency line under an answer, and of what it opens. */
import type { Ending } from '../../main/contract/types.ts';

export const latencyWords = {
  /** Why an answer ended, as a figure of the line. */
  endings: {
    finished: 'finished',
    stopped: 'you stopped it',
    'context-full': 'context full',
    'too-long': 'too long',
    repeating: 'repeating itself',
    'engine-lost': 'engine crashed',
    interrupted: 'interrupted',
    failed: 'failed',
  } satisfies Record<Ending, string>,
  /** The ending of an answer that Hearth itself stopped. */
  stopped: 'stopped',
  /** The same endings as sentences. */
  endingMeanings: {
    finished: 'The model generated its end-of-turn token.',
    stopped: 'The answer was stopped. The text so far is kept.',
    'context-full': 'The context had no room for another token.',
    'too-long': 'The answer reached the length limit, or filled the context without an end.',
    repeating: 'The model repeated the same passage, so Hearth ended the answer.',
    'engine-lost': 'The engine crashed during the answer. The text so far is kept.',
    interrupted: 'Hearth was closed during the answer. The text so far is kept.',
    failed: 'The model could not answer.',
  } satisfies Record<Ending, string>,
};
