/**
 * Adapts the engine to this machine: a short measurement with the loaded model chooses the threads for prefill and for decode,
 * flash attention and the batch size. The result is stored beside the model's snapshots and holds as long as the machine, the
 * backend and llama.cpp stay the same. A default changes only if the alternative is clearly faster, so that noise cannot make
 * it slower. Saved KV states can be restored only with the kind of attention that made them, so a choice of it is stored even if
 * other programs kept the machine busy, and holds until a load on a quiet machine finds a much better one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Threads } from '../../shared/contract/engine.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';
import { kvOptions, type OpenModel } from '../load/open-model.ts';
import { readSurroundings, surroundingsSince } from '../process/surroundings.ts';
import {
  attendingLayersOf,
  headShapeOf,
  measureAttention,
  shortUses,
  uses,
  prefersFlash,
  wholeTimes,
  ways,
  type TokenMs,
  type Way,
} from './attention.ts';
import { evaluateUnsampled, openContext, useThreads } from '../load/context.ts';

export interface Tuning {
  threads: Threads;
  flashAttention: boolean;
  /** The most tokens per evaluation. */
  batchSize: number;
}

/** An alternative must be this many times as fast as the default. */
const clearly = 1.05;

/** How long one speed is measured, in ms; very fast models need less. */
const probeMs = { fast: 30, slow: 120 };
const fastPrefill = 2000;

/** Tokens in the context while decode is measured, as far as they are processed within `fillMs`. */
const mostDepth = 1024;
const fillMs = 400;

/** A prefill is measured for at most about this long, in ms. */
const mostPrefillMs = 2000;

/** A candidate whose first token takes this many times as long as the best one's is dropped at once. */
const hopeless = 4;

/** After this time no further comparison begins, in ms. */
const wholeMs = 3000;

/** If other processes use more cores than this, they would decide the result. */
const busyCores = 0.25;

/** The library's default (`getDefaultContextBatchSize`). */
const defaultBatch = 512;

/** What is used before anything was measured, and what the alternatives must beat. */
const defaultTuning = ({ threads }: OpenModel, config: EngineConfig): Tuning => ({
  threads: { prefill: threads, decode: threads },
  flashAttention: config.flashAttention ?? true,
  batchSize: config.batchSize ?? defaultBatch,
});

/** What is stored of a measurement. */
interface Kept {
  /** See `machineOf`. */
  machine: string;
  tuning: Tuning;
  /** Other programs kept the machine busy: the next load measures again. */
  isPreliminary: boolean;
}

/** Returns the stored result for this model and machine, or measures one. Settings in `config` are not measured. */
export const tune = async (
  open: OpenModel,
  config: EngineConfig,
  digest: string,
  onBegin: () => void,
): Promise<Tuning> => {
  const defaults = defaultTuning(open, config);
  const isAllSet = config.threads !== null && config.flashAttention !== null && config.batchSize !== null;
  if (config.tunes === 'never' || isAllSet) return defaults;
  const machine = machineOf(open, config);
  const path = join(config.snapshots.folder, `tuning-${digest.slice(0, 16)}`);
  const kept = config.tunes === 'anew' ? null : readKept(path, machine);
  if (kept?.isPreliminary === false) return kept.tuning;
  onBegin();
  const before = readSurroundings();
  const startedAt = performance.now();
  const usedFlash = kept?.tuning.flashAttention ?? null;
  const measured = await measure(open, config, defaults, usedFlash);
  const { otherCores } = surroundingsSince(before, performance.now() - startedAt);
  const isPreliminary = otherCores !== null && otherCores > busyCores;
  // On a busy machine the fewest threads look best, so the threads keep their defaults.
  const tuning = isPreliminary
    ? { ...defaults, flashAttention: usedFlash ?? measured.flashAttention }
    : measured;
  const stored: Kept = { machine, tuning, isPreliminary };
  try {
    writeFileSync(path, JSON.stringify(stored), { mode: 0o600 });
  } catch {
    // It is measured again.
  }
  return tuning;
};

/** Everything that the result depends on. */
const machineOf = ({ llama, backend, device, cores }: OpenModel, config: EngineConfig): string =>
  JSON.stringify([
    cpus()[0]?.model,
    cores,
    availableParallelism(),
    backend,
    device,
    llama.llamaCppRelease.release,
    config.kvPrecision,
    config.gpuLayers,
    config.threads,
    config.flashAttention,
    config.batchSize,
  ]);

const readKept = (path: string, machine: string): Kept | null => {
  try {
    const { isPreliminary = false, ...kept } = JSON.parse(readFileSync(path, 'utf8')) as Kept;
    return kept.machine === machine ? { ...kept, isPreliminary } : null;
  } catch {
    return null;
  }
};

/** A small context with the given tuning. */
interface Probe {
  context: LlamaContext;
  sequence: LlamaContextSequence;
  close: () => Promise<void>;
}

const openProbe = async (
  { model }: OpenModel,
  config: EngineConfig,
  { threads, flashAttention, batchSize }: Tuning,
  contextSize: number,
): Promise<Probe> => {
  const context = await openContext(model, {
    contextSize,
    batchSize: Math.min(batchSize, contextSize),
    ...kvOptions(config).context,
    flashAttention,
    threads: threads.decode,
  });
  return { context, sequence: context.getSequence(), close: () => context.dispose() };
};

/** Any token will do, since the cost does not depend on it; these exist in every vocabulary. */
const someTokens = (count: number): Token[] =>
  Array.from({ length: count }, (_, index) => ((index * 31) % 200) as Token);

/** Processes `count` tokens from an empty cache in batches, or fewer on a busy machine. Returns tokens/s. */
const prefillSpeed = async ({ context, sequence }: Probe, count: number): Promise<number> => {
  await sequence.clearHistory();
  const startedAt = performance.now();
  let done = 0;
  let ms = 0;
  while (done < count && ms < mostPrefillMs) {
    const size = Math.min(context.batchSize, count - done);
    await sequence.evaluateWithoutGeneratingNewTokens(someTokens(size));
    done += size;
    ms = performance.now() - startedAt;
  }
  return (done * 1000) / ms;
};

/**
 * Generates tokens for `forMs`, at least three. Returns tokens/s. Gives up after the first token if it takes longer than
 * `mostMs`.
 */
const decodeSpeed = async ({ sequence }: Probe, forMs: number, mostMs = Infinity): Promise<number> => {
  // The first evaluation after work of another kind is slower.
  let startedAt = performance.now();
  await evaluateUnsampled(sequence, someTokens(1));
  const firstMs = performance.now() - startedAt;
  if (firstMs > mostMs) return 1000 / firstMs;
  startedAt = performance.now();
  let count = 0;
  while (count < 3 || performance.now() - startedAt < forMs) {
    await evaluateUnsampled(sequence, someTokens(1));
    count += 1;
  }
  return (count * 1000) / (performance.now() - startedAt);
};

/** Comparisons of both ways of attention at the beginning of a chat; after the first, none begins after `mostBaseMs`. */
const attentionRounds = 3;
const mostBaseMs = 1000;

/** The time of a token at the beginning of a chat, measured both ways by turns; the shortest time counts. */
const baseTimes = async (probes: Record<Way, Probe>, prompt: number): Promise<Record<Way, TokenMs>> => {
  const least = {
    flash: { prefill: Infinity, decode: Infinity },
    plain: { prefill: Infinity, decode: Infinity },
  };
  const startedAt = performance.now();
  for (let round = 0; round < attentionRounds; round += 1) {
    if (round > 0 && performance.now() - startedAt > mostBaseMs) break;
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      const best = least[way];
      const { sequence } = probes[way];
      best.prefill = Math.min(best.prefill, 1000 / (await prefillSpeed(probes[way], prompt)));
      await evaluateUnsampled(sequence, someTokens(1));
      const until = performance.now() + probeMs.slow / 2;
      for (let count = 0; count < 3 || (performance.now() < until && count < 60); count += 1) {
        const tokenAt = performance.now();
        await evaluateUnsampled(sequence, someTokens(1));
        best.decode = Math.min(best.decode, performance.now() - tokenAt);
      }
    }
  }
  return least;
};

/** The candidate with the highest speed, or the first one, which is the default, if it is nearly as fast. */
const best = <Candidate>(speeds: Map<Candidate, number>): Candidate => {
  const [[standard, speed], ...others] = [...speeds] as [[Candidate, number], ...[Candidate, number][]];
  const [fastest] = others.toSorted((a, b) => b[1] - a[1]);
  return fastest !== undefined && fastest[1] > speed * clearly ? fastest[0] : standard;
};

/** The time that a choice may take. */
interface Effort {
  /** No further round begins after this time, in ms of this process's clock. */
  until: number;
  rounds: number;
}

/**
 * Measures each candidate several times, by turns, so that a machine that slows down slows all of them; the best time counts.
 */
const compare = async <Candidate>(
  candidates: readonly Candidate[],
  measureOne: (candidate: Candidate, bestSoFar: number) => Promise<number>,
  { until, rounds }: Effort,
): Promise<Candidate> => {
  const speeds = new Map<Candidate, number>();
  for (let round = 0; round < rounds && (round === 0 || performance.now() < until); round += 1)
    for (const candidate of candidates) {
      const known = speeds.get(candidate) ?? 0;
      const most = Math.max(0, ...speeds.values());
      // A candidate that was hopeless once is not tried again.
      if (round > 0 && known * hopeless < most) continue;
      speeds.set(candidate, Math.max(known, await measureOne(candidate, most)));
    }
  return best(speeds);
};

/**
 * Whether flash attention is used: as set, as measured, or on if nothing can be measured. `probe` has it on. `usedFlash`: whether the
 * model was used with it so far, `null` if it was not used.
 */
const chooseAttention = async (
  open: OpenModel,
  config: EngineConfig,
  probe: Probe,
  tuning: Tuning,
  speed: number,
  usedFlash: boolean | null,
): Promise<boolean> => {
  if (config.flashAttention !== null) return config.flashAttention;
  const { metadata } = open.info;
  const shape = headShapeOf(metadata);
  // llama.cpp quantizes values only with flash attention, and GPUs are made for it.
  if (shape === null || open.runsOn !== 'cpu' || config.kvPrecision !== 'f16') return true;
  const plain = await openProbe(
    open,
    config,
    { ...tuning, flashAttention: false },
    probe.context.contextSize,
  );
  try {
    const base = await baseTimes({ flash: probe, plain }, speed > 100 ? 64 : 16);
    const layers = attendingLayersOf(metadata);
    const times = await measureAttention(
      open.llama,
      shape,
      layers.all + layers.windowed,
      open.threads,
      config.snapshots.folder,
      // The guide's template shows no more than three earlier answers, and a first answer should not wait.
      config.isStarter ? shortUses : uses,
    );
    return prefersFlash(wholeTimes(base, layers, times), usedFlash);
  } finally {
    await plain.close();
  }
};

const measure = async (
  open: OpenModel,
  config: EngineConfig,
  defaults: Tuning,
  usedFlash: boolean | null,
): Promise<Tuning> => {
  const { model, cores } = open;
  const room = Math.min(mostDepth + 256, model.trainContextSize || mostDepth);
  let tuning = defaults;
  let probe = await openProbe(open, config, tuning, room);
  try {
    const speed = await prefillSpeed(probe, Math.min(32, room));
    const flashAttention = await chooseAttention(open, config, probe, tuning, speed, usedFlash);
    if (flashAttention !== tuning.flashAttention) {
      tuning = { ...tuning, flashAttention };
      await probe.close();
      probe = await openProbe(open, config, tuning, room);
    }
    // A small model is fast in any case, and the first answer should not wait for the last percent.
    const effort: Effort = open.isSmall
      ? { until: performance.now() + wholeMs / 4, rounds: 1 }
      : { until: performance.now() + wholeMs, rounds: 2 };
    const hasTime = (): boolean => performance.now() < effort.until;
    const depthIn = (ms: number): number =>
      Math.max(16, Math.min(mostDepth, room - 64, Math.round((speed * ms) / 1000)));
    const depth = depthIn(fillMs);
    const forMs = speed > fastPrefill ? probeMs.fast : probeMs.slow;

    if (
      !open.isSmall &&
      hasTime() &&
      config.threads === null &&
      model.gpuLayers < model.fileInsights.totalLayers
    ) {
      const standard = tuning.threads.decode;
      const counts = new Set(
        [standard, cores, Math.ceil(cores / 2), cores - 1, 1].filter((count) => count > 0),
      );
      await prefillSpeed(probe, depth);
      const decode = await compare(
        [...counts],
        (count, most) => {
          useThreads(probe.context, count);
          return decodeSpeed(probe, forMs / 2, most > 0 ? (hopeless * 1000) / most : Infinity);
        },
        effort,
      );
      // More threads than cores help prefill if two threads can share a core's units well; they never help decode.
      const prefill = await compare(
        [...new Set([standard, cores, availableParallelism()])],
        (count) => {
          useThreads(probe.context, count);
          return prefillSpeed(probe, Math.min(depth, defaultBatch));
        },
        effort,
      );
      tuning = { ...tuning, threads: { prefill, decode } };
    }

    // A larger batch takes more memory for its intermediate results, which pays only on a GPU.
    if (
      hasTime() &&
      config.batchSize === null &&
      model.gpuLayers > 0 &&
      tuning.flashAttention &&
      depth === mostDepth
    ) {
      const large = await openProbe(open, config, { ...tuning, batchSize: mostDepth }, room);
      const chosen = await compare([probe, large], (one) => prefillSpeed(one, mostDepth), effort);
      tuning = { ...tuning, batchSize: chosen.context.batchSize };
      await large.close();
    }
    return tuning;
  } finally {
    await probe.close();
  }
};
