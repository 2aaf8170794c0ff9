/** What phases did and how long that took: of one turn, or of all turns of a chat on one device. */
import type { Anatomy, PhaseWork } from '../contract/anatomy.ts';
import type { Timings } from '../contract/message.ts';
import { leastPrefillTokens } from '../format/figures.ts';

const none: PhaseWork = { turns: 0, prefill: null, decode: null };

/** Evaluations of decode: guesses that were right came out of another token's, which read the weights for them too. */
export const decodeSteps = (
  { decodeTokens }: Pick<Timings, 'decodeTokens'>,
  { speculation }: Pick<Anatomy, 'speculation'>,
): number => Math.max(0, decodeTokens - (speculation?.accepted ?? 0));

/**
 * One turn's work. A phase whose cost is not known, or that took no time, is left out, and so is a prefill of too few tokens
 * to tell a speed.
 */
export const workOf = (
  timings: Timings,
  anatomy: Pick<Anatomy, 'prefill' | 'decode' | 'speculation'>,
): PhaseWork => {
  const { newTokens, prefillMs, decodeTokens, decodeMs } = timings;
  const { prefill, decode } = anatomy;
  return {
    turns: 1,
    prefill:
      prefill !== null && prefillMs > 0 && newTokens >= leastPrefillTokens
        ? { ...prefill, ms: prefillMs }
        : null,
    decode:
      decode !== null && decodeMs > 0 && decodeTokens > 0
        ? {
            flops: decode.flops,
            bytes: (decode.bytes * decodeSteps(timings, anatomy)) / decodeTokens,
            ms: decodeMs,
          }
        : null,
  };
};

/** All of it together. */
export const sumOfWork = (all: readonly PhaseWork[]): PhaseWork =>
  all.reduce(
    (total, one) => ({
      turns: total.turns + one.turns,
      prefill: together(total.prefill, one.prefill),
      decode: together(total.decode, one.decode),
    }),
    none,
  );

const together = (one: PhaseWork['prefill'], other: PhaseWork['prefill']): PhaseWork['prefill'] =>
  one === null || other === null
    ? (one ?? other)
    : { flops: one.flops + other.flops, bytes: one.bytes + other.bytes, ms: one.ms + other.ms };
