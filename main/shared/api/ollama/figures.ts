/** The figures of an answer as Ollama names them. Durations are nanoseconds. */
import type { ApiEnding, ApiFigures } from '../answer.ts';
import type { SampledToken, TokenProbability } from '../../engine/turn.ts';

const nanoseconds = (ms: number): number => Math.round(ms * 1e6);

/** When a request came, as Go writes times. `now`: seconds since the epoch. */
export const createdAt = (now: number): string => new Date(now * 1000).toISOString();

/**
 * `prompt_eval_count` includes the cached tokens, `prompt_eval_duration` covers only the others. `eval_duration` has the time of all
 * sampled tokens but the first, which the prompt yields.
 */
export const figuresOf = (figures: ApiFigures) => ({
  total_duration: nanoseconds(figures.totalMs),
  load_duration: nanoseconds(figures.loadMs),
  prompt_eval_count: figures.promptTokens,
  prompt_eval_cached_count: figures.cachedTokens,
  prompt_eval_duration: nanoseconds(figures.prefillMs),
  eval_count: figures.answerTokens,
  eval_duration: nanoseconds(figures.decodeMs),
  hearth: figures.hearth,
});

/** The figures of work that only loads a model, or makes vectors. */
export const loadFigures = (loadMs: number, totalMs: number) => ({
  total_duration: nanoseconds(totalMs),
  load_duration: nanoseconds(loadMs),
});

/** Ollama has no word for an answer that Hearth ended because it repeated itself: it was cut. */
export const doneReason: Record<ApiEnding, string> = {
  finished: 'stop',
  calls: 'stop',
  'too-long': 'length',
  repeating: 'length',
};

const probabilityOf = ({ text, bytes, logProbability }: TokenProbability) => ({
  token: text,
  logprob: logProbability,
  bytes,
});

/** The log probabilities of sampled tokens. Marks of thoughts and calls are no part of the answer. */
export const logprobsOf = (tokens: readonly SampledToken[]) =>
  tokens
    .filter(({ part }) => part !== 'other')
    .map((token) => ({
      ...probabilityOf(token),
      ...(token.alternatives.length === 0 ? {} : { top_logprobs: token.alternatives.map(probabilityOf) }),
    }));
