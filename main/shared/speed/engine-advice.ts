/** Rules of advice on prefill and decode: what keeps them from their ceilings, and what helps where nothing does. */
import { bytes, percent, speed, tokens } from '../format/figures.ts';
import { beyond, near, type Phase } from './phases.ts';
import { median } from './spread.ts';
import { counted, explains, leastShare, sum, time, two, type Finding, type Turn } from './turn-record.ts';

/** Other processes must take so much of a core from the engine; drawing an answer takes less. */
const leastTaken = 0.5;
/** Where no ceiling tells what that costs, they must take so much of all cores that the engine uses. */
const leastTakenShare = 1 / 3;
/** Left to itself, Hearth uses more than half of the cores, at least for prefill, where the model is not very small. */
const mostUnused = 0.5;
/** Fewer gaps between tokens have no median to speak of. */
const leastGaps = 30;
/** A gap of so many medians is a stall. */
const stallFactor = 4;
/** More stalls than this are no longer stalls, but how decode runs. */
const mostStalls = 0.1;
/** From here on the KV cache is worth a sentence of its own. */
const largeCache = 0.3;
/** Quantizations of so few bits have little left to give. */
const fewBits = 4;

// What kept the engine from its ceilings.

interface Fault {
  what: string;
  remedy: string;
  /** The part of the time that it takes where no ceiling tells; `null`: then nothing shows that it takes any. */
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
    return { ms, sentence: `${found.what}; ${reached(slowed[0].phase, turn)}: ${found.remedy}.` };
  };

const reached = ({ name, share, bound, tokens: all, ms }: Phase, turn: Turn): string =>
  share === null
    ? `${name} ran at ${speed(two((all * 1000) / ms), 1000)}`
    : `${name} reached only ${percent(share)} of what ${ceilingOf(bound, turn)} allows`;

const ceilingOf = (bound: Phase['bound'], { anatomy }: Turn): string =>
  `the ${anatomy.setup.backend === 'cpu' ? (bound === 'memory' ? 'machine' : 'processor') : 'GPU'}’s ${bound}`;

/** More threads than cores: llama.cpp’s threads spin while they wait for each other. */
export const tooManyThreads = fault(({ anatomy, usesProcessor }) => {
  const { threads, cores } = anatomy.setup;
  const most = Math.max(threads.prefill, threads.decode);
  return usesProcessor && most > cores
    ? {
        what: `${most} threads share ${counted(cores, 'core')} and wait for each other`,
        remedy: `leave Threads empty in Settings, or set at most ${cores}`,
        guess: 1 - cores / most,
      }
    : null;
});

/** A GPU is in use, and not for all layers. */
export const layersOnProcessor = fault(({ anatomy, isSplit }) => {
  const { gpuLayers, layers, kvPrecision } = anatomy.setup;
  return isSplit
    ? {
        what: `Only ${gpuLayers} of ${layers} layers are on the GPU`,
        remedy: `${either([
          'a smaller quantization or model',
          'a shorter context',
          ...(kvPrecision === 'f16' ? ['a KV cache precision of 8 bits'] : []),
        ])} lets more of them fit`,
        guess: 1 - gpuLayers / layers,
      }
    : null;
});

/** All that is not the engine counts, Hearth’s own window too. */
export const otherProcesses = fault(({ anatomy, usesProcessor }) => {
  const { threads, cores } = anatomy.setup;
  const { otherCores } = anatomy.surroundings;
  // Threads beyond the cores take time from each other, and not from other processes.
  const used = Math.min(threads.prefill, threads.decode, cores);
  if (!usesProcessor || otherCores === null || used + otherCores - cores < leastTaken) return null;
  const taken = Math.min(1, (used + otherCores - cores) / used);
  return {
    what: `Other processes kept ${two(otherCores)} of ${counted(cores, 'core')} busy`,
    remedy: 'end what is not needed meanwhile',
    guess: taken < leastTakenShare ? null : taken,
  };
});

/** Only with a ceiling to hold the turn against: processors also throttle where nothing comes of it. */
export const throttled = fault(({ anatomy, usesProcessor }) => {
  const times = anatomy.surroundings.throttled ?? 0;
  return usesProcessor && times > 0
    ? {
        what: `The processor slowed itself down ${counted(times, 'time')} because of heat`,
        remedy: 'cooler air or fewer threads keep it at speed',
        guess: null,
      }
    : null;
});

/** Cores left unused, where decode or prefill stays below its ceiling. */
export const fewThreads = fault(({ anatomy, usesProcessor }) => {
  const { threads, cores } = anatomy.setup;
  const most = Math.max(threads.prefill, threads.decode);
  return usesProcessor && most <= mostUnused * cores
    ? {
        what: `The engine runs ${counted(most, 'thread')} on ${counted(cores, 'core')}`,
        remedy: 'leave Threads empty in Settings',
        guess: null,
      }
    : null;
});

/** A few gaps between tokens that took much of decode. */
export const stalls = (turn: Turn): Finding | null => {
  const { gapsMs, speculation } = turn.anatomy;
  // Guessed tokens come several at once, and those faults make gaps uneven by themselves.
  if (gapsMs.length < leastGaps || speculation || tooManyThreads(turn) || otherProcesses(turn)) return null;
  const middle = median(gapsMs);
  const long = gapsMs.filter((gap) => gap > stallFactor * middle);
  const ms = sum(long) - long.length * middle;
  if (long.length > mostStalls * gapsMs.length || !explains(ms, leastShare, turn.ms)) return null;
  return {
    ms,
    sentence:
      `${long.length} of ${tokens(gapsMs.length)} took ${time(sum(long))} of the ${time(sum(gapsMs))} of decode, the ` +
      `median one ${time(middle)}: something holds the machine up now and then, which its system monitor may show, ` +
      'such as memory that runs short.',
  };
};

// What is as fast as the machine allows, and faster only with less to do.

/** Where the KV cache is much of what decode reads. */
export const longContext = ({ timings, decode, anatomy, cacheShare, ms: wholeMs }: Turn): Finding | null => {
  const ms = decode.ms * cacheShare;
  if (!decode.isTelling || cacheShare < largeCache || !explains(ms, leastShare, wholeMs)) return null;
  const held = tokens(two(timings.cachedTokens + timings.newTokens + timings.decodeTokens));
  const precision =
    anatomy.setup.kvPrecision === 'f16' ? 'a precision of 8 bits (Settings) nearly halves it, and ' : '';
  return {
    ms,
    sentence: `At least ${percent(cacheShare)} of what decode read was the KV cache of ${held}: ${precision}a new chat from a summary starts with little.`,
  };
};

/** What a phase reached of its ceiling; `null` where that is not near, or where another machine's ceiling counts too. */
const nearShare = ({ isTelling, share }: Phase, isSplit: boolean): number | null =>
  isTelling && !isSplit && share !== null && share >= near && share <= beyond ? share : null;

/** Decode near what memory allows. */
export const memoryBound = (turn: Turn): Finding | null => {
  const { decode, anatomy, ceilings, cacheShare, model, isSplit } = turn;
  const share = nearShare(decode, isSplit);
  if (share === null || ceilings === null || decode.bound !== 'memory') return null;
  const ms = decode.ms * Math.min(1, share) * (1 - cacheShare);
  if (!explains(ms, leastShare, turn.ms)) return null;
  const rate = `${bytes(two(share * ceilings.bandwidthBytesPerS))}/s`;
  const ways = lighter(model?.quantization ?? null);
  if (!anatomy.speculation && !anatomy.setup.draftModel)
    ways.push('a draft model of its family that guesses for it');
  return {
    ms,
    sentence: `Decode read ${rate}, ${percent(share)} of what ${ceilingOf('memory', turn)} allows, so what helps is fewer bytes for each token: ${either(ways)}.`,
  };
};

const lighter = (quantization: string | null): string[] => {
  if (quantization === null) return ['a smaller quantization', 'a smaller model'];
  // Names begin with their bits: Q4_K_M, IQ3_XS, BF16.
  const bits = Number(/\d+/.exec(quantization)?.[0] ?? Infinity);
  const model = 'a smaller model';
  return bits > fewBits ? [`a smaller quantization than ${quantization}`, model] : [model];
};

const either = (ways: readonly string[]): string =>
  ways.length > 1 ? `${ways.slice(0, -1).join(', ')} or ${ways.at(-1)}` : ways.join('');

/** Prefill near what arithmetic allows. */
export const arithmeticBound = (turn: Turn): Finding | null => {
  const { timings, prefill, anatomy, again, isSplit } = turn;
  const share = nearShare(prefill, isSplit);
  if (share === null || prefill.bound !== 'arithmetic') return null;
  // What was read again has a sentence of its own.
  const ms = (prefill.ms * Math.min(1, share) * (timings.newTokens - again)) / timings.newTokens;
  if (!explains(ms, leastShare, turn.ms)) return null;
  const ways = ['a shorter message', 'a chat that has read most of it before'];
  if (anatomy.setup.backend === 'cpu') ways.push('a GPU');
  return {
    ms,
    sentence: `Prefill of ${tokens(two(prefill.tokens))} reached ${percent(share)} of what ${ceilingOf('arithmetic', turn)} allows, so what helps is less to read: ${either(ways)}.`,
  };
};
