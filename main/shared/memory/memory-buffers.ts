/**
 * The buffers that llama.cpp makes for a model under given settings, in bytes, and what the engine process takes beside
 * them. Sources are files of llama.cpp 0.5.0 and of node-llama-cpp 3.22.
 */
import type { FitWish } from '../contract/memory.ts';
import { kvBytes } from '../speed/counts.ts';
import type { LayerMemory, MemoryShape } from './memory-shape.ts';

/** At most this many tokens of context unless the user asks for more: the KV cache of a large context is costly. */
const defaultContextLength = 8192;

/** The context length that is chosen where none is wished and memory is not short, in tokens. */
export const usualContextLength = ({
  trainedContextLength,
}: Pick<MemoryShape, 'trainedContextLength'>): number =>
  Math.min(defaultContextLength, trainedContextLength || defaultContextLength);

/** llama.cpp rounds the cells of a cache up to a multiple of it (`GGML_PAD` in llama-context.cpp). */
export const cellPadding = 256;
const padded = (tokens: number): number => Math.ceil(tokens / cellPadding) * cellPadding;

const floatBytes = 4;

/** The settings, as llama.cpp rounds them. */
export interface Setup {
  /** Tokens evaluated in one go. */
  batch: number;
  /** Cells of the KV cache in layers that see all, and in those with a window. */
  cells: { all: number; windowed: number };
  /** Bytes of a value in the KV cache. */
  valueBytes: number;
  isFlash: boolean;
  /** Without flash attention all layers keep as many values as the one that keeps most (`n_embd_v_gqa_max`). */
  leastValues: number;
}

export const setupOf = (model: MemoryShape, wish: FitWish): Setup => {
  const all = padded(wish.contextLength ?? usualContextLength(model));
  const batch = Math.min(all, wish.batchSize + model.extraBatch);
  // llama.cpp quantizes values only with flash attention, so Hearth turns it on for them.
  const isFlash = wish.flashAttention !== false || wish.kvPrecision !== 'f16';
  return {
    batch,
    // Tokens that fell out of the window stay until the batch is through (`size_swa` in llama-kv-cache-iswa.cpp).
    cells: { all, windowed: padded(Math.min(all, (model.window ?? 0) + batch)) },
    valueBytes: kvBytes[wish.kvPrecision],
    isFlash,
    leastValues: isFlash ? 0 : Math.max(0, ...model.layers.map(({ values }) => values)),
  };
};

/** Of one token in a layer's KV cache. */
const keptBytes = ({ keys, values }: LayerMemory, { leastValues, valueBytes }: Setup): number =>
  (keys + (values === 0 ? 0 : Math.max(values, leastValues))) * valueBytes;

/**
 * The KV cache of a layer, and its recurrent state, of which the one sequence of a context has one. All of it is touched
 * when it is made (`ggml_backend_buffer_clear`).
 */
export const cacheBytes = (layer: LayerMemory, setup: Setup): number =>
  keptBytes(layer, setup) * (layer.isWindowed ? setup.cells.windowed : setup.cells.all) + layer.state;

/** So many states to go back to are kept of a chat, in so many bytes, where a model cannot rewind otherwise. */
export const checkpointBounds = { max: 8, maxMemory: 512 * 1024 ** 2 };

/**
 * Each holds the window of the layers that have one, and the recurrent states (`LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY`, and
 * `state_write` in llama-kv-cache.cpp, which leaves out what is beyond the window), in RAM wherever the layers are. The
 * last one is kept however large it is.
 */
export const checkpointBytes = (model: MemoryShape, setup: Setup): number => {
  const window = Math.min(setup.cells.all, model.window ?? 0);
  const each = model.layers.reduce(
    (sum, layer) => sum + layer.state + (layer.isWindowed ? keptBytes(layer, setup) * window : 0),
    0,
  );
  const { max, maxMemory } = checkpointBounds;
  return each === 0 ? 0 : each * Math.max(1, Math.min(max, Math.floor(maxMemory / each)));
};

/** Who sees whom, for each token of a batch: one mask for layers that see all, one for those with a window. */
const maskBytes = ({ heads }: MemoryShape, { batch, cells, isFlash }: Setup): number =>
  batch *
  ((heads.all > 0 ? cells.all : 0) + (heads.windowed > 0 ? cells.windowed : 0)) *
  (isFlash ? 2 : floatBytes);

/** The most that intermediate results of the layers take at once, in attention or elsewhere. */
const layerBytes = (model: MemoryShape, setup: Setup): number => {
  const { heads, activations } = model;
  const { batch, cells, isFlash } = setup;
  // Flash attention keeps no scores.
  const scores = isFlash ? 0 : floatBytes * Math.max(heads.all * cells.all, heads.windowed * cells.windowed);
  return maskBytes(model, setup) + batch * Math.max(activations.attention + scores, activations.others);
};

/** On the processor alone. Room for the logits of a whole batch is reserved and not touched: one token's are wanted. */
export const processorBytes = (model: MemoryShape, setup: Setup): number =>
  layerBytes(model, setup) + setup.batch * model.work;

/**
 * Bytes that plain attention takes more than flash attention on the processor: the scores of a whole batch, which grow with the
 * context. The guide takes 100 MB more with 8,192 tokens, a model of 8 thousand million parameters 540 MB.
 */
export const plainAttentionBytes = (model: MemoryShape, wish: FitWish): number => {
  const bytes = (flashAttention: boolean): number =>
    processorBytes(model, setupOf(model, { ...wish, flashAttention }));
  return bytes(false) - bytes(true);
};

/**
 * Plain attention that was measured to be faster is used only while this many times `plainAttentionBytes` is free, so that
 * speed never costs a load.
 */
export const plainAttentionRoom = 8;

/**
 * On a GPU. Logits have room for a whole batch (`n_outputs_pp` in `sched_reserve`). Where layers are in RAM, a batch of
 * many tokens is evaluated on the GPU all the same, with one matrix or KV cache after another copied to it (`op_offload`).
 */
export const gpuBytes = (model: MemoryShape, setup: Setup, inRam: readonly LayerMemory[]): number => {
  const logits = setup.batch * floatBytes * (model.vocabulary + 2 * model.width);
  const copied = inRam.map((layer) =>
    Math.max(model.largestWeight, keptBytes(layer, setup) * setup.cells.all),
  );
  return Math.max(layerBytes(model, setup), logits) + Math.max(0, ...copied);
};

/** What goes between the processor and a GPU: embeddings of a batch, and its masks. */
export const hostBytes = (model: MemoryShape, setup: Setup): number =>
  maskBytes(model, setup) + 3 * setup.batch * floatBytes * model.width;

/**
 * The engine process itself: Node, the libraries and its own heap, and the vocabulary, which llama.cpp and Node both hold.
 * Measured on Linux (x64, Node 20, the processor alone) in an engine with a model of 64 values a layer, after an answer of
 * 700 tokens, with the vocabularies that llama.cpp has in its models folder:
 *
 * | vocabulary  |  tokens |  merges | taken  | by this |
 * | ----------- | ------: | ------: | -----: | ------: |
 * | Llama 2     |  32,000 |       0 | 163 MB |  156 MB |
 * | Qwen 2      | 151,936 | 151,387 | 288 MB |  289 MB |
 * | Llama 3     | 128,256 | 280,147 | 341 MB |  339 MB |
 * | Command R   | 256,000 | 253,333 | 410 MB |  390 MB |
 * | Gemma 4     | 262,144 | 514,906 | 527 MB |  518 MB |
 *
 * Before it loads a model it takes 93 MB there, and 163 MB with Vulkan's libraries; where that was measured on the
 * machine at hand, it counts instead.
 */
const engine = { untilLoaded: 93e6, inUse: 47e6, eachToken: 500, eachMerge: 480 };
export const engineBytes = ({ vocabulary, merges }: MemoryShape, untilLoaded: number | null): number =>
  (untilLoaded ?? engine.untilLoaded) +
  engine.inUse +
  vocabulary * engine.eachToken +
  merges * engine.eachMerge;
