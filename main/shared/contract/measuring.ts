/**
 * What this machine can do at most, benchmarks, and statistics over all turns. Durations are milliseconds and end in `Ms`;
 * speeds are in tokens/s unless their name says otherwise.
 */
import { z } from 'zod';
import type { Cost } from './anatomy.ts';
import type { Backend, KvPrecision, Threads } from './engine.ts';
import { call, id, nothing } from './call.ts';
import type { ModelFacts, ModelId } from './model.ts';

/** What one backend of this machine can do at most, as measured by `calibrate` with llama.cpp (docs/roofline.md). */
export interface Ceilings {
  backend: Backend;
  device: string;
  threads: number;
  /** The most bytes that decode got from memory in a second. */
  bandwidthBytesPerS: number;
  /** The most floating-point operations that prefill did in a second. */
  flopsPerS: number;
  /** How each was measured, in words: the weights' type, their size, the spread over its repeats as a share. */
  bandwidthHow: string;
  flopsHow: string;
  /** When, in ms since the epoch. */
  measuredAt: number;
}

/** What a benchmark runs: each prompt length, and at each depth so many tokens, all of them several times. */
export interface BenchmarkPlan {
  /** Tokens; each is one prefill from an empty cache. */
  promptLengths: number[];
  /** Tokens already in the context, behind which `decodeTokens` are written. */
  depths: number[];
  decodeTokens: number;
  /** Tokens evaluated in one go; each prompt length is read with each of them. */
  batchSizes: number[];
  repeats: number;
}

/** One line of a benchmark, as llama-bench has it: pp reads a prompt, tg writes tokens. */
export interface BenchmarkRow {
  test: 'pp' | 'tg';
  /** Tokens read or written. */
  tokens: number;
  /** Tokens in the context before. */
  depth: number;
  batchSize: number;
  /** One for each repeat, in tokens/s. */
  speeds: number[];
  /** Of one repeat; `null` for models whose shape is not understood. */
  cost: Cost | null;
}

/** The model, the machine and the settings that a benchmark ran with, and its rows. */
export interface BenchmarkRun {
  id: string;
  startedAt: number;
  /** As it was when it was measured; without an identity in runs of earlier versions. */
  model: ModelFacts;
  parameters: number;
  backend: Backend;
  device: string;
  gpuLayers: number;
  threads: Threads;
  kvPrecision: KvPrecision;
  flashAttention: boolean;
  /** Release of llama.cpp. */
  llamaCpp: string;
  /** False where it was stopped; its rows are those that were done. */
  isComplete: boolean;
  rows: BenchmarkRow[];
}

/** What a measurement that takes its time is at. */
export interface MeasuringProgress {
  what: 'calibration' | 'benchmark';
  /** 0 to 1. */
  progress: number;
  /** In words, for example "Prefill of 512 tokens". */
  step: string;
}

/** All turns of one model on one day (of this machine's time zone, as YYYY-MM-DD). */
export interface DayStatistics {
  day: string;
  /** `null` for answers from before models had identities, unless only one model has their name. */
  modelId: ModelId | null;
  modelName: string;
  quantization: string | null;
  turns: number;
  cachedTokens: number;
  newTokens: number;
  /** Tokens of the answers, as each latency line says them. */
  writtenTokens: number;
  /** Tokens after the first of each answer, which took `decodeMs`. */
  decodeTokens: number;
  prefillMs: number;
  /**
   * New tokens and prefill time of the turns that processed enough tokens to tell a speed (`leastPrefillTokens` in
   * shared/format/figures.ts).
   */
  telling: { newTokens: number; prefillMs: number };
  decodeMs: number;
  /** One for each turn that had a first token: percentiles of several days cannot be told from those of each. */
  firstTokensMs: number[];
  /**
   * What reading the cached tokens would have taken at the prefill speed of the same model and day, less what restoring
   * them from disk took, and never below 0. Where that day read too few tokens to tell, the model's speed over all days
   * counts; `null` where that is not known either.
   */
  savedMs: number | null;
}

const tokens = z.int().min(1).max(131_072);

/** The calls of `calls` that belong here. */
export const measuringCalls = {
  /** Of the backend in use; `null` until measured. */
  ceilings: call<Ceilings | null>().takes(nothing),
  /** Measures them, which takes up to 20 s; `measuring.moved` tells how far it is. Refused where it was stopped. */
  calibrate: call<Ceilings>().takes(nothing),
  /** Measures a model; `measuring.moved` tells how far it is. Where it is stopped, the run has what was done by then. */
  benchmark: call<BenchmarkRun>().takes(
    z.strictObject({
      path: z.string().min(1).max(4096),
      plan: z.strictObject({
        promptLengths: z.array(tokens).max(16),
        depths: z.array(z.int().min(0).max(131_072)).max(16),
        decodeTokens: tokens,
        batchSizes: z.array(tokens).min(1).max(8),
        repeats: z.int().min(1).max(20),
      }),
    }),
  ),
  /** Measures anew how to run the loaded model on this machine. */
  tuneModel: call<void>().takes(nothing),
  /** Ends a calibration or a benchmark; does nothing where none runs. */
  stopMeasuring: call<void>().takes(nothing),
  /** Newest first. */
  benchmarkRuns: call<BenchmarkRun[]>().takes(nothing),
  deleteBenchmarkRun: call<void>().takes(z.strictObject({ id })),
  /** The last `days` days, oldest first. */
  statistics: call<DayStatistics[]>().takes(z.strictObject({ days: z.int().min(1).max(3650) })),
  /** How many answers `statistics` leaves out because the clock was wrong when they were dated. */
  misdatedAnswers: call<number>().takes(z.strictObject({ days: z.int().min(1).max(3650) })),
};

/** The events of `Events` that belong here. */
export interface MeasuringEvents {
  /** `null` when it is over. */
  'measuring.moved': { measuring: MeasuringProgress | null };
}
