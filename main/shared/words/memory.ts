/** Whether a model fits in memory, and what would make it fit. Sizes are bytes, lengths are tokens. */
import { bytes, speed, tokens } from '../format/figures.ts';
import type { Sentences } from './told.ts';

/** What a model needs of one memory, and what is free there once the loaded model is unloaded. */
export interface NeedOfFree {
  need: number;
  free: number;
}

/** By how much a model does not fit. */
export interface Shortage extends NeedOfFree {
  /** Becomes free once the loaded model is unloaded, in addition to `free`. */
  returned: number;
  /** The memory that is short: of the GPU, RAM beside a GPU, or the only one. */
  where: 'gpu' | 'ram' | 'only';
  /** What the driver keeps of a GPU's memory. */
  kept: number;
}

/** Settings with which a model fits; `null` for those that stay. */
export interface FitSettings {
  contextLength: number | null;
  isEightBit: boolean;
  gpuLayers: number | null;
}

/** Where a quantization fits. */
interface Place {
  name: string;
  isOnGpu: boolean;
  contextLength: number;
}

const placeOf = ({ isOnGpu, contextLength }: Place): string =>
  `${isOnGpu ? 'the GPU' : 'this machine'} with a context of ${tokens(contextLength)}`;

const ofFree = ({ need, free }: NeedOfFree): string => `${bytes(need)} of ${bytes(free)} free`;

const shortage = ({ need, free, returned, where, kept }: Shortage): string => {
  const more = returned > 0 ? `, plus ${bytes(returned)} once the loaded model is unloaded` : '';
  if (where === 'gpu')
    return `needs ${bytes(need)} on the GPU, but only ${bytes(free)} are free there${more}, and the driver keeps ${bytes(kept)} of that`;
  return `needs ${bytes(need)}${where === 'ram' ? ' of RAM' : ''}, but only ${bytes(free)} are free${more}`;
};

const change = ({ contextLength, isEightBit, gpuLayers }: FitSettings): string =>
  [
    ...(contextLength === null ? [] : [`the context length to ${tokens(contextLength)}`]),
    ...(isEightBit ? ['the KV cache precision to 8-bit'] : []),
    ...(gpuLayers === null ? [] : [`the layers on the GPU to ${gpuLayers}`]),
  ].join(' and ');

export const memorySentences = {
  'memory.fits': (facts: {
    isTight: boolean;
    /** Layers on the GPU, if some are not. */
    some: { gpuLayers: number; layers: number } | null;
    isWithoutGpu: boolean;
    /** If it is shorter than it would be with more memory. */
    contextLength: number | null;
    needsUnload: boolean;
    ram: NeedOfFree;
    vram: NeedOfFree | null;
  }) => {
    const { isTight, some, isWithoutGpu, contextLength, needsUnload, ram, vram } = facts;
    const how = [
      isTight ? 'Barely fits' : 'Fits',
      ...(some === null ? [] : [`with ${some.gpuLayers} of ${some.layers} layers on the GPU`]),
      ...(isWithoutGpu ? ['without the GPU'] : []),
      ...(contextLength === null ? [] : [`with a context of ${tokens(contextLength)}`]),
      ...(needsUnload ? ['once the loaded model is unloaded'] : []),
    ];
    const needs = vram === null ? ofFree(ram) : `${ofFree(vram)} on the GPU and ${ofFree(ram)} in RAM`;
    return [`${how.join(' ')}.`, `Needs ${needs}.`];
  },
  'memory.too-large': (facts: Shortage) => ['Does not fit.', `It ${shortage(facts)}.`],
  /** `with`: the least change with which it fits, and what it needs then; `null` if no change helps. */
  'memory.refused': (facts: {
    name: string;
    shortage: Shortage;
    with: (FitSettings & { need: number; isOnGpu: boolean }) | null;
  }) => [
    `${facts.name} does not fit: it ${shortage(facts.shortage)}.`,
    facts.with === null
      ? 'Choose a smaller model or quantization, or close other programs.'
      : `Set ${change(facts.with)}, and it needs ${bytes(facts.with.need)}${facts.with.isOnGpu ? ' there' : ''}.`,
  ],
  /** Why a quantization is the best for this machine. Speeds are tokens per second. */
  'memory.best-is-faster': (facts: { name: string; speed: number; slower: string; slowerSpeed: number }) =>
    `${facts.name} would generate ${speed(facts.speed, 1000)} here, ${facts.slower} only ${speed(facts.slowerSpeed, 1000)}, and its answers are hardly better.`,
  'memory.best-is-poor': ({ name }: { name: string }) => [
    `${name} is the best that fits, but it loses much of the model’s quality.`,
    'Choose a smaller model instead.',
  ],
  'memory.best-is-worse': ({ name }: { name: string }) => [
    `${name} is the best that fits, and its answers are noticeably worse than those of the original.`,
    'A smaller model in Q4_K_M may do better.',
  ],
  'memory.best-is-split': (facts: {
    name: string;
    gpuLayers: number;
    layers: number;
    contextLength: number;
  }) =>
    `${facts.name} keeps ${facts.gpuLayers} of ${facts.layers} layers on the GPU with a context of ${tokens(facts.contextLength)}: smaller ones lose quality, and larger ones are slower.`,
  'memory.best-is-enough': (facts: Place & { size: number }) =>
    `${facts.name} fits ${placeOf(facts)}, in ${bytes(facts.size)}, and larger ones are hardly better.`,
  'memory.best-is-largest': (facts: Place & { isTight: boolean }) =>
    `${facts.name} is the largest that ${facts.isTight ? 'just fits' : 'fits'} ${placeOf(facts)}.`,
  'memory.change': (facts: FitSettings) => `To make it fit, set ${change(facts)}.`,
} as const satisfies Sentences<'memory'>;
