/**
 * What Hearth measures: the anatomy of a turn, what this machine can do at most, benchmarks, and statistics over all
 * turns. Durations are milliseconds and end in `Ms`; speeds are in tokens/s unless their name says otherwise.
 */
import type { Backend, KvPrecision, Threads } from './types.ts';

/**
 * What a turn did one after another, from the moment it was sent to the last change on screen. Each part begins where
 * the one before ends, so together they are the time that the person waited.
 */
export type PartName =
  /** From the key that sent it to the core. */
  | 'send'
  /** Waiting for the engine while it did something else. */
  | 'queue'
  /** Waiting while the model was loaded. */
  | 'load'
  /** From the core to the engine process, and what it had to leave for this. */
  | 'handover'
  /** The messages are put into the model's template and turned into tokens. */
  | 'tokenise'
  /** Finding what the KV cache holds of the prompt. */
  | 'lookup'
  /** Writing another chat's state to disk, whose place was needed. */
  | 'make-room'
  /** Reading this chat's state from disk. */
  | 'restore'
  | 'prefill'
  | 'decode'
  /** From the last token through the core, which stores the answer. */
  | 'finish'
  /** From the core to the window, and onto the screen. */
  | 'paint';

export interface Part {
  name: PartName;
  ms: number;
}

/** One evaluation of prompt tokens in one go. */
export interface Slice {
  tokens: number;
  ms: number;
}

/** What a phase had to do, by the rules of docs/roofline.md. */
export interface Cost {
  flops: number;
  bytes: number;
}

/** What phases did, and in which time, in ms; `null` where it was not counted. */
export interface PhaseWork {
  turns: number;
  prefill: (Cost & { ms: number }) | null;
  decode: (Cost & { ms: number }) | null;
}

/** How the engine was set up for a turn. */
export interface TurnSetup {
  backend: Backend;
  device: string;
  gpuLayers: number;
  layers: number;
  threads: Threads;
  /** Physical cores of this machine. */
  cores: number;
  kvPrecision: KvPrecision;
  flashAttention: boolean;
  /** The name of the model that was loaded to guess for this one; absent in what older versions recorded. */
  draftModel?: string | null;
}

/** What else went on in the machine while a turn ran. */
export interface Surroundings {
  /** Cores that other processes kept busy on average; `null` where it was too short to tell. */
  otherCores: number | null;
  /** How often the processor throttled itself because it was too hot; `null` where the system does not tell. */
  throttled: number | null;
}

/** Tokens that were guessed and checked several at a time, and how that paid. */
export interface Speculation {
  guessed: number;
  /** Those that the model would have sampled too. */
  accepted: number;
  /** Decode speed over that without guesses in the same model and time; `null` where nothing was decoded without. */
  gain: number | null;
  /** No more is guessed for now, because it made answers slower. */
  rests: boolean;
}

/** Where the time of one turn went. Stored with the answer, and told on demand. */
export interface Anatomy {
  parts: Part[];
  slices: Slice[];
  /** Between one token and the next, in ms: one for each decoded token. */
  gapsMs: number[];
  /** `null` for models whose shape is not understood. */
  prefill: Cost | null;
  decode: Cost | null;
  setup: TurnSetup;
  surroundings: Surroundings;
  /** `null` where nothing was guessed. */
  speculation: Speculation | null;
  /** From a piece's arrival in the window to the frame that shows it, over all pieces; `null` until told. */
  tokenToPaint: { medianMs: number; mostMs: number } | null;
}

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
  modelPath: string;
  modelName: string;
  architecture: string;
  quantization: string | null;
  fileBytes: number;
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
  modelName: string;
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
