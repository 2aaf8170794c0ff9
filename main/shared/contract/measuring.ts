/**
 * The limits of this machine, benchmarks, and statistics over all turns. Durations are milliseconds and end in `Ms`; speeds are
 * in tokens/s unless their name says otherwise.
 */
import { z } from 'zod';
import type { Cost } from './anatomy.ts';
import type { Backend, KvPrecision, Threads } from './engine.ts';
import { call, id, nothing } from './call.ts';
import type { ModelFacts, ModelId } from './model.ts';
import type { Told } from '../words/told.ts';

/** The limits of one backend of this machine, measured by `calibrate` with llama.cpp (docs/roofline.md). */
export interface Ceilings {
  backend: Backend;
  device: string;
  threads: number;
  /** The highest memory bandwidth that decode reached. */
  bandwidthBytesPerS: number;
  /** The highest rate of floating-point operations that prefill reached. */
  flopsPerS: number;
  /** How each was measured: the type and the size of the weights, and the relative spread over the runs. */
  bandwidthHow: Told;
  flopsHow: Told;
  /** When the limits were measured, in ms since the epoch. */
  measuredAt: number;
}

/**
 * The plan of a benchmark: a prefill of each prompt length, and a decode of `decodeTokens` tokens at each depth, all of them
 * `repeats` times.
 */
export interface BenchmarkPlan {
  /** The lengths of prompts in tokens; each is one prefill from an empty cache. */
  promptLengths: number[];
  /** Tokens that are in the context before `decodeTokens` tokens are generated. */
  depths: number[];
  decodeTokens: number;
  /** Tokens per evaluation; each prompt length is processed with each of them. */
  batchSizes: number[];
  repeats: number;
}

/** One row of a benchmark, named as in llama-bench: pp processes a prompt, tg generates tokens. */
export interface BenchmarkRow {
  test: 'pp' | 'tg';
  /** Tokens processed or generated. */
  tokens: number;
  /** Tokens that were in the context before. */
  depth: number;
  batchSize: number;
  /** The speed of each repeat, in tokens/s. */
  speeds: number[];
  /** The work of one repeat; `null` for models whose shape is not understood. */
  cost: Cost | null;
}

/** The model, the machine and the settings that a benchmark ran with, and its rows. */
export interface BenchmarkRun {
  id: string;
  startedAt: number;
  /** The model as it was when it was measured; in runs of earlier versions without its identity. */
  model: ModelFacts;
  parameters: number;
  backend: Backend;
  device: string;
  gpuLayers: number;
  threads: Threads;
  kvPrecision: KvPrecision;
  flashAttention: boolean;
  /** The release of llama.cpp. */
  llamaCpp: string;
  /** Whether the whole plan was measured; if the run was stopped, `rows` are those that were done. */
  isComplete: boolean;
  rows: BenchmarkRow[];
}

/** The progress of a running measurement. */
export interface MeasuringProgress {
  what: 'calibration' | 'benchmark';
  /** 0 to 1. */
  progress: number;
  /** The current step, for example "Prefill of 512 tokens". */
  step: Told;
}

/** All turns of one model on one day. `day` is YYYY-MM-DD in this machine's time zone. */
export interface DayStatistics {
  day: string;
  /** `null` for answers from before models had identities, unless only one model has their name. */
  modelId: ModelId | null;
  modelName: string;
  quantization: string | null;
  turns: number;
  cachedTokens: number;
  /** Tokens of documents among `cachedTokens`: the model did not have to process them again. */
  documentTokens: number;
  newTokens: number;
  /** Tokens of the answers, as each latency line shows them. */
  writtenTokens: number;
  /** Tokens of each answer after its first; they took `decodeMs`. */
  decodeTokens: number;
  prefillMs: number;
  /**
   * New tokens and prefill time of the turns that processed enough tokens to tell a speed (`leastPrefillTokens` in
   * shared/format/figures.ts).
   */
  telling: { newTokens: number; prefillMs: number };
  decodeMs: number;
  /**
   * The time to first token of each turn that had one. All are kept, because percentiles over several days cannot be computed
   * from those of each day.
   */
  firstTokensMs: number[];
  /**
   * The time that processing the cached tokens would have taken at the prefill speed of the same model and day, minus the time
   * to restore them from disk, but never below 0. If too few tokens were processed on that day to tell a speed, the model's
   * speed over all days is used; `null` if that is unknown too.
   */
  savedMs: number | null;
}

const tokens = z.int().min(1).max(131_072);

/** The calls about measurements, which `calls` in contract.ts includes. */
export const measuringCalls = {
  /** The limits of the backend in use; `null` until they are measured. */
  ceilings: call<Ceilings | null>().takes(nothing),
  /**
   * Measures the limits of this machine, which takes up to 20 s; `measuring.moved` reports the progress. Refused if it is
   * stopped.
   */
  calibrate: call<Ceilings>().takes(nothing),
  /** Measures a model; `measuring.moved` reports the progress. If it is stopped, the run has what was done by then. */
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
  /** Measures again how the loaded model runs fastest on this machine. */
  tuneModel: call<void>().takes(nothing),
  /** Stops a calibration or a benchmark; does nothing if none is running. */
  stopMeasuring: call<void>().takes(nothing),
  /** All benchmark runs, newest first. */
  benchmarkRuns: call<BenchmarkRun[]>().takes(nothing),
  deleteBenchmarkRun: call<void>().takes(z.strictObject({ id })),
  /** Statistics of the last `days` days, oldest first. */
  statistics: call<DayStatistics[]>().takes(z.strictObject({ days: z.int().min(1).max(3650) })),
  /** The number of answers that `statistics` leaves out because the clock was wrong when they were dated. */
  misdatedAnswers: call<number>().takes(z.strictObject({ days: z.int().min(1).max(3650) })),
};

/** The events about measurements, which `Events` in contract.ts includes. */
export interface MeasuringEvents {
  /** `null` when the measurement has ended. */
  'measuring.moved': { measuring: MeasuringProgress | null };
}
