/** The memory that a model takes, and the memory of this machine. Sizes are bytes. */
import type { Told } from '../words/told.ts';
import { z } from 'zod';
import type { Backend, KvPrecision } from './engine.ts';
import { call, filePath, nothing, repository } from './call.ts';

/** The settings of a model that determine how much memory it needs. */
export interface FitWish {
  /** In tokens; `null` if Hearth chooses. */
  contextLength: number | null;
  kvPrecision: KvPrecision;
  /** `null` for as many layers as fit. */
  gpuLayers: number | null;
  /**
   * `null` for the kind of attention that was measured to be faster when the model was loaded last, or flash attention if none
   * was measured.
   */
  flashAttention: boolean | null;
  batchSize: number;
  /** Whether weights are mapped from the file or read from it; if absent or `null`, whichever takes less memory. */
  memoryMap?: boolean | null | undefined;
}

/** What a model needs of one kind of memory. */
export interface MemoryNeed {
  weights: number;
  kvCache: number;
  /** Intermediate results of an evaluation. */
  compute: number;
  /** The engine process itself. */
  engine: number;
}

/** Whether a model fits this machine, what it needs, and how fast it would be. */
export interface Fit {
  /** The context length in tokens that this was computed for. */
  contextLength: number;
  kvPrecision: KvPrecision;
  ram: MemoryNeed;
  /** All 0 if no layer is on a GPU. */
  vram: MemoryNeed;
  gpuLayers: number;
  /** All layers, including the output layer. */
  layers: number;
  machine: MachineMemory;
  verdict:
    | 'fits'
    /** It fits, but less than a tenth of the memory stays free. */
    | 'tight'
    | 'too-large';
  /** What fits, or how much memory is missing. */
  words: Told;
  /**
   * Tokens/s in the model's own answers, or predicted for an empty context from the measured bandwidth; `null` if neither was
   * measured.
   */
  decodeSpeed: number | null;
}

/** The memory that this machine has for a model now. */
export interface MachineMemory {
  ramTotal: number;
  /** RAM that is free now. */
  ramFree: number;
  /** RAM that unloading the loaded model would free. */
  ramReturned: number;
  /** The RAM that an engine process takes on this machine before it loads a model; `null` until one has reported it. */
  engine: number | null;
  /**
   * Bytes that llama.cpp's copy of a matrix takes on this processor for each byte in the file, by kind of matrix
   * (shared/memory/copies.ts); `null` if that is not known, or if a GPU is used, in which case nothing is copied.
   */
  copies: Readonly<Record<string, number>> | null;
  /** `null` if there is no GPU that llama.cpp can use. `isUnified`: the GPU shares the machine's RAM. */
  gpu: {
    name: string;
    backend: Backend;
    isUnified: boolean;
    total: number;
    free: number;
    returned: number;
  } | null;
}

/** The installed model to begin with. */
export interface BestInstalled {
  path: string;
  /** Decode speed in tokens/s; `null` if the machine was not measured. */
  speed: number | null;
  /** Whether `speed` was measured in the model's own answers; otherwise it is a prediction. */
  isOwnSpeed: boolean;
}

const fitWish = z.strictObject({
  contextLength: z.int().min(256).max(4_194_304).nullable(),
  kvPrecision: z.enum(['f16', 'q8_0']),
  gpuLayers: z.int().min(0).max(1000).nullable(),
  flashAttention: z.boolean().nullable(),
  batchSize: z.int().min(32).max(8192),
  memoryMap: z.boolean().nullable().optional(),
});

/** The calls about memory, which `calls` in contract.ts includes. */
export const memoryCalls = {
  /** Whether an installed model fits this machine now; `null` if the file's header lacks the needed information. */
  fitModel: call<Fit | null>().takes(z.strictObject({ path: filePath, wish: fitWish })),
  /** The same for a file on Hugging Face. Only the part of its header that is needed is downloaded. */
  fitHubFile: call<Fit | null>().takes(z.strictObject({ repository, file: filePath, wish: fitWish })),
  /**
   * The same for every model file of a repository, from their sizes and one header; empty if that header lacks the needed
   * information.
   */
  fitHubFiles: call<{ path: string; fit: Fit }[]>().takes(z.strictObject({ repository, wish: fitWish })),
  /**
   * The best of the installed chat models for this machine, without the starter model; `null` if none fits and is fast enough,
   * or if there is none.
   */
  bestInstalled: call<BestInstalled | null>().takes(nothing),
  /** The memory that this machine has for a model now. */
  machineMemory: call<MachineMemory>().takes(nothing),
};
