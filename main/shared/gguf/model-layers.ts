/**
 * What the layers of a model are: which of them attend, how far they see, what they keep, and which carry a state. All of it is
 * read from the header of a GGUF file by the rules of llama.cpp 0.5.0. The cost (`counts.ts`) and the memory
 * (`memory-shape.ts`) of a model both follow from it.
 */

/** A tensor as the header of a GGUF file lists it, with the innermost dimension first. */
export interface TensorInfo {
  readonly name: string;
  readonly dimensions: readonly (number | bigint)[];
  readonly ggmlType: number;
}

/** The metadata of a file's own architecture. */
export interface OwnMetadata {
  architecture: string;
  /** The entry with the architecture's name before it, for example `attention.head_count`. */
  value: (path: string) => unknown;
  /** A number that the file gives once for all layers or once for each; `null` if it gives none. */
  number: (path: string, layer?: number) => number | null;
}

/** One layer with attention. */
export interface AttendingLayer {
  /** The most tokens that a token sees, itself included; `null` if it sees all. */
  window: number | null;
  heads: number;
  /** Values per head. */
  keyLength: number;
  valueLength: number;
  /** Values per token in the KV cache. */
  keys: number;
  values: number;
}

export interface LayerCounts {
  /** Layers that are evaluated. */
  evaluated: number;
  /** Layers in the file. Layers that only draft tokens come last; they are neither loaded nor evaluated without a draft. */
  inFile: number;
  /** From this layer on, layers read the KV cache of earlier layers and write none. */
  firstSharing: number;
}

/** Tables from which a token reads one row. */
export const tableNames = /^(token_embd|per_layer_token_embd|position_embd)\.weight$|\.ffn_gate_tid2eid\./;
export const expertNames = /\.ffn_(gate|up|down|gate_up)_(ch)?exps\./;
/** Layers with these tensors carry a state from token to token. */
const recurrentNames = /\.(ssm_|shortconv\.|time_mix_)/;

/**
 * Which layers have a sliding window if the file does not list them, and how wide it is if the file does not say: in each
 * period of layers, one has full attention, the last or, with `firstSees`, the first; with a period of 0, none has
 * (`load_swa_pattern` in llama.cpp's src/models). Architectures that are missing here ignore a window in the file.
 */
const windows: Readonly<Record<string, { period: number; firstSees?: true; width?: number }>> = {
  afmoe: { period: 4 },
  cohere2: { period: 4 },
  cohere2moe: { period: 4, firstSees: true },
  exaone4: { period: 4 },
  'exaone-moe': { period: 4 },
  gemma2: { period: 2, width: 4096 },
  gemma3: { period: 6 },
  gemma3n: { period: 5 },
  'gpt-oss': { period: 2 },
  laguna: { period: 4, firstSees: true },
  lfm2: { period: 0 },
  llama4: { period: 4, width: 8192 },
  mellum: { period: 4 },
  'muse-glimmer': { period: 4 },
  olmo2: { period: 4 },
  plamo3: { period: 8 },
  smallthinker: { period: 4, firstSees: true },
};

/** Finds entries in metadata that is either nested like its keys or a map from whole keys. */
export const lookUp =
  (metadata: object) =>
  (path: string): unknown => {
    if (metadata instanceof Map) return metadata.get(path);
    let node: unknown = metadata;
    for (const key of path.split('.')) node = (node as Record<string, unknown> | null | undefined)?.[key];
    return node;
  };

/** The metadata of a GGUF file, either nested like its keys (`general.architecture`) or a map from whole keys. */
export const ownMetadata = (metadata: object): OwnMetadata => {
  const find = lookUp(metadata);
  const architecture = String(find('general.architecture'));
  const value = (path: string): unknown => find(`${architecture}.${path}`);
  return {
    architecture,
    value,
    number: (path, layer = 0) => {
      const found = value(path);
      const one: unknown = Array.isArray(found) ? found[layer] : found;
      return one === undefined || one === null ? null : Number(one);
    },
  };
};

export const layerCounts = ({ number }: OwnMetadata): LayerCounts => {
  const inFile = number('block_count') ?? 0;
  const evaluated = inFile - (number('nextn_predict_layers') ?? 0);
  return { evaluated, inFile, firstSharing: evaluated - (number('attention.shared_kv_layers') ?? 0) };
};

/** The number of the layer that a tensor belongs to; -1 for none. */
export const layerOf = (tensorName: string): number => Number(/^blk\.(\d+)\./.exec(tensorName)?.[1] ?? -1);

export const attends = (tensorName: string): boolean => tensorName.includes('.attn_output');
export const carriesState = (tensorName: string): boolean => recurrentNames.test(tensorName);

/** The attention of one layer; `null` for a layer without keys and values, as recurrent layers are marked. */
export const attentionOf = (own: OwnMetadata, layer: number): AttendingLayer | null => {
  const { number } = own;
  const heads = number('attention.head_count', layer) ?? 0;
  const kvHeads = number('attention.head_count_kv', layer) ?? heads;
  if (kvHeads === 0) return null;
  const window = windowOf(own, layer);
  const headSize = (number('embedding_length') ?? 0) / (number('attention.head_count') ?? heads);
  const length = (name: string): number =>
    (window === null ? null : number(`attention.${name}_swa`)) ?? number(`attention.${name}`) ?? headSize;
  const keyLength = length('key_length');
  const valueLength = length('value_length');
  // Multi-head latent attention: the values are a part of the keys that are kept.
  const isLatent = number('attention.key_length_mla') !== null;
  return {
    window,
    heads,
    keyLength,
    valueLength,
    keys: kvHeads * keyLength,
    values: isLatent ? 0 : kvHeads * valueLength,
  };
};

const windowOf = ({ architecture, number, value }: OwnMetadata, layer: number): number | null => {
  const known = windows[architecture];
  const width = number('attention.sliding_window') ?? known?.width ?? 0;
  if (width <= 0) return null;
  const listed = value('attention.sliding_window_pattern');
  if (Array.isArray(listed)) return listed[layer] ? width : null;
  // A period of 1 means that no layer has a window.
  const period = listed === undefined ? (known?.period ?? 1) : Number(listed);
  if (period === 0) return width;
  return layer % period === (known?.firstSees ? 0 : period - 1) ? null : width;
};

/** Values in one layer's recurrent state (`n_embd_r` and `n_embd_s` in llama-hparams.cpp), by the kind of layer. */
const stateValues = (own: OwnMetadata): number => {
  const number = (path: string): number => own.number(path) ?? 0;
  const width = number('embedding_length');
  if (number('wkv.head_size') > 0) return 2 * width + width * number('wkv.head_size');
  if (number('shortconv.l_cache') > 0) return (number('shortconv.l_cache') - 1) * width;
  const head = number('kda.head_dim');
  const convolution = Math.max(0, number('ssm.conv_kernel') - 1);
  const inner = number('ssm.inner_size');
  const state = number('ssm.state_size');
  if (head > 0) return (3 * convolution + head) * head * number('attention.head_count');
  return convolution * (inner + 2 * number('ssm.group_count') * state) + inner * state;
};

/** Bytes of one layer's recurrent state, which is stored as f32. */
export const layerStateBytes = (own: OwnMetadata): number => 4 * stateValues(own);
