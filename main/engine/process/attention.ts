/**
 * Chooses between attention with and without flash attention by measuring both on the processor for the uses that a chat
 * has. Neither is faster everywhere: on two cores flash attention reads a prompt 1.3 to 2 times as fast, but writes up to
 * four times as slowly behind 2,048 tokens, because llama.cpp only uses its tiles for 64 tokens or more (`GGML_FA_TILE_Q`).
 *
 * The loaded model tells what a token takes at the beginning of a chat, and a generated model of one or two layers with
 * the same heads tells how much longer a layer takes further on, each way. So a model of any size takes a few seconds at
 * most. Threads are those that the model runs with, since plain attention has more operations, at each of which they wait
 * for each other. Single steps are timed and the least time counts, so that other programs change little.
 */
import { join } from 'node:path';
import type { Llama, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import { attentionOf, layerCounts, ownMetadata } from '../../lens/model-layers.ts';
import { remove } from './calibration-step.ts';
import { evaluateUnsampled, openContext, useThreads } from './context.ts';
import { byteVocabulary, generateLlama } from './generated-model.ts';

/** What a chat asks of a model, in tokens: those before, the prompt that is processed, and the answer that is written. */
export interface Use {
  depth: number;
  prompt: number;
  answer: number;
}

/** Tokens of a usual prompt and of a usual answer. */
export const usualPrompt = 64;
const usualAnswer = 200;

/** Usual turns at the depths that chats reach, and a document at the beginning of a chat. */
export const uses: readonly Use[] = [
  { depth: 0, prompt: usualPrompt, answer: usualAnswer },
  { depth: 512, prompt: usualPrompt, answer: usualAnswer },
  { depth: 2048, prompt: usualPrompt, answer: usualAnswer },
  { depth: 0, prompt: 2048, answer: usualAnswer },
];

/** Plain attention must lose at most this share of what flash attention loses: a closer result would change from start to start. */
const clearly = 0.97;

/** Heads of a layer that sees all tokens. */
export interface HeadShape {
  heads: number;
  kvHeads: number;
  /** Values of one head. */
  headSize: number;
}

/** Layers of a model that attend: to all tokens, and to a window of some hundred. */
export interface AttendingLayers {
  all: number;
  windowed: number;
}

type Way = 'flash' | 'plain';

/** Milliseconds that one token takes. */
export interface TokenMs {
  prefill: number;
  decode: number;
}
/** What one layer takes for each of `uses`, both ways. */
export type LayerTimes = Record<Way, TokenMs[]>;
/** Milliseconds of each of `uses`, both ways. */
export type UseTimes = Record<Way, number[]>;

/**
 * What the whole model takes, from what a token takes with flash attention at the beginning of a chat (`base`) and what
 * the layers take beyond that in other uses.
 */
export const wholeTimes = (base: TokenMs, layers: AttendingLayers, times: LayerTimes): UseTimes => {
  const extra = (way: Way, use: number, phase: keyof TokenMs): number =>
    times[way][use]![phase] - times.flash[0]![phase];
  const tokenMs = (way: Way, use: number, phase: keyof TokenMs): number => {
    // A windowed layer never sees much more than it does behind 512 tokens.
    const seen = uses[use]!.depth + uses[use]!.prompt > 1024 ? 1 : use;
    const more = layers.all * extra(way, use, phase) + layers.windowed * extra(way, seen, phase);
    return Math.max(base[phase] + more, base[phase] / 10);
  };
  const whole = (way: Way): number[] =>
    uses.map(
      ({ prompt, answer }, use) =>
        prompt * tokenMs(way, use, 'prefill') + answer * tokenMs(way, use, 'decode'),
    );
  return { flash: whole('flash'), plain: whole('plain') };
};

/** Whether flash attention is the better way: the one that is the least slower than the other where it is slowest. */
export const prefersFlash = (times: UseTimes): boolean => {
  const worst = (way: Way): number =>
    Math.max(...times[way].map((ms, use) => ms / Math.min(times.flash[use]!, times.plain[use]!)));
  return worst('plain') > clearly * worst('flash');
};

/** The layers that attend. */
export const attendingLayersOf = (metadata: object): AttendingLayers => {
  const own = ownMetadata(metadata);
  const layers = { all: 0, windowed: 0 };
  for (let layer = 0; layer < layerCounts(own).evaluated; layer += 1) {
    const found = attentionOf(own, layer);
    if (found !== null) layers[found.window === null ? 'all' : 'windowed'] += 1;
  }
  return layers;
};

/**
 * The heads of the model's first layer that sees all tokens. `null` if a generated model cannot have the same: without
 * attention, or with keys and values of different sizes.
 */
export const headShapeOf = (metadata: object): HeadShape | null => {
  const own = ownMetadata(metadata);
  for (let layer = 0; layer < layerCounts(own).evaluated; layer += 1) {
    const found = attentionOf(own, layer);
    if (found === null || found.window !== null) continue;
    const { heads, keyLength, keys, values } = found;
    const kvHeads = keys / keyLength;
    const isUsual =
      keys === values && Number.isInteger(kvHeads) && heads % kvHeads === 0 && keyLength % 2 === 0;
    return isUsual ? { heads, kvHeads, headSize: keyLength } : null;
  }
  return null;
};

/** Measures both ways by turns with `threads`. Throws what llama.cpp throws when memory is short. */
export const measureAttention = async (
  llama: Llama,
  shape: HeadShape,
  threads: number,
  folder: string,
): Promise<LayerTimes> => {
  const path = join(folder, `attention-${process.pid}.gguf`);
  let model: LlamaModel | null = null;
  try {
    // A second layer makes the small ones stand out from the fixed cost of an evaluation.
    const layers = shape.heads * shape.headSize < 1024 ? 2 : 1;
    generateLlama(path, {
      shape: { ...shape, layers, width: 64, feedForward: 64, contextLength: contextSize },
      weights: 'f16',
      vocabulary: byteVocabulary(),
    });
    model = await llama.loadModel({ modelPath: path, gpuLayers: 0 });
    const sequences: Partial<Record<Way, LlamaContextSequence>> = {};
    for (const way of ways) {
      const flashAttention = way === 'flash';
      const context = await openContext(model, { contextSize, batchSize, flashAttention, threads });
      useThreads(context, threads);
      sequences[way] = context.getSequence();
    }
    const times = await measure(sequences as Record<Way, LlamaContextSequence>);
    const ofLayer = ({ prefill, decode }: TokenMs): TokenMs => ({
      prefill: prefill / layers,
      decode: decode / layers,
    });
    return { flash: times.flash.map(ofLayer), plain: times.plain.map(ofLayer) };
  } finally {
    await model?.dispose();
    remove(path);
  }
};

const ways: readonly Way[] = ['flash', 'plain'];

const batchSize = 512;
const contextSize = 2560;
/** Comparisons; after the second one, no further one begins after `mostMs`. */
const rounds = 6;
const mostMs = 2000;
/** Tokens written in one measurement. */
const written = 12;

const measure = async (sequences: Record<Way, LlamaContextSequence>): Promise<LayerTimes> => {
  const none = (): TokenMs[] => uses.map(() => ({ prefill: Infinity, decode: Infinity }));
  const least: LayerTimes = { flash: none(), plain: none() };
  const startedAt = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    if (round > 1 && performance.now() - startedAt > mostMs) break;
    for (const way of round % 2 === 0 ? ways : ways.toReversed())
      for (const [use, { depth, prompt }] of uses.entries()) {
        const best = least[way][use]!;
        const found = await timesBehind(sequences[way], depth, prompt);
        best.prefill = Math.min(best.prefill, found.prefill);
        best.decode = Math.min(best.decode, found.decode);
      }
  }
  return least;
};

/** Times of `prompt` tokens behind `depth`, and of a token in the middle of the answer to them. */
const timesBehind = async (
  sequence: LlamaContextSequence,
  depth: number,
  prompt: number,
): Promise<TokenMs> => {
  await goTo(sequence, depth);
  const prefill = await msOf(() => sequence.evaluateWithoutGeneratingNewTokens(someTokens(prompt)));
  await goTo(sequence, depth + prompt + usualAnswer / 2);
  await evaluateUnsampled(sequence, someTokens(1));
  let decode = Infinity;
  for (let count = 0; count < written; count += 1)
    decode = Math.min(decode, await msOf(() => evaluateUnsampled(sequence, someTokens(1))));
  return { prefill: prefill / prompt, decode };
};

/** Leaves `depth` tokens in the sequence. */
const goTo = async (sequence: LlamaContextSequence, depth: number): Promise<void> => {
  const held = sequence.nextTokenIndex;
  if (held > depth) await sequence.eraseContextTokenRanges([{ start: depth, end: held }]);
  else if (held < depth) await sequence.evaluateWithoutGeneratingNewTokens(someTokens(depth - held));
};

/** Any token does, since its cost does not depend on it. */
const someTokens = (count: number): Token[] =>
  Array.from({ length: count }, (_, index) => (index % 200) as Token);

const msOf = async (work: () => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};
