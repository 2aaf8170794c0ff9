/** Rules of advice on prefill and decode: what keeps them from the limits of this machine, and what helps if nothing does. */
import { say } from '../words/catalogue.ts';
import type { Limit, Slowed } from '../words/advice.ts';
import type { Told } from '../words/told.ts';
import { beyond, near, type Phase } from './phases.ts';
import { median } from './spread.ts';
import { explains, is16Bit, leastShare, sum, two, type Finding, type Turn } from './turn-record.ts';

/** The least time of a core that other processes must take from the engine to be named; drawing an answer takes less. */
const leastTaken = 0.5;
/** The least share of the engine's cores that they must take if no limit of this machine tells what that costs. */
const leastTakenShare = 1 / 3;
/** Below this share of the cores, the user has set the threads: Hearth chooses more for prefill unless the model is very small. */
const mostUnused = 0.5;
/** Fewer gaps between tokens have no meaningful median. */
const leastGaps = 30;
/** A gap of this many medians is a stall. */
const stallFactor = 4;
/** With a larger share of stalls, they are how decode runs and no exception. */
const mostStalls = 0.1;
/** The KV cache gets a sentence of its own if it is at least this share. */
const largeCache = 0.3;
/** Quantizations with this many bits or fewer have little left to give. */
const fewBits = 4;

/** What kept the engine from the limits of this machine. */
interface Fault {
  tell: (slowed: Slowed) => Told;
  /** The assumed share of the time that it costs if no limit of this machine is known; `null` if none can be assumed. */
  guess: number | null;
}

const fault =
  (find: (turn: Turn) => Fault | null) =>
  (turn: Turn): Finding | null => {
    const found = find(turn);
    if (found === null) return null;
    const slowed = [turn.prefill, turn.decode]
      .filter(({ isTelling, share }) => isTelling && (share === null ? found.guess !== null : share < near))
      .map((phase) => ({ phase, ms: phase.ms * (phase.share === null ? found.guess! : 1 - phase.share) }))
      .toSorted((one, other) => other.ms - one.ms);
    const ms = sum(slowed.map((one) => one.ms));
    if (slowed[0] === undefined || !explains(ms, leastShare, turn.ms)) return null;
    return { ms, told: found.tell(slowedBy(slowed[0].phase, turn)) };
  };

const slowedBy = ({ name, share, bound, tokens, ms }: Phase, turn: Turn): Slowed => ({
  phase: name,
  tokensPerS: two((tokens * 1000) / ms),
  share,
  limit: limitOf(bound, turn),
});

const limitOf = (bound: Phase['bound'], { anatomy }: Turn): Limit => ({
  of: anatomy.setup.backend === 'cpu' ? (bound === 'memory' ? 'machine' : 'processor') : 'GPU',
  bound,
});

/** More threads than cores: llama.cpp’s threads spin while they wait for each other. */
export const tooManyThreads = fault(({ anatomy, usesProcessor }) => {
  const { threads: each, cores } = anatomy.setup;
  const threads = Math.max(each.prefill, each.decode);
  return usesProcessor && threads > cores
    ? {
        tell: (slowed) => say('advice.too-many-threads', { ...slowed, threads, cores }),
        guess: 1 - cores / threads,
      }
    : null;
});

/** A GPU is in use, but not for all layers. */
export const layersOnProcessor = fault((turn) => {
  const { gpuLayers, layers } = turn.anatomy.setup;
  return turn.isSplit
    ? {
        tell: (slowed) =>
          say('advice.layers-on-processor', { ...slowed, gpuLayers, layers, is16Bit: is16Bit(turn) }),
        guess: 1 - gpuLayers / layers,
      }
    : null;
});

/** Every process except the engine counts, including Hearth’s own window. */
export const otherProcesses = fault(({ anatomy, usesProcessor }) => {
  const { threads, cores } = anatomy.setup;
  const { otherCores } = anatomy.surroundings;
  // Threads beyond the number of cores take time from each other, not from other processes.
  const used = Math.min(threads.prefill, threads.decode, cores);
  if (!usesProcessor || otherCores === null || used + otherCores - cores < leastTaken) return null;
  const taken = Math.min(1, (used + otherCores - cores) / used);
  return {
    tell: (slowed) => say('advice.other-processes', { ...slowed, otherCores: two(otherCores), cores }),
    guess: taken < leastTakenShare ? null : taken,
  };
});

/** Only with a limit to compare with: processors also throttle without any effect on a turn. */
export const throttled = fault(({ anatomy, usesProcessor }) => {
  const times = anatomy.surroundings.throttled ?? 0;
  return usesProcessor && times > 0
    ? { tell: (slowed) => say('advice.throttled', { ...slowed, times }), guess: null }
    : null;
});

/** Unused cores while decode or prefill stays below its limit. */
export const fewThreads = fault(({ anatomy, usesProcessor }) => {
  const { threads: each, cores } = anatomy.setup;
  const threads = Math.max(each.prefill, each.decode);
  return usesProcessor && threads <= mostUnused * cores
    ? { tell: (slowed) => say('advice.few-threads', { ...slowed, threads, cores }), guess: null }
    : null;
});

/** A few gaps between tokens that took much of decode. */
export const stalls = (turn: Turn): Finding | null => {
  const { gapsMs, speculation } = turn.anatomy;
  // Guessed tokens arrive several at once, and those faults alone make gaps uneven.
  if (gapsMs.length < leastGaps || speculation || tooManyThreads(turn) || otherProcesses(turn)) return null;
  const middle = median(gapsMs);
  const long = gapsMs.filter((gap) => gap > stallFactor * middle);
  const ms = sum(long) - long.length * middle;
  if (long.length > mostStalls * gapsMs.length || !explains(ms, leastShare, turn.ms)) return null;
  return {
    ms,
    told: say('advice.stalls', {
      stalls: long.length,
      gaps: gapsMs.length,
      stallMs: two(sum(long)),
      decodeMs: two(sum(gapsMs)),
      medianMs: two(middle),
    }),
  };
};

/** The KV cache is much of what decode reads. */
export const longContext = (turn: Turn): Finding | null => {
  const { timings, decode, cacheShare } = turn;
  const ms = decode.ms * cacheShare;
  if (!decode.isTelling || cacheShare < largeCache || !explains(ms, leastShare, turn.ms)) return null;
  const held = two(timings.cachedTokens + timings.newTokens + timings.decodeTokens);
  return { ms, told: say('advice.long-context', { share: cacheShare, held, is16Bit: is16Bit(turn) }) };
};

/** The share of its limit that a phase reached; `null` if it is not near, or if another device's limit counts too. */
const nearShare = ({ isTelling, share }: Phase, isSplit: boolean): number | null =>
  isTelling && !isSplit && share !== null && share >= near && share <= beyond ? share : null;

/** Decode is near the limit of memory. */
export const memoryBound = (turn: Turn): Finding | null => {
  const { decode, anatomy, ceilings, cacheShare, model, isSplit } = turn;
  const share = nearShare(decode, isSplit);
  if (share === null || ceilings === null || decode.bound !== 'memory') return null;
  const ms = decode.ms * Math.min(1, share) * (1 - cacheShare);
  if (!explains(ms, leastShare, turn.ms)) return null;
  return {
    ms,
    told: say('advice.memory-bound', {
      bytesPerS: two(share * ceilings.bandwidthBytesPerS),
      share,
      limit: limitOf('memory', turn),
      quantization: replaceable(model?.quantization ?? null),
      couldDraft: !anatomy.speculation && !anatomy.setup.draftModel,
    }),
  };
};

/** The quantization if a smaller one would be much smaller, else `null`; empty if it is unknown. */
const replaceable = (quantization: string | null): string | null => {
  if (quantization === null) return '';
  // Names begin with the number of bits: Q4_K_M, IQ3_XS, BF16.
  return Number(/\d+/.exec(quantization)?.[0] ?? Infinity) > fewBits ? quantization : null;
};

/** Prefill is near the limit of compute. */
export const arithmeticBound = (turn: Turn): Finding | null => {
  const { timings, prefill, anatomy, again, isSplit } = turn;
  const share = nearShare(prefill, isSplit);
  if (share === null || prefill.bound !== 'arithmetic') return null;
  // Tokens that were processed again have a finding of their own.
  const ms = (prefill.ms * Math.min(1, share) * (timings.newTokens - again)) / timings.newTokens;
  if (!explains(ms, leastShare, turn.ms)) return null;
  return {
    ms,
    told: say('advice.arithmetic-bound', {
      tokens: two(prefill.tokens),
      share,
      limit: limitOf('arithmetic', turn),
      isOnGpu: anatomy.setup.backend !== 'cpu',
    }),
  };
};
