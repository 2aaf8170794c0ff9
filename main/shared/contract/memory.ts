/** The memory that a model takes, and the memory of this machine. Sizes are bytes. */
import type { Told } from '../words/told.ts';
import { z } from 'zod';
import type { Backend, KvPrecision } from './engine.ts';
import { call, filePath, nothing, repository } from './call.ts';

/** How a model is to be run, as far as its need of memory goes. */
export interface FitWish {
  /** Tokens; `null`: what Hearth would choose. */
  contextLength: number | null;
  kvPrecision: KvPrecision;
  /** `null`: as many as fit. */
  gpuLayers: number | null;
  /** `null`: whichever was measured to be faster when the model was loaded last; flash attention if none was. */
  flashAttention: boolean | null;
  batchSize: number;
  /** Weights are mapped from the file or read from it; else whichever takes less memory. */
  memoryMap?: boolean | null | undefined;
}

/** What a model takes of one kind of memory. */
export interface MemoryNeed {
  weights: number;
  kvCache: number;
  /** Intermediate results of an evaluation. */
  compute: number;
  /** The engine process itself. */
  engine: number;
}

/** What of a model fits this machine, and how fast it would be. */
export interface Fit {
  /** Tokens that this is about. */
  contextLength: number;
  kvPrecision: KvPrecision;
  ram: MemoryNeed;
  /** All 0 where nothing is on a GPU. */
  vram: MemoryNeed;
  gpuLayers: number;
  /** All layers, the output layer among them. */
  layers: number;
  machine: MachineMemory;
  verdict:
    | 'fits'
    /** It fits, and less than a tenth of the memory stays free. */
    | 'tight'
    | 'too-large';
  /** What fits, or by how much it does not. */
  words: Told;
  /** Tokens/s from the measured bandwidth, behind an empty context; `null` where that is not measured. */
  decodeSpeed: number | null;
}

/** What this machine has for a model now. */
export interface MachineMemory {
  ramTotal: number;
  /** Free now. */
  ramFree: number;
  /** What unloading the loaded model gives back. */
  ramReturned: number;
  /** What an engine process takes here before it loads a model; `null` until one has told. */
  engine: number | null;
  /**
   * Bytes that llama.cpp's copy of a matrix takes on this processor for each byte in the file, by kind of matrix
   * (shared/memory/copies.ts); `null` if that is not known, or if a GPU is used, with which nothing is copied.
   */
  copies: Readonly<Record<string, number>> | null;
  /** `null` where there is no GPU that llama.cpp can use. `isUnified`: its memory is the machine's RAM, not its own. */
  gpu: {
    name: string;
    backend: Backend;
    isUnified: boolean;
    total: number;
    free: number;
    returned: number;
  } | null;
}

const fitWish = z.strictObject({
  contextLength: z.int().min(256).max(4_194_304).nullable(),
  kvPrecision: z.enum(['f16', 'q8_0']),
  gpuLayers: z.int().min(0).max(1000).nullable(),
  flashAttention: z.boolean().nullable(),
  batchSize: z.int().min(32).max(8192),
  memoryMap: z.boolean().nullable().optional(),
});

/** The calls of `calls` that belong here. */
export const memoryCalls = {
  /** What a model here would take of this machine now. `null`: the file's header cannot tell. */
  fitModel: call<Fit | null>().takes(z.strictObject({ path: filePath, wish: fitWish })),
  /** The same for one on the hub, from its header alone, of which no more is fetched than needed. */
  fitHubFile: call<Fit | null>().takes(z.strictObject({ repository, file: filePath, wish: fitWish })),
  /** The same for every model file of a repository, from their sizes and one header; none where that cannot tell. */
  fitHubFiles: call<{ path: string; fit: Fit }[]>().takes(z.strictObject({ repository, wish: fitWish })),
  /** What this machine has for a model now. */
  machineMemory: call<MachineMemory>().takes(nothing),
};
