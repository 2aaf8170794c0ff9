/**
 * The sizes in bytes of the buffers that llama.cpp allocates for a model with given settings, and the memory that the engine
 * process takes besides them. Sources are files of llama.cpp 0.5.0 and node-llama-cpp 3.22.
 */
import type { FitWish } from '../contract/memory.ts';
import { kvBytes } from '../speed/counts.ts';
import type { LayerMemory, MemoryShape } from './memory-shape.ts';

/** The longest context, in tokens, that Hearth chooses by itself: the KV cache of a long context is costly. */
const defaultContextLength = 8192;

/** The context length in tokens that Hearth chooses if the user sets none and memory is not short. */
export const usualContextLength = ({
  trainedContextLength,
}: Pick<MemoryShape, 'trainedContextLength'>): number =>
  Math.min(defaultContextLength, trainedContextLength || defaultContextLength);

/** llama.cpp rounds the cells of a cache up to a multiple of this number (`GGML_PAD` in llama-context.cpp). */
export const cellPadding = 256;
const padded = (tokens: number): number => Math.ceil(tokens / cellPadding) * cellPadding;

const floatBytes = 4;

/** The settings after llama.cpp has rounded them. */
export interface Setup {
  /** Tokens per evaluation. */
  batch: number;
  /** Cells of the KV cache in layers with full attention, and in layers with a sliding window. */
  cells: { all: number; windowed: number };
  /** Bytes per value in the KV cache. */
  valueBytes: number;
  isFlash: boolean;
  /** Without flash attention, every layer keeps as many values as the layer that keeps the most (`n_embd_v_gqa_max`). */
  leastValues: number;
}

export const setupOf = (model: MemoryShape, wish: FitWish): Setup => {
  const all = padded(wish.contextLength ?? usualContextLength(model));
  const batch = Math.min(all, wish.batchSize + model.extraBatch);
  // llama.cpp quantizes values only with flash attention, so Hearth turns it on for them.
  const isFlash = wish.flashAttention !== false || wish.kvPrecision !== 'f16';
  return {
    batch,
    // Tokens that left the window stay until the batch is done (`size_swa` in llama-kv-cache-iswa.cpp).
    cells: { all, windowed: padded(Math.min(all, (model.window ?? 0) + batch)) },
    valueBytes: kvBytes[wish.kvPrecision],
    isFlash,
    leastValues: isFlash ? 0 : Math.max(0, ...model.layers.map(({ values }) => values)),
  };
};

/** Bytes of one token in a layer's KV cache. */
const keptBytes = ({ keys, values }: LayerMemory, { leastValues, valueBytes }: Setup): number =>
  (keys + (values === 0 ? 0 : Math.max(values, leastValues))) * valueBytes;

/**
 * Bytes of a layer's KV cache and of its recurrent state; a context has one sequence, and each sequence has one state.
 * llama.cpp touches all of it when it allocates it (`ggml_backend_buffer_clear`).
 */
export const cacheBytes = (layer: LayerMemory, setup: Setup): number =>
  keptBytes(layer, setup) * (layer.isWindowed ? setup.cells.windowed : setup.cells.all) + layer.state;

/** The most checkpoints of a chat, and the most bytes for them, if a model cannot rewind in any other way. */
export const checkpointBounds = { max: 8, maxMemory: 512 * 1024 ** 2 };

/**
 * Bytes of the checkpoints. Each holds the window of the layers that have one and the recurrent states
 * (`LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY`, and `state_write` in llama-kv-cache.cpp, which leaves out everything beyond the
 * window), in RAM even if the layers are on a GPU. The last checkpoint is kept however large it is.
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

/**
 * Bytes of the attention masks, which say for each token of a batch which tokens it sees: one mask for layers with full
 * attention, one for layers with a window.
 */
const maskBytes = ({ heads }: MemoryShape, { batch, cells, isFlash }: Setup): number =>
  batch *
  ((heads.all > 0 ? cells.all : 0) + (heads.windowed > 0 ? cells.windowed : 0)) *
  (isFlash ? 2 : floatBytes);

/** The most bytes that the intermediate results of the layers take at once, in attention or elsewhere. */
const layerBytes = (model: MemoryShape, setup: Setup): number => {
  const { heads, activations } = model;
  const { batch, cells, isFlash } = setup;
  // Flash attention keeps no scores.
  const scores = isFlash ? 0 : floatBytes * Math.max(heads.all * cells.all, heads.windowed * cells.windowed);
  return maskBytes(model, setup) + batch * Math.max(activations.attention + scores, activations.others);
};

/**
 * Bytes of intermediate results on the processor alone. llama.cpp reserves space for the logits of a whole batch but touches
 * one token's only.
 */
export const processorBytes = (model: MemoryShape, setup: Setup): number =>
  layerBytes(model, setup) + setup.batch * model.work;

/**
 * Bytes that plain attention takes on the processor in addition to those of flash attention: the scores of a whole batch, which
 * grow with the context. With 8,192 tokens, the guide takes 100 MB more, and a model with 8 billion parameters 540 MB
 * more.
 */
export const plainAttentionBytes = (model: MemoryShape, wish: FitWish): number => {
  const bytes = (flashAttention: boolean): number =>
    processorBytes(model, setupOf(model, { ...wish, flashAttention }));
  return bytes(false) - bytes(true);
};

/**
 * Plain attention that was measured to be faster is used only while this many times `plainAttentionBytes` are free, so that a
 * gain in speed never makes a load fail.
 */
export const plainAttentionRoom = 8;

/**
 * Bytes of intermediate results on a GPU. llama.cpp reserves space for the logits of a whole batch (`n_outputs_pp` in
 * `sched_reserve`). Even if layers are in RAM, a batch of many tokens is evaluated on the GPU, and one matrix or KV cache after
 * another is copied there (`op_offload`).
 */
export const gpuBytes = (model: MemoryShape, setup: Setup, inRam: readonly LayerMemory[]): number => {
  const logits = setup.batch * floatBytes * (model.vocabulary + 2 * model.width);
  const copied = inRam.map((layer) =>
    Math.max(model.largestWeight, keptBytes(layer, setup) * setup.cells.all),
  );
  return Math.max(layerBytes(model, setup), logits) + Math.max(0, ...copied);
};

/** Bytes that travel between the processor and a GPU: the embeddings of a batch, and its masks. */
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
