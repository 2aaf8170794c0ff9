/**
 * The properties of a model file that decide how much memory it takes, read from the header alone, of a local file or of one on
 * a hub. `memory.ts` turns them into bytes for given settings. Sources are files of llama.cpp 0.5.0. Sizes of intermediate
 * results follow its graphs (`build_ffn`, `build_moe_ffn` and `build_attn` in llama-graph.cpp) as ggml-alloc.c allocates them.
 * For 22 shapes of 14 architectures, with and without flash attention and with contexts of 2,048 and 8,192 tokens, the results
 * are 0.90 to 1.08 times the bytes that llama.cpp reserves (measured with `no_alloc`); RWKV 7 has 0.78, and Gemma 4 E2B without
 * flash attention 0.84.
 */
import { kindOfTensor, kindOfTied, type CopiedShape } from './copies.ts';
import { shapeOf, type ModelShape } from '../speed/counts.ts';
import { tensorBytes } from '../gguf/ggml-types.ts';
import {
  attentionOf,
  attends,
  carriesState,
  expertNames,
  layerCounts,
  layerOf,
  layerStateBytes,
  lookUp,
  ownMetadata,
  tableNames,
  type AttendingLayer,
  type OwnMetadata,
  type TensorInfo,
} from '../gguf/model-layers.ts';

/** One layer, which is either on the GPU or in RAM. */
export interface LayerMemory {
  /** Bytes of its weights. */
  weights: number;
  /** Bytes of the weights that one token reads: only some experts are read. */
  read: number;
  /**
   * Values per token that the KV cache keeps as keys and as values; 0 for layers that keep none or share those of other layers.
   */
  keys: number;
  values: number;
  /** The layer sees only the tokens in its window. */
  isWindowed: boolean;
  /** Bytes of its recurrent state. */
  state: number;
}

/** JSON can hold all of it, so that the library need not read a header twice. */
export interface MemoryShape extends CopiedShape {
  /** `general.architecture` of the file. */
  architecture: string;
  /** The layers in the order of the file; layers that only draft tokens are empty, since llama.cpp does not load them. */
  layers: LayerMemory[];
  /** Bytes of the tables that tokens are looked up in. They stay in RAM even if the layers are on a GPU. */
  tables: number;
  /** Bytes of the output matrix and its norm; without the matrix if it is the token table. */
  output: number;
  /** Tokens that layers with a window see; `null` if no layer has a window. */
  window: number | null;
  /** node-llama-cpp adds one token to a batch if the file has a window. */
  extraBatch: 0 | 1;
  width: number;
  vocabulary: number;
  merges: number;
  /** Tokens; 0 if the file does not say. */
  trainedContextLength: number;
  /** Attention heads of the layers with full attention, and of those with a window. Each head keeps its scores. */
  heads: { all: number; windowed: number };
  /** Bytes of intermediate results for each token of a batch: the maximum in attention, and the maximum elsewhere. */
  activations: { attention: number; others: number };
  /** Bytes of a matrix's input for each token of a batch, as the processor converts it. */
  work: number;
  /** Bytes of the largest tensor in a layer. */
  largestWeight: number;
  cost: ModelShape;
}

/** The most layers that llama.cpp accepts (`LLAMA_MAX_LAYERS`). */
const mostLayers = 512;
/** Tensors outside the layers that are placed with the output matrix (`LLM_TENSOR_LAYER_OUTPUT` in llama-arch.cpp). */
const outputNames = /^(output|token_embd_norm|dec\.output_norm|altup_|hc_head|dense_)/;
const floatBytes = 4;

/** A tensor with its size. */
interface Sized extends TensorInfo {
  bytes: number;
  /** Values that the matrix takes in, and values that it yields. */
  columns: number;
  rows: number;
}

/**
 * Reads the shape from the metadata of a GGUF file, either nested like its keys or as a map from whole keys, and from its
 * tensors; for a split model, from the tensors of all parts together. Returns `null` if a tensor type is unknown, or if the
 * figures make no sense.
 */
export const memoryShapeOf = (metadata: object, tensors: readonly TensorInfo[]): MemoryShape | null => {
  const own = ownMetadata(metadata);
  const { evaluated, inFile, firstSharing } = layerCounts(own);
  const areCounts = Number.isInteger(inFile) && Number.isInteger(evaluated);
  if (!areCounts || evaluated <= 0 || evaluated > inFile || inFile > mostLayers) return null;
  const cost = shapeOf(metadata, tensors);
  if (cost === null) return null;

  const inLayers = Array.from({ length: inFile }, (): Sized[] => []);
  const tables: Sized[] = [];
  const output: Sized[] = [];
  for (const tensor of tensors) {
    const layer = layerOf(tensor.name);
    if (layer >= evaluated) continue;
    const [columns = 0, rows = 1] = tensor.dimensions.map(Number);
    const sized = { ...tensor, columns, rows, bytes: tensorBytes(tensor.ggmlType, tensor.dimensions)! };
    if (layer >= 0) inLayers[layer]!.push(sized);
    else if (tableNames.test(tensor.name)) tables.push(sized);
    else if (outputNames.test(tensor.name)) output.push(sized);
    else inLayers[0]!.push(sized);
  }

  const attending = inLayers.map((list, layer) => (has(list, attends) ? attentionOf(own, layer) : null));
  const layers = inLayers.map((list, index): LayerMemory => {
    const attention = index < firstSharing ? attending[index] : null;
    return {
      weights: bytesOf(list),
      read: sum(list, ({ name, bytes }) => bytes * (expertNames.test(name) ? usedShare(own, index) : 1)),
      keys: attention?.keys ?? 0,
      values: attention?.values ?? 0,
      isWindowed: (attending[index]?.window ?? null) !== null,
      state: has(list, carriesState) ? layerStateBytes(own) : 0,
    };
  });
  const found = attending.filter((one) => one !== null);
  const headsOf = (windowed: boolean): number =>
    most(found.filter(({ window }) => (window !== null) === windowed).map(({ heads }) => heads));
  const named = (name: string): Sized | undefined => tables.find((one) => one.name === name);
  const tokens = named('token_embd.weight');
  const width = own.number('embedding_length') ?? 0;
  const trainedContextLength = own.number('context_length') ?? 0;
  const window = own.number('attention.sliding_window') ?? 0;
  const perLayer = named('per_layer_token_embd.weight')?.columns ?? 0;
  const shape: MemoryShape = {
    architecture: own.architecture,
    layers,
    tables: bytesOf(tables),
    output: bytesOf(output),
    matrices: bytesByKind([...inLayers.flat(), ...output]),
    tied:
      tokens === undefined || has(output, (name) => name === 'output.weight')
        ? null
        : { kind: kindOfTied(tokens), bytes: tokens.bytes },
    window: found.find((one) => one.window !== null)?.window ?? null,
    extraBatch: window > 0 && window < (trainedContextLength || Infinity) ? 1 : 0,
    width,
    vocabulary: tokens?.rows ?? 0,
    merges: itemsOf(lookUp(metadata)('tokenizer.ggml.merges')),
    trainedContextLength,
    heads: { all: headsOf(false), windowed: headsOf(true) },
    activations: {
      attention: most(
        inLayers.map((list, layer) => (attending[layer] ? attentionBytes(width, list, attending[layer]) : 0)),
      ),
      others:
        most(
          inLayers.map((list, layer) =>
            Math.max(
              feedForwardBytes(width, list, own.number('expert_used_count', layer) ?? 1),
              has(list, carriesState) ? mixerBytes(width, list) : 0,
            ),
          ),
        ) +
        // Each layer adds values of its own for a token; they are looked up and projected for all layers at once.
        2 * floatBytes * perLayer,
    },
    work: most(
      inLayers.map((list, layer) =>
        most(list.map((one) => workBytes(one, own.number('expert_used_count', layer) ?? 1))),
      ),
    ),
    largestWeight: most(inLayers.map((list) => most(list.map(({ bytes }) => bytes)))),
    cost,
  };
  return isSound(shape) ? shape : null;
};

const sum = <One>(list: readonly One[], value: (one: One) => number): number =>
  list.reduce((all, one) => all + value(one), 0);
const most = (values: readonly number[]): number => values.reduce((one, other) => Math.max(one, other), 0);
const bytesOf = (list: readonly Sized[]): number => sum(list, ({ bytes }) => bytes);
const has = (list: readonly Sized[], is: (name: string) => boolean): boolean =>
  list.some(({ name }) => is(name));

const bytesByKind = (tensors: readonly Sized[]): Record<string, number> => {
  const found: Record<string, number> = {};
  for (const tensor of tensors) {
    const kind = kindOfTensor(tensor);
    if (kind !== null) found[kind] = (found[kind] ?? 0) + tensor.bytes;
  }
  return found;
};

/** The share of a layer's experts that one token passes through. */
const usedShare = ({ number }: OwnMetadata, layer: number): number =>
  (number('expert_used_count', layer) ?? 1) / (number('expert_count') ?? 1);

const isMatrix = ({ name, dimensions }: Sized): boolean => dimensions.length > 1 && name.endsWith('.weight');

/**
 * Bytes per token in the feed-forward part: the residual twice, its norm and the output, and the results of the gate and up
 * matrices and their product, which is a tensor of its own (`build_ffn`). With experts, all of these count once for each active
 * expert (`build_moe_ffn`); the results of the down matrices replace those of gate and up if those are not smaller.
 */
const feedForwardBytes = (width: number, list: readonly Sized[], used: number): number => {
  const part = (ending: string): { out: number; product: number } => {
    const named = (kind: string): Sized[] =>
      list.filter(({ name }) => new RegExp(`\\.(${kind})${ending}\\.weight$`).test(name));
    const gate = sum(named('ffn_gate'), ({ rows }) => rows);
    const out = gate + sum(named('ffn_up|ffn_gate_up|channel_mix_key'), ({ rows }) => rows);
    const taken = sum(named('ffn_down'), ({ columns }) => columns);
    // Without a gate, the activation replaces its input.
    return { out, product: gate > 0 || out > taken ? taken : 0 };
  };
  const dense = part('');
  const expert = part('_(ch)?exps');
  const down = expert.out > 0 && expert.out < width ? width : 0;
  const wide = Math.max(dense.out + dense.product, used * (expert.out + expert.product + down));
  return floatBytes * (4 * width + wide);
};

/** Bytes per token in attention: the residual, its norm and the output, and queries, keys, values and their result. */
const attentionBytes = (
  width: number,
  list: readonly Sized[],
  { heads, keyLength, valueLength, keys, values }: AttendingLayer,
): number => {
  const queries = list.find(({ name }) => name.endsWith('.attn_q.weight'))?.rows ?? 0;
  return (
    floatBytes * (3 * width + Math.max(queries, heads * keyLength) + heads * valueLength + keys + values)
  );
};

/** Values that go into the scan of a recurrent layer. */
const scanned =
  /\.(ssm_(in|dt)|shortconv\.in_proj|attn_(qkv|gate)|time_mix_(key|value|receptance|[wavg]2))\.weight$/;
/** Bytes per token in a recurrent layer: the input of its scan, and as much for intermediate results. */
const mixerBytes = (width: number, list: readonly Sized[]): number =>
  floatBytes *
  (width +
    2 *
      sum(
        list.filter(({ name }) => scanned.test(name)),
        ({ rows }) => rows,
      ));

/**
 * Bytes of a matrix's input as the processor converts it before multiplying: to f16 for 16-bit matrices, not at all for f32,
 * and to 8 bits with scales for all others (`vec_dot_type` in ggml-cpu.c).
 */
const workBytes = (tensor: Sized, used: number): number => {
  if (!isMatrix(tensor)) return 0;
  const { f32, f16, bf16 } = floatTypes;
  const { name, ggmlType, columns } = tensor;
  const each = ggmlType === f32 ? 0 : ggmlType === f16 || ggmlType === bf16 ? 2 : 292 / 256;
  return each * columns * (expertNames.test(name) ? used : 1);
};
const floatTypes = { f32: 0, f16: 1, bf16: 30 };

/** The number of items in a list of the metadata, of which a reader may have kept only the length. */
const itemsOf = (list: unknown): number => {
  if (Array.isArray(list)) return list.length;
  const items: unknown = (list as { items?: unknown } | null | undefined)?.items;
  return typeof items === 'number' ? items : 0;
};

/** Whatever a header claims, sizes must be finite and not negative. */
const isSound = (shape: MemoryShape): boolean => {
  const figures: unknown[] = [shape];
  for (let at = 0; at < figures.length; at += 1) {
    const one = figures[at];
    if (typeof one === 'object' && one !== null) figures.push(...Object.values(one));
    else if (typeof one === 'number' && !(one >= 0 && one < Number.MAX_SAFE_INTEGER)) return false;
  }
  return true;
};
