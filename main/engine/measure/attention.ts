/**
 * Chooses between attention with and without flash attention by measuring both on the processor, for typical chats. Neither is
 * faster everywhere: on two cores, flash attention processes a prompt 1.3 to 2 times as fast, but generates up to four times as
 * slowly after 2,048 tokens, because llama.cpp uses its tiles only for 64 tokens or more (`GGML_FA_TILE_Q`). The loaded model
 * tells how long a token takes each way at the beginning of a chat, and a generated model with a few layers and the same heads
 * tells how much longer a layer takes later on, so the loaded model need not process a long chat. Both run with the loaded
 * model's threads, because plain attention has more operations, and threads wait for each other after every operation. Single
 * steps are timed and the shortest time counts, so other programs change little.
 */
import { join } from 'node:path';
import type { Llama, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import { attentionOf, layerCounts, ownMetadata } from '../../shared/gguf/model-layers.ts';
import { remove } from './calibration-step.ts';
import { evaluateUnsampled, openContext, useThreads } from '../load/context.ts';
import { byteVocabulary, generateLlama } from './generated-model.ts';

/**
 * What a turn asks of a model, in tokens: the chat before it, the prompt that is processed, and the answer that is generated.
 */
export interface Use {
  depth: number;
  prompt: number;
  answer: number;
  /** How much a slowdown counts here: documents count for less, because few chats have them. */
  weight: number;
}

/** Tokens of a typical prompt and of a typical answer. */
export const usualPrompt = 64;
const usualAnswer = 200;

/** Typical turns at the depths that chats reach, and a document at the beginning of a chat. */
export const uses: readonly Use[] = [
  { depth: 0, prompt: usualPrompt, answer: usualAnswer, weight: 1 },
  { depth: 512, prompt: usualPrompt, answer: usualAnswer, weight: 1 },
  { depth: 2048, prompt: usualPrompt, answer: usualAnswer, weight: 1 },
  { depth: 0, prompt: 2048, answer: usualAnswer, weight: 0.5 },
];

/** The uses of chats that stay short: everything within a few hundred tokens. */
export const shortUses: readonly Use[] = uses.filter(({ depth, prompt }) => depth + prompt < 1024);

/** The time by which plain attention must be faster, as a share: a closer result would change from start to start. */
const clearly = 0.03;
/** The same for the kind that was not used so far. With another kind, all saved KV states of the model are useless. */
const worthStates = 0.15;

/** The heads of a layer with full attention. */
export interface HeadShape {
  heads: number;
  kvHeads: number;
  /** Values per head. */
  headSize: number;
}

/** The layers of a model with attention: to all tokens, or to a window of a few hundred. */
export interface AttendingLayers {
  all: number;
  windowed: number;
}

/** With and without flash attention. */
export type Way = 'flash' | 'plain';

/** Milliseconds per token. */
export interface TokenMs {
  prefill: number;
  decode: number;
}
/** Milliseconds that one layer takes for each entry of `uses`, or of `shortUses`, both ways. */
export type LayerTimes = Record<Way, TokenMs[]>;
/** Milliseconds for each entry of `uses`, or of `shortUses`, both ways. */
export type UseTimes = Record<Way, number[]>;

/**
 * The time that the whole model takes each way: the time of a token at the beginning of a chat (`base`), and what the layers
 * take in addition in other uses.
 */
export const wholeTimes = (
  base: Record<Way, TokenMs>,
  layers: AttendingLayers,
  times: LayerTimes,
): UseTimes => {
  const tokenMs = (way: Way, use: number, phase: keyof TokenMs): number => {
    const more = (at: number): number => Math.max(0, times[way][at]![phase] - times[way][0]![phase]);
    // A layer with a window never sees much more than after 512 tokens.
    const seen = uses[use]!.depth + uses[use]!.prompt > 1024 ? 1 : use;
    return base[way][phase] + layers.all * more(use) + layers.windowed * more(seen);
  };
  const whole = (way: Way): number[] =>
    times[way].map((_, use) => {
      const { prompt, answer } = uses[use]!;
      return prompt * tokenMs(way, use, 'prefill') + answer * tokenMs(way, use, 'decode');
    });
  return { flash: whole('flash'), plain: whole('plain') };
};

/**
 * Whether flash attention is the better choice: each way is judged by the use in which it is slowest compared with the other.
 * `used`: whether it was used so far; `null` if the model has no saved states.
 */
export const prefersFlash = (times: UseTimes, used: boolean | null = null): boolean => {
  const loss = (way: Way): number =>
    Math.max(
      ...times[way].map(
        (ms, use) => uses[use]!.weight * (ms / Math.min(times.flash[use]!, times.plain[use]!) - 1),
      ),
    );
  const most = used === null ? clearly : used ? worthStates : -worthStates;
  return loss('flash') - loss('plain') < most;
};

/** Counts the layers with attention. */
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
 * The heads of the model's first layer with full attention. `null` if a generated model cannot have the same: no attention, or
 * keys and values of different sizes.
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

/**
 * Measures both ways by turns with `threads`, for `uses` or `shortUses`. `layers`: the layers with attention in the loaded
 * model. Throws llama.cpp's error if memory is short.
 */
export const measureAttention = async (
  llama: Llama,
  shape: HeadShape,
  layers: number,
  threads: number,
  folder: string,
  wanted: readonly Use[] = uses,
): Promise<LayerTimes> => {
  const path = join(folder, `attention-${process.pid}.gguf`);
  let model: LlamaModel | null = null;
  try {
    const keptBytes = 2048 * 2 * 2 * shape.kvHeads * shape.headSize;
    const measured = Math.max(1, Math.min(layers, Math.ceil(leastKeptBytes / keptBytes)));
    generateLlama(path, {
      shape: { ...shape, layers: measured, width: 64, feedForward: 64, contextLength: contextSize },
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
    const times = await measure(sequences as Record<Way, LlamaContextSequence>, wanted);
    const ofLayer = ({ prefill, decode }: TokenMs): TokenMs => ({
      prefill: prefill / measured,
      decode: decode / measured,
    });
    return { flash: times.flash.map(ofLayer), plain: times.plain.map(ofLayer) };
  } finally {
    await model?.dispose();
    remove(path);
  }
};

export const ways: readonly Way[] = ['flash', 'plain'];

/**
 * Bytes of keys and values for 2,048 tokens in all layers of the generated model. They must exceed a core's own caches, or both
 * ways would seem faster late in a chat than they are, and take enough layers that the fixed cost of an evaluation does not
 * count.
 */
const leastKeptBytes = 16 * 2 ** 20;

const batchSize = 512;
const contextSize = 2560;
/** Comparisons at each depth; after the second one, no further one begins at that depth after `mostMs`. */
const rounds = 6;
const mostMs = 500;
/** Tokens that are generated in one measurement. */
const written = 12;

const measure = async (
  sequences: Record<Way, LlamaContextSequence>,
  wanted: readonly Use[],
): Promise<LayerTimes> => {
  const none = (): TokenMs[] => wanted.map(() => ({ prefill: Infinity, decode: Infinity }));
  const least: LayerTimes = { flash: none(), plain: none() };
  const filled: Record<Way, number> = { flash: 0, plain: 0 };
  for (const [use, { depth, prompt }] of wanted.entries()) {
    if (prompt > usualPrompt) continue;
    for (const way of ways) filled[way] += await goTo(sequences[way], depth);
    const startedAt = performance.now();
    for (let round = 0; round < rounds; round += 1) {
      if (round > 1 && performance.now() - startedAt > mostMs) break;
      for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
        const best = least[way][use]!;
        const found = await timesBehind(sequences[way], depth, prompt);
        best.prefill = Math.min(best.prefill, found.prefill);
        best.decode = Math.min(best.decode, found.decode);
      }
    }
  }
  for (const [use, { prompt }] of wanted.entries()) {
    if (prompt === usualPrompt) continue;
    // A document was processed on the way to the turn after as many tokens, where its answer begins too.
    const after = wanted.findIndex(({ depth }) => depth === prompt);
    for (const way of ways)
      least[way][use] = { prefill: filled[way] / prompt, decode: least[way][after]!.decode };
  }
  return least;
};

/** Times of processing `prompt` tokens after `depth` tokens, and of one token of the answer. */
const timesBehind = async (
  sequence: LlamaContextSequence,
  depth: number,
  prompt: number,
): Promise<TokenMs> => {
  await goTo(sequence, depth);
  const prefill = await msOf(() => sequence.evaluateWithoutGeneratingNewTokens(someTokens(prompt)));
  await evaluateUnsampled(sequence, someTokens(1));
  let decode = Infinity;
  for (let count = 0; count < written; count += 1)
    decode = Math.min(decode, await msOf(() => evaluateUnsampled(sequence, someTokens(1))));
  return { prefill: prefill / prompt, decode };
};

/** Leaves `depth` tokens in the sequence. Returns the milliseconds that the missing ones took. */
const goTo = async (sequence: LlamaContextSequence, depth: number): Promise<number> => {
  const held = sequence.nextTokenIndex;
  if (held > depth) await sequence.eraseContextTokenRanges([{ start: depth, end: held }]);
  if (held >= depth) return 0;
  return msOf(() => sequence.evaluateWithoutGeneratingNewTokens(someTokens(depth - held)));
};

/** Any token will do, since the cost does not depend on it. */
const someTokens = (count: number): Token[] =>
  Array.from({ length: count }, (_, index) => (index % 200) as Token);

const msOf = async (work: () => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};
