/** Prefill and decode of a turn, compared with the limits of this machine if they were measured. */
import type { Anatomy, Cost, TurnSetup } from '../contract/anatomy.ts';
import type { Ceilings } from '../contract/measuring.ts';
import type { Timings } from '../contract/message.ts';
import { leastPrefillTokens } from '../format/figures.ts';
import { decodeSteps } from './work.ts';

export interface Phase {
  name: 'prefill' | 'decode';
  tokens: number;
  ms: number;
  /** The phase had enough tokens to tell the speed of the machine. */
  isTelling: boolean;
  /** Bytes that one evaluation read; `null` if they were not counted. */
  bytesEach: number | null;
  /** The share of the nearer limit that the phase reached, 1 being all of it; `null` if it cannot be told. */
  share: number | null;
  /** The nearer limit. */
  bound: 'memory' | 'arithmetic';
}

/** Over this many tokens, interruptions of single tokens average out. */
const leastDecodeTokens = 30;
/** Fewer tokens are enough if they take this long, since an interruption is short compared with each of them. */
const slowDecode = { tokens: 3, ms: 2000 };

/**
 * Weights below this size may come from the last-level cache, which has up to 128 MB on desktop processors and up to 96 MB on
 * GPUs, and other work takes much of each token's time. The limit of memory then says nothing.
 */
export const cacheBytes = 128e6;

/** From this share on, a phase counts as near its limit; docs/advice.md says what models reach. */
export const near = 0.6;

/** Beyond this share, the limit was measured too low, so the share says nothing. */
export const beyond = 1.1;

/** Both phases of a turn. `ceilings` count only if they belong to the backend and device of the turn. */
export const phasesOf = (
  timings: Timings,
  { prefill, decode, slices, setup, speculation }: Anatomy,
  ceilings: Ceilings | null,
): { prefill: Phase; decode: Phase } => {
  const { newTokens, prefillMs, decodeTokens, decodeMs } = timings;
  const own = ceilings?.backend === setup.backend && ceilings.device === setup.device ? ceilings : null;
  const steps = decodeSteps(timings, { speculation });
  return {
    prefill: phaseOf({
      name: 'prefill',
      tokens: newTokens,
      ms: prefillMs,
      isTelling: newTokens >= leastPrefillTokens,
      cost: prefill,
      steps: slices.length,
      ceilings: own,
      threads: setup.threads.prefill,
      setup,
    }),
    decode: phaseOf({
      name: 'decode',
      tokens: decodeTokens,
      ms: decodeMs,
      isTelling:
        decodeTokens >= leastDecodeTokens || (decodeTokens >= slowDecode.tokens && decodeMs >= slowDecode.ms),
      cost: decode && { ...decode, bytes: (decode.bytes * steps) / Math.max(1, decodeTokens) },
      steps,
      ceilings: own,
      threads: setup.threads.decode,
      setup,
    }),
  };
};

interface Measured extends Pick<Phase, 'name' | 'tokens' | 'ms' | 'isTelling'> {
  cost: Cost | null;
  /** Evaluations. */
  steps: number;
  ceilings: Ceilings | null;
  threads: number;
  setup: TurnSetup;
}

const phaseOf = ({ name, tokens, ms, isTelling, cost, steps, ceilings, threads, setup }: Measured): Phase => {
  const bytesEach = cost === null || steps <= 0 ? null : cost.bytes / steps;
  const phase: Phase = { name, tokens, ms, isTelling, bytesEach, share: null, bound: 'memory' };
  if (cost === null || bytesEach === null || bytesEach < cacheBytes || ceilings === null || ms <= 0)
    return phase;
  const { bandwidthBytesPerS, flopsPerS } = ceilings;
  if (bandwidthBytesPerS <= 0 || flopsPerS <= 0) return phase;
  const ofMemory = (cost.bytes * 1000) / ms / bandwidthBytesPerS;
  const ofArithmetic = (cost.flops * 1000) / ms / flopsPerS;
  const share = Math.max(ofMemory, ofArithmetic);
  // Measured with fewer threads, or with more threads than cores, a limit is too low for a phase to be near it.
  const isLow = setup.backend === 'cpu' && (ceilings.threads < threads || ceilings.threads > setup.cores);
  return {
    ...phase,
    share: isLow && share >= near ? null : share,
    bound: ofMemory >= ofArithmetic ? 'memory' : 'arithmetic',
  };
};
