/** How long a model takes to process a prompt: every token attends to all before it, so later tokens of a long prompt take longer. */
import type { ModelShape } from './counts.ts';

export interface PrefillPace {
  /** At the beginning of a context, in tokens/s. */
  speed: number;
  /** What each earlier token adds to the cost of a token, as a share of the cost of the first one. */
  growth: number;
}

/**
 * `growth` of a model by its arithmetic: FLOPs of attention to one token ÷ FLOPs of a token without attention. Layers with a window are
 * left out, because they stop growing. 0 if the shape is not known.
 */
export const growthOf = (shape: ModelShape | null): number => {
  if (shape === null || shape.body.flops === 0) return 0;
  const growing = shape.attention.filter(({ window }) => window === null);
  return growing.reduce((sum, { flops }) => sum + flops, 0) / shape.body.flops;
};

/** The number of tokens at the beginning of a context that cost as much as the tokens from `from` up to, but without, `to`. */
export const evenTokens = (growth: number, from: number, to: number): number =>
  to - from + (growth * (to ** 2 - from ** 2)) / 2;

/** Milliseconds to process the tokens from `from` up to, but without, `to`. */
export const msToPrefill = ({ speed, growth }: PrefillPace, from: number, to: number): number =>
  (evenTokens(growth, from, to) * 1000) / speed;
