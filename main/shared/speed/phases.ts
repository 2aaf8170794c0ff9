/** Prefill and decode of a turn, held against what the machine can do at most where that is known. */
import type { Anatomy, Cost, TurnSetup } from '../contract/anatomy.ts';
import type { Ceilings } from '../contract/measuring.ts';
import type { Timings } from '../contract/message.ts';
import { leastPrefillTokens } from '../format/figures.ts';
import { decodeSteps } from './work.ts';

export interface Phase {
  name: 'prefill' | 'decode';
  tokens: number;
  ms: number;
  /** Whether it had enough tokens to say how fast the machine works. */
  isTelling: boolean;
  /** Bytes that one evaluation read; `null` where it was not counted. */
  bytesEach: number | null;
  /** What it reached of the nearer ceiling, 1 for all of it; `null` where nothing tells. */
  share: number | null;
  /** The nearer ceiling. */
  bound: 'memory' | 'arithmetic';
}

/** So many tokens average out what one of them met with. */
const leastDecodeTokens = 30;
/** Fewer tell where they take so long: an interruption is short against each. */
const slowDecode = { tokens: 3, ms: 2000 };

/**
 * Weights below this may come from the last cache, which desktop processors have up to 128 MB of and GPUs up to 96, and
 * what surrounds the reading takes much of each token's time. Memory's ceiling then says nothing.
 */
export const cacheBytes = 128e6;

/** From here on a phase counts as near its ceiling; docs/advice.md says what models reach. */
export const near = 0.6;

/** From here on the ceiling was measured too low, so its share says nothing. */
export const beyond = 1.1;

/** Both phases of a turn. `ceilings` count only where they are of the backend and device that it ran on. */
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
  // Measured with fewer threads, or with more than there are cores, a ceiling lies too low to be near to.
  const isLow = setup.backend === 'cpu' && (ceilings.threads < threads || ceilings.threads > setup.cores);
  return {
    ...phase,
    share: isLow && share >= near ? null : share,
    bound: ofMemory >= ofArithmetic ? 'memory' : 'arithmetic',
  };
};
