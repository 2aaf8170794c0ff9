/**
 * Chooses between attention with and without flash attention by measuring both on the processor at the depths that chats
 * reach. Neither is faster everywhere: on two cores flash attention reads a prompt 1.3 to 2 times as fast, but writes up to
 * four times as slowly behind 2,048 tokens, because llama.cpp only uses its tiles for 64 tokens or more (`GGML_FA_TILE_Q`).
 *
 * A generated model of one or two layers with the heads of the loaded model is measured, so a model of any size takes a
 * few seconds at most. One thread runs it and its processor time counts, so other programs hardly change the result.
 */
import { join } from 'node:path';
import type { Llama, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import { attentionOf, layerCounts, ownMetadata } from '../../lens/model-layers.ts';
import { remove } from './calibration-step.ts';
import { evaluateUnsampled, openContext } from './context.ts';
import { byteVocabulary, generateLlama } from './generated-model.ts';

/** A usual turn, in tokens: the message that is processed and the answer that is written. */
export const usualTurn = { prompt: 64, answer: 200 };

/** Tokens of chat before a turn, and how many of ten turns begin near that depth. */
export const usualDepths: readonly { depth: number; weight: number }[] = [
  { depth: 0, weight: 5 },
  { depth: 512, weight: 3 },
  { depth: 2048, weight: 2 },
];

/** Plain attention must take at most this share of the time: a closer result would change from start to start. */
const clearly = 0.97;

/** Heads of a layer that sees all tokens. */
export interface HeadShape {
  heads: number;
  kvHeads: number;
  /** Values of one head. */
  headSize: number;
}

type Way = 'flash' | 'plain';
/** Milliseconds of processor time that a usual turn takes at each of `usualDepths`, both ways, in the generated model. */
export type AttentionTimes = Record<Way, number[]>;

/** Whether flash attention is the better way over the depths that chats reach. */
export const prefersFlash = (times: AttentionTimes): boolean => {
  const weighted = (way: Way): number =>
    times[way].reduce((sum, ms, index) => sum + ms * usualDepths[index]!.weight, 0);
  return weighted('plain') > clearly * weighted('flash');
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

/** Measures both ways by turns; the least time of each counts. Throws what llama.cpp throws when memory is short. */
export const measureAttention = async (
  llama: Llama,
  shape: HeadShape,
  folder: string,
): Promise<AttentionTimes> => {
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
      const context = await openContext(model, {
        contextSize,
        batchSize,
        flashAttention: way === 'flash',
        threads: 1,
      });
      sequences[way] = context.getSequence();
    }
    return await measure(sequences as Record<Way, LlamaContextSequence>);
  } finally {
    await model?.dispose();
    remove(path);
  }
};

const ways: readonly Way[] = ['flash', 'plain'];

const batchSize = 512;
const contextSize = 2560;
/** Comparisons at each depth; no further one begins after `mostMs`. */
const rounds = 4;
const mostMs = 3000;
/** Tokens written in one measurement. */
const written = 12;

const measure = async (sequences: Record<Way, LlamaContextSequence>): Promise<AttentionTimes> => {
  const times: AttentionTimes = { flash: [], plain: [] };
  const startedAt = performance.now();
  for (const { depth } of usualDepths) {
    const least = {
      flash: { prefill: Infinity, decode: Infinity },
      plain: { prefill: Infinity, decode: Infinity },
    };
    for (let round = 0; round < rounds; round += 1) {
      if (round > 0 && performance.now() - startedAt > mostMs) break;
      for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
        const sequence = sequences[way];
        await goTo(sequence, depth);
        const prefill = await processorMs(() =>
          sequence.evaluateWithoutGeneratingNewTokens(someTokens(usualTurn.prompt)),
        );
        await goTo(sequence, depth + usualTurn.prompt + usualTurn.answer / 2);
        await evaluateUnsampled(sequence, someTokens(1));
        const decode = await processorMs(async () => {
          for (let count = 0; count < written; count += 1) await evaluateUnsampled(sequence, someTokens(1));
        });
        least[way].prefill = Math.min(least[way].prefill, prefill);
        least[way].decode = Math.min(least[way].decode, decode / written);
      }
    }
    for (const way of ways) times[way].push(least[way].prefill + usualTurn.answer * least[way].decode);
  }
  return times;
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

const processorMs = async (work: () => Promise<void>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
