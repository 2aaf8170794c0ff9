/** The figures of an answer under the names of llama-server, which OpenAI's dialect has too. */
import type { ApiEvent, ApiFigures } from './answer.ts';

/** llama-server's `timings`. The first token is sampled by the prefill, as there: `predicted_ms` has the other tokens. */
export interface Timings {
  cache_n: number;
  prompt_n: number;
  prompt_ms: number;
  prompt_per_token_ms?: number;
  prompt_per_second?: number;
  predicted_n: number;
  predicted_ms: number;
  predicted_per_token_ms?: number;
  predicted_per_second?: number;
  draft_n?: number;
  draft_n_accepted?: number;
}

/** A speed is left out if nothing was measured. */
export const timingsOf = (
  figures: Pick<
    ApiFigures,
    'cachedTokens' | 'newTokens' | 'prefillMs' | 'answerTokens' | 'decodeTokens' | 'decodeMs' | 'drafted'
  >,
): Timings => {
  const { newTokens, prefillMs, answerTokens, decodeTokens, decodeMs, drafted } = figures;
  return {
    cache_n: figures.cachedTokens,
    prompt_n: newTokens,
    prompt_ms: prefillMs,
    ...(newTokens > 0 && prefillMs > 0
      ? { prompt_per_token_ms: prefillMs / newTokens, prompt_per_second: (1000 * newTokens) / prefillMs }
      : {}),
    predicted_n: answerTokens,
    predicted_ms: decodeMs,
    ...(decodeTokens > 0 && decodeMs > 0
      ? {
          predicted_per_token_ms: decodeMs / decodeTokens,
          predicted_per_second: (1000 * decodeTokens) / decodeMs,
        }
      : {}),
    ...(drafted === null ? {} : { draft_n: drafted.tokens, draft_n_accepted: drafted.accepted }),
  };
};

/** The figures of an answer that is being generated, as they were measured last. */
export class RunningTimings {
  #prompt = { cachedTokens: 0, newTokens: 0, prefillMs: 0 };
  /** Of each answer. */
  readonly #decoded = new Map<number, { tokens: number; ms: number }>();

  take(event: ApiEvent): void {
    if (event.kind === 'prefill')
      this.#prompt = { cachedTokens: event.cached, newTokens: event.done, prefillMs: event.ms };
    if (event.kind === 'decoded') this.#decoded.set(event.answer, { tokens: event.tokens, ms: event.ms });
  }

  get now(): Timings {
    const answers = [...this.#decoded.values()];
    const answerTokens = answers.reduce((sum, { tokens }) => sum + tokens, 0);
    return timingsOf({
      ...this.#prompt,
      answerTokens,
      decodeTokens: answerTokens - answers.length,
      decodeMs: answers.reduce((sum, { ms }) => sum + ms, 0),
      drafted: null,
    });
  }
}
