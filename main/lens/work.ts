/** What phases did and how long that took: of one turn, or of all turns of a chat on one device. */
import type { Anatomy, PhaseWork } from '../contract/lens-types.ts';
import type { Timings } from '../contract/types.ts';

const none: PhaseWork = { turns: 0, prefill: null, decode: null };

/** Of one turn; a phase whose cost is not known, or that took no time, is left out. */
export const workOf = (
  { prefillMs, decodeTokens, decodeMs }: Timings,
  { prefill, decode, speculation }: Pick<Anatomy, 'prefill' | 'decode' | 'speculation'>,
): PhaseWork => {
  // Guesses that were right came out of another token's evaluation, which read the weights for them too.
  const steps = Math.max(0, decodeTokens - (speculation?.accepted ?? 0));
  return {
    turns: 1,
    prefill: prefill !== null && prefillMs > 0 ? { ...prefill, ms: prefillMs } : null,
    decode:
      decode !== null && decodeMs > 0 && decodeTokens > 0
        ? { flops: decode.flops, bytes: (decode.bytes * steps) / decodeTokens, ms: decodeMs }
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
