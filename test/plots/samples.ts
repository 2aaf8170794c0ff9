/** Data as the window would have it: always the same, and with all that makes plots hard. */
import type { Bar, Part } from '../../renderer/plots/bar-plot.tsx';
import type { Series } from '../../renderer/plots/line-plot.tsx';
import type { Ceilings } from '../../renderer/plots/roof.ts';
import type { RooflinePoint } from '../../renderer/plots/roofline.tsx';
import type { Segment } from '../../renderer/plots/timeline.tsx';

/** The same numbers each time, between 0 and 1. */
const random = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
};

const prompts = [128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384];
const prefillSpeeds = [410, 520, 560, 548, 530, 490, 420, 310];

export const speedByPrompt: Series[] = [
  {
    name: 'Prefill',
    tone: 'read',
    points: prompts.map((x, index) => {
      const y = prefillSpeeds[index]!;
      return { x, y, low: y * 0.93, high: y * 1.04 };
    }),
  },
  {
    name: 'Decode',
    tone: 'write',
    points: prompts.map((x, index) => {
      const y = 23 - index * 1.2;
      return { x, y, low: y * 0.7, high: y * 1.2 };
    }),
  },
];

/** Two models and two KV precisions: the same tone twice, and lines that end close together. */
export const waitByPrompt: Series[] = (
  [
    ['Small, f16', 'read', 0.28],
    ['Small, q8', 'read', 0.29],
    ['Large, f16', 'ink', 1.7],
    ['Large, q8', 'ink', 1.78],
  ] as const
).map(([name, tone, perToken]) => ({
  name,
  tone,
  points: prompts.map((x) => {
    const y = 20 + x * perToken * (1 + x / 60_000);
    return { x, y, low: y * 0.9, high: y * 1.15 };
  }),
}));

export const oneSeries: Series[] = [
  {
    name: 'Decode',
    tone: 'write',
    points: Array.from({ length: 14 }, (_, day) => ({ x: 20_400 + day, y: 20.4 + Math.sin(day) * 1.3 })),
  },
];

export const dayName = (day: number): string =>
  new Date(day * 86_400_000).toLocaleDateString('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

const amounts = random(7);
export const days: Bar[] = Array.from({ length: 28 }, (_, index) => ({
  name: dayName(20_400 + index),
  values:
    index % 7 === 5
      ? [0, 0, 0]
      : [amounts() * 42_000, amounts() * 9_000, amounts() * 4_000].map((value) => Math.round(value)),
}));

export const models: Bar[] = [
  { name: 'Qwen3 4B Instruct, Q4_K_M', values: [148_200, 31_400, 12_700] },
  { name: 'Gemma 3 1B, Q8_0', values: [12_000, 22_000, 9_400] },
  { name: 'Hearth guide', values: [640, 410, 12] },
];

export const week = days.slice(0, 7);

/** Times between tokens: even, a little slower as the context grows, with stalls where asked. */
const intervals = (length: number, stalls: Record<number, number>): number[] => {
  const noise = random(3);
  return Array.from(
    { length },
    (_, index) => stalls[index] ?? 38 + (8 * index) / length + noise() * 9 + (noise() > 0.96 ? 22 : 0),
  );
};

/** Three stalls among ten thousand, two of them side by side on one pixel. */
export const manyIntervals = intervals(10_000, { 2_500: 812, 2_503: 420, 8_011: 640 });
export const fewIntervals = intervals(96, { 40: 310 });
/** Of seven tokens, six had been guessed and came with the one that was checked before them. */
export const guessedIntervals = intervals(140, { 70: 310 }).map((ms, index) => (index % 7 === 0 ? ms : 0.05));

const slices = [118, 121, 119, 124, 122, 120, 126, 41];
export const turn: Segment[] = [
  { id: 'wait', kind: 'wait', label: 'Waiting', durationMs: 14 },
  { id: 'tokenize', kind: 'load', label: 'Tokenizing', durationMs: 3.2 },
  { id: 'restore', kind: 'cached', label: 'Restoring', durationMs: 88 },
  {
    id: 'prefill',
    kind: 'read',
    label: 'Prefill',
    durationMs: slices.reduce((sum, one) => sum + one, 0),
    slicesMs: slices,
  },
  { id: 'decode', kind: 'write', label: 'Decode', durationMs: 2_640 },
  { id: 'paint', kind: 'paint', label: 'Last paint', durationMs: 16 },
];

/** Most of it is one part, so that nearly all others are thinner than a pixel. */
export const longTurn: Segment[] = [
  { id: 'wait', kind: 'wait', label: 'Waiting for another chat', durationMs: 4 },
  { id: 'load', kind: 'load', label: 'Loading the model', durationMs: 9 },
  { id: 'tokenize', kind: 'load', label: 'Tokenizing the prompt', durationMs: 6 },
  { id: 'match', kind: 'cached', label: 'Comparing with the cache', durationMs: 0.4 },
  { id: 'restore', kind: 'cached', label: 'Restoring from disk', durationMs: 12 },
  { id: 'prefill', kind: 'read', label: 'Prefill', durationMs: 61_000 },
  { id: 'decode', kind: 'write', label: 'Decode', durationMs: 42 },
  { id: 'store', kind: 'load', label: 'Storing the answer', durationMs: 3 },
  { id: 'paint', kind: 'paint', label: 'Last paint', durationMs: 16 },
];

export const tokenParts: Part[] = [
  { name: 'cached', tone: 'cached' },
  { name: 'new', tone: 'read' },
  { name: 'written', tone: 'write' },
];
export const ceilings: Ceilings = { bandwidthBytesPerS: 21e9, flopsPerS: 130e9 };
export const reached: RooflinePoint[] = [
  { name: 'Prefill', kind: 'prefill', intensity: 58, flopsPerS: 92e9 },
  { name: 'Decode', kind: 'decode', intensity: 0.92, flopsPerS: 12e9 },
];
/** Points so close that not each of them can have its name beside it. */
export const crowded: RooflinePoint[] = [
  ...reached,
  { name: 'Prefill, 4 threads', kind: 'prefill', intensity: 58, flopsPerS: 99e9 },
  { name: 'Prefill, small', kind: 'prefill', intensity: 61, flopsPerS: 88e9 },
  { name: 'Decode, 4 threads', kind: 'decode', intensity: 0.95, flopsPerS: 13.1e9 },
  { name: 'Decode, small', kind: 'decode', intensity: 1.02, flopsPerS: 11.2e9 },
];
export const gpu: Ceilings = { bandwidthBytesPerS: 3.35e12, flopsPerS: 989e12 };
