/** Benchmarks of several models, as the benchmark page gets them; newest first. */
import type { BenchmarkPlan, BenchmarkRow, BenchmarkRun, Cost } from '../../main/contract/lens-types.ts';

const plan: BenchmarkPlan = {
  promptLengths: [128, 512, 2048],
  depths: [0, 512, 2048],
  decodeTokens: 64,
  batchSizes: [128, 512],
  repeats: 5,
};

/** The same numbers each time, around 1. */
const jitter = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return 1 + (state / 2 ** 32 - 0.5) * 0.07;
  };
};

/** Of a model of eight billion parameters with 4 bits each, evaluated in batches. */
const costOf = (tokens: number, batchSize: number): Cost => ({
  flops: tokens * 16e9,
  bytes: Math.ceil(tokens / batchSize) * 4.7e9,
});

/**
 * Rows as a machine would yield them that reads at most `prefill` and writes at most `decode` tokens/s: short prompts
 * are read more slowly, and each token takes longer the more lies before it (half the speed at `half` tokens).
 */
const rowsOf = (
  { promptLengths, depths, decodeTokens, batchSizes, repeats }: BenchmarkPlan,
  machine: { prefill: number; decode: number; half: number; seed: number },
): BenchmarkRow[] => {
  const around = jitter(machine.seed);
  const repeated = (speed: number): number[] => Array.from({ length: repeats }, () => speed * around());
  return [
    ...batchSizes.flatMap((batchSize) =>
      promptLengths.map((tokens): BenchmarkRow => {
        const filled = Math.min(tokens, batchSize);
        const speed = (machine.prefill * (filled / (filled + 60))) / (1 + tokens / (4 * machine.half));
        return {
          test: 'pp',
          tokens,
          depth: 0,
          batchSize,
          speeds: repeated(speed),
          cost: costOf(tokens, batchSize),
        };
      }),
    ),
    ...depths.map((depth): BenchmarkRow => {
      const speed = machine.decode / (1 + depth / machine.half);
      return {
        test: 'tg',
        tokens: decodeTokens,
        depth,
        batchSize: 512,
        speeds: repeated(speed),
        cost: costOf(decodeTokens, 1),
      };
    }),
  ];
};

const day = 86_400_000;
const newest = 1_790_000_000_000;

const qwen = {
  modelPath: '/home/ada/models/Qwen3-8B-Q4_K_M.gguf',
  modelName: 'Qwen3 8B Instruct',
  architecture: 'qwen3',
  quantisation: 'Q4_K_M',
  fileBytes: 5_027_000_000,
  parameters: 8_190_735_360,
};
const qwenQ8 = {
  ...qwen,
  modelPath: '/home/ada/models/Qwen3-8B-Q8_0.gguf',
  quantisation: 'Q8_0',
  fileBytes: 8_709_000_000,
};
const llama = {
  modelPath: '/home/ada/models/Llama-3.2-3B-Instruct-Q4_K_M.gguf',
  modelName: 'Llama 3.2 3B Instruct',
  architecture: 'llama',
  quantisation: 'Q4_K_M',
  fileBytes: 2_019_000_000,
  parameters: 3_212_749_888,
};
const guide = {
  modelPath: '/opt/hearth/resources/starter/hearth-guide.gguf',
  modelName: 'Hearth guide',
  architecture: 'llama',
  quantisation: 'Q8_0',
  fileBytes: 9_700_000,
  parameters: 9_120_000,
};

const geforce = {
  backend: 'cuda',
  device: 'NVIDIA GeForce RTX 4070',
  gpuLayers: 37,
  threads: { prefill: 8, decode: 8 },
} as const;
const ryzen = {
  backend: 'cpu',
  device: 'AMD Ryzen 7 7840U',
  gpuLayers: 0,
  threads: { prefill: 8, decode: 8 },
} as const;
const usual = { kvPrecision: 'f16', flashAttention: true, llamaCpp: 'v0.5.0', isComplete: true } as const;

export const benchmarkRuns: BenchmarkRun[] = [
  {
    id: 'qwen-cuda',
    startedAt: newest,
    ...qwen,
    ...geforce,
    ...usual,
    rows: rowsOf(plan, { prefill: 2_900, decode: 71, half: 12_000, seed: 1 }),
  },
  {
    id: 'qwen-q8-cuda',
    startedAt: newest - day / 24,
    ...qwenQ8,
    ...geforce,
    ...usual,
    rows: rowsOf(plan, { prefill: 2_750, decode: 44, half: 14_000, seed: 2 }),
  },
  {
    id: 'llama-vulkan',
    startedAt: newest - day,
    ...llama,
    ...geforce,
    ...usual,
    backend: 'vulkan',
    gpuLayers: 29,
    isComplete: false,
    rows: rowsOf(plan, { prefill: 3_900, decode: 118, half: 9_000, seed: 3 }).slice(0, 8),
  },
  {
    id: 'guide-cpu',
    startedAt: newest - 2 * day,
    ...guide,
    ...ryzen,
    ...usual,
    threads: { prefill: 1, decode: 1 },
    rows: rowsOf(
      {
        ...plan,
        promptLengths: [128, 512],
        depths: [0, 512],
        decodeTokens: 32,
        batchSizes: [512],
        repeats: 3,
      },
      { prefill: 6_100, decode: 905, half: 2_600, seed: 4 },
    ),
  },
  {
    id: 'qwen-cpu',
    startedAt: newest - 3 * day,
    ...qwen,
    ...ryzen,
    ...usual,
    rows: rowsOf(plan, { prefill: 92, decode: 11.6, half: 9_000, seed: 5 }),
  },
  {
    id: 'qwen-q8-kv',
    startedAt: newest - 9 * day,
    ...qwen,
    ...geforce,
    ...usual,
    kvPrecision: 'q8_0',
    llamaCpp: 'v0.4.0',
    rows: rowsOf(plan, { prefill: 2_600, decode: 69, half: 17_000, seed: 6 }),
  },
];
