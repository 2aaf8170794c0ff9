/** Generated models of several architectures, and how they are run, for measuring what they take of memory. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FitWish } from '../../main/contract/model-types.ts';
import { openFileSource } from '../../main/models/file-source.ts';
import { readMemoryShape } from '../../main/models/read-memory-shape.ts';
import type { MemoryShape } from '../../main/lens/memory-shape.ts';
import { generateSized, type SizedArchitecture, type SizedShape } from './generate-sized.ts';

/** Much of it is tables, which make files large and reading quick. */
export const base: SizedShape = {
  layers: 2,
  width: 1024,
  heads: 16,
  kvHeads: 8,
  headSize: 64,
  feedForward: 2048,
  vocabulary: 32_000,
  type: 'q8_0',
};
export const usual: FitWish = {
  contextLength: 1024,
  kvPrecision: 'f16',
  gpuLayers: null,
  flashAttention: true,
  batchSize: 256,
};

export interface SizedCase {
  architecture: SizedArchitecture;
  shape?: Partial<SizedShape>;
  wish?: Partial<FitWish>;
  /** It cannot rewind, so states to go back to are kept: two a turn, until no more are. */
  turns?: number;
}

export const sizedCases: Record<string, SizedCase> = {
  'Llama, f16': { architecture: 'llama', shape: { type: 'f16' }, wish: { batchSize: 512 } },
  'Llama, f16, without flash attention': {
    architecture: 'llama',
    shape: { type: 'f16', heads: 32, headSize: 32 },
    wish: { flashAttention: false, contextLength: 2048 },
  },
  'Llama, q8_0, with a KV cache of 8 bits': {
    architecture: 'llama',
    shape: { kvHeads: 16, headSize: 256, layers: 4, feedForward: 512 },
    wish: { kvPrecision: 'q8_0' },
  },
  'Llama, q4_0': {
    architecture: 'llama',
    shape: { layers: 8, type: 'q4_0' },
    wish: { contextLength: 512 },
  },
  'Qwen 3, q8_0, tied': {
    architecture: 'qwen3',
    shape: { vocabulary: 64_000, isTied: true },
    wish: { batchSize: 64 },
  },
  'Qwen 3, f16, with a large KV cache': {
    architecture: 'qwen3',
    shape: { type: 'f16', kvHeads: 16, headSize: 256, layers: 4, feedForward: 512, isTied: true },
  },
  'Gemma 3, q8_0': {
    architecture: 'gemma3',
    shape: { layers: 7, isTied: true, feedForward: 512 },
    turns: 4,
  },
  'Gemma 3, f16, without flash attention': {
    architecture: 'gemma3',
    shape: { layers: 6, isTied: true, type: 'f16', feedForward: 512 },
    wish: { flashAttention: false, batchSize: 128 },
    turns: 4,
  },
  'LFM2, q8_0': { architecture: 'lfm2', shape: { layers: 6 }, turns: 4 },
  'Qwen 3 with experts, q8_0': { architecture: 'qwen3moe', shape: { feedForward: 384 } },
  'Qwen 3 with experts, q4_0': {
    architecture: 'qwen3moe',
    shape: { feedForward: 384, layers: 4, type: 'q4_0' },
    wish: { contextLength: 512 },
  },
  'Mamba, f16': {
    architecture: 'mamba',
    shape: { layers: 4, type: 'f16' },
    turns: 4,
  },
};

/** The path of such a model in `folder`, where it is made once. */
export const generatedIn = (
  folder: string,
  architecture: SizedArchitecture,
  shape: Partial<SizedShape> = {},
): string => {
  const name = JSON.stringify([architecture, shape]).replaceAll(/\W+/g, '-');
  const path = join(folder, `${name}.gguf`);
  if (!existsSync(path)) generateSized(path, architecture, { ...base, ...shape });
  return path;
};

/** What its header tells. */
export const shapeOfFile = async (path: string): Promise<MemoryShape> => {
  const source = await openFileSource(path);
  try {
    return (await readMemoryShape([source]))!;
  } finally {
    await source.close();
  }
};
