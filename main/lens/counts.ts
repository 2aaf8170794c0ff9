/**
 * What prefill and decode cost: the floating-point operations of a model's matrix products, and the bytes that they
 * need from memory. Held against what a machine can do at most, that tells how near to it a turn came.
 *
 * All of it follows from the model file's header. docs/roofline.md has the formulas, their sources, and what is left out.
 */
import type { Cost } from '../contract/lens-types.ts';
import type { KvPrecision } from '../contract/types.ts';
import { tensorBytes } from './ggml-types.ts';

/** A tensor as the header of a GGUF file lists it: innermost dimension first. */
export interface TensorInfo {
  readonly name: string;
  readonly dimensions: readonly (number | bigint)[];
  readonly ggmlType: number;
}

/** Weights that the same tokens go through. */
interface Weights {
  /** For one token; of experts, those that it is routed to. */
  flops: number;
  /** Read by every step, however many tokens it evaluates. */
  bytes: number;
  /** Read only where a token is routed to them: `share` of them by each token. */
  experts: { share: number; bytes: number }[];
}

/** The attention of all layers that see equally far. */
interface Attention {
  /** Tokens that a token sees at most, itself among them; `null` where it sees all. */
  window: number | null;
  /** For one token and one token that it sees. */
  flops: number;
  /** Values of the KV cache that are read of each visible token, and written of each new one. */
  read: number;
  written: number;
}

/** What of a model's file decides its cost. */
export interface ModelShape {
  /** Bytes of all tensors in the file, whether a step reads them or not. */
  tensorBytes: number;
  /** Bytes of one token's rows in the tables that are only looked up. */
  rowBytes: number;
  /** What every token goes through. */
  body: Weights;
  /** What only tokens whose logits are wanted go through. */
  output: Weights;
  attention: Attention[];
  /** Recurrent state of all layers, which each step reads and writes once. */
  stateBytes: number;
}

/** Bytes of one value in the KV cache. */
const kvBytes: Readonly<Record<KvPrecision, number>> = { f16: 2, q8_0: 34 / 32 };

/**
 * Which layers have a sliding window where the file does not list them, and how wide it is where the file does not say:
 * in each period of so many layers one sees everything, the last or, with `firstSees`, the first; in a period of 0 none
 * does (`load_swa_pattern` in llama.cpp's src/models). Architectures that are not here ignore a window in the file.
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

/**
 * Everywhere else llama.cpp drops the tokens whose logits are not wanted before the last layer's feed-forward part
 * (`inp_out_ids` in src/models); these keep them up to the output matrix.
 */
const keepsAllTokens: ReadonlySet<string> = new Set([
  'bailingmoe3',
  'cohere2moe',
  'deepseek4',
  'gemma3n',
  'gemma4',
  'gpt-oss',
  'hrm-text',
  'hy_v3',
  'hy_v4',
  'kimi-k3',
  'nemotron_h',
  'nemotron_h_moe',
  'qwen35',
  'qwen35moe',
  'qwen3next',
  'step35',
]);

/** Tables of which a token reads its row. */
const tableNames = /^(token_embd|per_layer_token_embd|position_embd)\.weight$|\.ffn_gate_tid2eid\./;
const expertNames = /\.ffn_(gate|up|down|gate_up)_(ch)?exps\./;
/** Layers with these carry a state from token to token. */
const recurrentNames = /\.(ssm_|shortconv\.|time_mix_)/;

const valueAt = (tree: unknown, path: string): unknown => {
  let node = tree;
  for (const key of path.split('.')) node = (node as Record<string, unknown> | null | undefined)?.[key];
  return node;
};

/** A number of the metadata, which holds it once for all layers or once for each. */
const numberAt = (tree: unknown, path: string, layer = 0): number | null => {
  const value = valueAt(tree, path);
  const own: unknown = Array.isArray(value) ? value[layer] : value;
  return own === undefined || own === null ? null : Number(own);
};

/**
 * Reads the shape from a GGUF file's metadata, nested as its keys are (`general.architecture`), and its tensors; `null`
 * where the file has a type of tensor that is not known here, or no layers.
 */
export const shapeOf = (metadata: object, tensors: readonly TensorInfo[]): ModelShape | null => {
  const architecture = String(valueAt(metadata, 'general.architecture'));
  const own = valueAt(metadata, architecture);
  // The layers that only draft tokens come last; without a draft they are not evaluated.
  const layers = (numberAt(own, 'block_count') ?? 0) - (numberAt(own, 'nextn_predict_layers') ?? 0);
  if (layers <= 0) return null;
  /** From this layer on the KV cache of earlier layers is read, and nothing written. */
  const firstSharing = layers - (numberAt(own, 'attention.shared_kv_layers') ?? 0);
  const isTied = !tensors.some(({ name }) => name === 'output.weight');
  const experts = numberAt(own, 'expert_count') ?? 1;

  const shape: ModelShape = {
    tensorBytes: 0,
    rowBytes: 0,
    body: { flops: 0, bytes: 0, experts: [] },
    output: { flops: 0, bytes: 0, experts: [] },
    attention: [],
    stateBytes: 0,
  };
  const attending = new Set<number>();
  const recurrent = new Set<number>();

  for (const { name, dimensions, ggmlType } of tensors) {
    const bytes = tensorBytes(ggmlType, dimensions);
    if (bytes === null) return null;
    const values = dimensions.reduce<number>((product, size) => product * Number(size), 1);
    shape.tensorBytes += bytes;

    const layer = Number(/^blk\.(\d+)\./.exec(name)?.[1] ?? -1);
    if (layer >= layers) continue;
    if (name.includes('.attn_output')) attending.add(layer);
    if (recurrentNames.test(name)) recurrent.add(layer);
    // Some files have keys and values for layers that share those of others; they are not used.
    if (layer >= firstSharing && /\.attn_[kv]\./.test(name)) continue;
    if (tableNames.test(name)) {
      shape.rowBytes += bytes / Number(dimensions[1]);
      if (name !== 'token_embd.weight' || !isTied) continue;
    }

    const isLastFeedForward = layer === layers - 1 && name.includes('.ffn_');
    const isOutput =
      /^(output|token_embd\.)/.test(name) || (isLastFeedForward && !keepsAllTokens.has(architecture));
    const weights = isOutput ? shape.output : shape.body;
    const isExpert = expertNames.test(name);
    const share = isExpert ? (numberAt(own, 'expert_used_count', layer) ?? 1) / experts : 1;
    // Norms and biases have one dimension, biases of experts two, but another name.
    if (dimensions.length > 1 && name.endsWith('.weight')) weights.flops += 2 * values * share;
    const group = isExpert ? weights.experts.find((other) => other.share === share) : weights;
    if (group === undefined) weights.experts.push({ share, bytes });
    else group.bytes += bytes;
  }

  for (const layer of attending) {
    const one = attentionOf(architecture, own, layer);
    if (one === null) continue;
    if (layer >= firstSharing) one.written = 0;
    const same = shape.attention.find(({ window }) => window === one.window);
    if (same === undefined) {
      shape.attention.push(one);
      continue;
    }
    same.flops += one.flops;
    same.read += one.read;
    same.written += one.written;
  }
  const stateValueBytes = 4;
  shape.stateBytes = recurrent.size * stateValues(own) * stateValueBytes;
  return shape;
};

/** Attention of one layer; `null` for one without keys and values, as recurrent layers are marked. */
const attentionOf = (architecture: string, own: unknown, layer: number): Attention | null => {
  const heads = numberAt(own, 'attention.head_count', layer) ?? 0;
  const kvHeads = numberAt(own, 'attention.head_count_kv', layer) ?? heads;
  if (kvHeads === 0) return null;
  const window = windowOf(architecture, own, layer);
  const headSize =
    (numberAt(own, 'embedding_length') ?? 0) / (numberAt(own, 'attention.head_count') ?? heads);
  const length = (name: string): number =>
    (window === null ? null : numberAt(own, `attention.${name}_swa`)) ??
    numberAt(own, `attention.${name}`) ??
    headSize;
  const keyLength = length('key_length');
  const valueLength = length('value_length');
  // Multi-head latent attention: the values are a part of what is kept as keys.
  const isLatent = numberAt(own, 'attention.key_length_mla') !== null;
  const kept = kvHeads * (isLatent ? keyLength : keyLength + valueLength);
  return {
    window,
    flops: 2 * heads * (keyLength + valueLength),
    read: kept,
    written: kept,
  };
};

const windowOf = (architecture: string, own: unknown, layer: number): number | null => {
  const known = windows[architecture];
  const width = numberAt(own, 'attention.sliding_window') ?? known?.width ?? 0;
  if (width <= 0) return null;
  const listed = valueAt(own, 'attention.sliding_window_pattern');
  if (Array.isArray(listed)) return listed[layer] ? width : null;
  // A period of 1 is one without windows.
  const period = listed === undefined ? (known?.period ?? 1) : Number(listed);
  if (period === 0) return width;
  return layer % period === (known?.firstSees ? 0 : period - 1) ? null : width;
};

/** Values of one layer's recurrent state (`n_embd_r` and `n_embd_s` in llama-hparams.cpp), by the kind of layer. */
const stateValues = (own: unknown): number => {
  const number = (path: string): number => numberAt(own, path) ?? 0;
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

/** Tokens that `tokens` tokens see in all, each itself and what lies before it, the first of them `before` tokens. */
const seenTokens = (before: number, tokens: number, window: number | null): number => {
  const most = Math.min(window ?? Infinity, before + tokens);
  // So many see fewer than `most`: before + 1, before + 2, and so on.
  const growing = Math.min(Math.max(most - before, 0), tokens);
  return growing * before + (growing * (growing + 1)) / 2 + (tokens - growing) * most;
};

/** Bytes of `weights` that a step for `tokens` tokens reads, if each expert is as likely as another. */
const readBytes = (weights: Weights, tokens: number): number =>
  weights.experts.reduce(
    (total, { share, bytes }) => total + bytes * (1 - (1 - share) ** tokens),
    tokens === 0 ? 0 : weights.bytes,
  );

/** One evaluation: `tokens` tokens behind `before`, with logits for the last `logits` of them. */
const stepCost = (
  shape: ModelShape,
  before: number,
  tokens: number,
  logits: number,
  kv: KvPrecision,
): Cost => {
  let flops = tokens * shape.body.flops + logits * shape.output.flops;
  let bytes = readBytes(shape.body, tokens) + readBytes(shape.output, logits);
  bytes += tokens * shape.rowBytes + 2 * shape.stateBytes;
  for (const { window, flops: each, read, written } of shape.attention) {
    flops += each * seenTokens(before, tokens, window);
    // The first token of the step sees the most that lies before it, itself among its window.
    const visible = Math.min(before, (window ?? Infinity) - 1) + tokens;
    bytes += (read * visible + written * tokens) * kvBytes[kv];
  }
  return { flops, bytes };
};

const sum = (costs: Cost[]): Cost => ({
  flops: costs.reduce((total, { flops }) => total + flops, 0),
  bytes: costs.reduce((total, { bytes }) => total + bytes, 0),
});

/**
 * Reading a prompt behind `cached` tokens, in slices of so many tokens each. Every slice reads all weights, and the last
 * yields the logits of one token.
 */
export const prefillCost = (
  shape: ModelShape,
  { cached, slices, kv }: { cached: number; slices: readonly number[]; kv: KvPrecision },
): Cost => {
  let before = cached;
  return sum(
    slices.map((tokens, index) => {
      const cost = stepCost(shape, before, tokens, index === slices.length - 1 ? 1 : 0, kv);
      before += tokens;
      return cost;
    }),
  );
};

/**
 * Evaluating `tokens` tokens one by one behind `context` tokens. That is one fewer than an answer has, since prefill
 * yields the first.
 */
export const decodeCost = (
  shape: ModelShape,
  { context, tokens, kv }: { context: number; tokens: number; kv: KvPrecision },
): Cost => sum(Array.from({ length: tokens }, (_, index) => stepCost(shape, context + index, 1, 1, kv)));
