/** What the benchmark runs, the same on every side. */
import type { Timings } from '../../main/shared/contract/message.ts';

export interface Workload {
  name: string;
  modelPath: string;
  /** Answers of a model with random weights end when the context is full, so this sets their length, in tokens. */
  contextLength: number;
  /** Each is asked in a chat of its own, greedily. */
  prompts: string[];
  /** How often both sides are started anew; each time every prompt is asked of both. */
  instances: number;
}

export type Measured = Pick<Timings, 'newTokens' | 'prefillMs' | 'decodeTokens' | 'decodeMs'>;

/** One side of the comparison, started and loaded. */
export interface Subject {
  run: (prompt: string) => Promise<Measured>;
  close: () => Promise<void>;
}

/** Of one answer, in tokens/s. */
export interface Speeds {
  prefill: number;
  decode: number;
}

export const speedsOf = ({ newTokens, prefillMs, decodeTokens, decodeMs }: Measured): Speeds => ({
  prefill: (newTokens / prefillMs) * 1000,
  decode: (decodeTokens / decodeMs) * 1000,
});

/** Text of about `tokens` tokens for the synthetic vocabulary, different from its first character on for each `seed`. */
export const fillerText = (seed: number, tokens: number): string => {
  const words: string[] = [];
  let state = seed * 2654435761 + 1;
  for (let count = 0; count < tokens / 3.5; count++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words.push(state.toString(36).slice(0, 5));
  }
  return words.join(' ');
};
