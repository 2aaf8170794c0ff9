/** Texts about the memory that a model needs, and its estimated speed. */
import type { Fit, MemoryNeed } from '../../main/shared/contract/memory.ts';
import { bytes, speed, thin, tokens } from './figures.ts';
import { translatable } from '../../main/shared/language/language.ts';

const verdicts: Record<Fit['verdict'], string> = { fits: 'Fits', tight: 'Tight', 'too-large': 'Too large' };

const parts: Record<keyof MemoryNeed, { name: string; meaning: string }> = {
  weights: { name: 'Weights', meaning: 'The model itself, as stored in its file' },
  kvCache: { name: 'KV cache', meaning: 'The processed text of a chat; grows with the context length' },
  compute: { name: 'Compute', meaning: 'Intermediate results of a batch' },
  engine: { name: 'Engine', meaning: 'The engine process itself' },
};

/** Generation speed in tokens per second. */
const pace = (tokensPerS: number): string => speed(tokensPerS, 1_000) ?? `0${thin}tokens/s`;

export const fitWords = translatable('fitWords', {
  title: 'Memory',
  verdicts,
  parts,
  estimating: 'Estimating memory…',
  unknown: 'Memory use unknown: the file header lacks the needed information.',
  used: (need: number, room: number): string => `${bytes(need)} of ${bytes(room)}`,
  /** Free bytes, and bytes that the loaded model frees when it is unloaded. */
  free: (free: number, returned: number): string =>
    returned > 0
      ? `${bytes(free)} free, plus ${bytes(returned)} when the current model unloads`
      : `${bytes(free)} free`,
  gpu: (name: string, gpuLayers: number, layers: number): string =>
    `${name}, ${gpuLayers} of ${layers} layers`,
  ram: 'Memory',
  speed: (tokensPerS: number): string => `About ${pace(tokensPerS)}`,
  shortSpeed: (tokensPerS: number): string => `≈${thin}${pace(tokensPerS)}`,
  speedHint:
    'Generation speed with an empty context, estimated from this machine’s measured memory bandwidth. Long chats are slower.',
  contextLength: 'Context length',
  exactContextLength: 'Context length (tokens)',
  tokens: 'tokens',
  keepContext: (length: number): string => `Use ${tokens(length)}`,
} as const);
