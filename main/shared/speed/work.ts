/** The work of the phases and the time that it took, for one turn or for all turns of a chat on one device. */
import type { Anatomy, PhaseWork } from '../contract/anatomy.ts';
import type { Timings } from '../contract/message.ts';
import { leastPrefillTokens } from '../format/figures.ts';

const none: PhaseWork = { turns: 0, prefill: null, decode: null };

/**
 * The number of evaluations in decode. A correct guess needs none of its own, since the evaluation that verified it read the
 * weights for other tokens too.
 */
export const decodeSteps = (
  { decodeTokens }: Pick<Timings, 'decodeTokens'>,
  { speculation }: Pick<Anatomy, 'speculation'>,
): number => Math.max(0, decodeTokens - (speculation?.accepted ?? 0));

/**
 * The work of one turn. A phase with unknown cost or without duration is left out, and so is a prefill with too few tokens to
 * tell a speed.
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

/** The sum of the work of several turns. */
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
