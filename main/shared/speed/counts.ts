/**
 * What prefill and decode cost: the floating-point operations of a model's matrix products, and the bytes that they read from
 * memory. Compared with the limits of a machine, they tell how close a turn came to them. Everything follows from the header of
 * the model file. docs/roofline.md has the formulas, their sources, and what is left out.
 */
import type { Cost } from '../contract/anatomy.ts';
import type { KvPrecision } from '../contract/engine.ts';
import { tensorBytes } from '../gguf/ggml-types.ts';
import {
  attends,
  attentionOf,
  carriesState,
  expertNames,
  layerCounts,
  layerOf,
  layerStateBytes,
  ownMetadata,
  tableNames,
  type TensorInfo,
} from '../gguf/model-layers.ts';

/** Weights that the same tokens pass through. */
interface Weights {
  /** For one token; of the experts, only those that it is routed to. */
  flops: number;
  /** Bytes that every step reads, however many tokens it evaluates. */
  bytes: number;
  /** Weights that are read only if a token is routed to them: each token is routed to `share` of them. */
  experts: { share: number; bytes: number }[];
}

/** The attention of all layers with the same window. */
interface Attention {
  /** The most tokens that a token sees, itself included; `null` if it sees all. */
  window: number | null;
  /** For one token and one token that it sees. */
  flops: number;
  /** Values of the KV cache that are read for each visible token, and written for each new one. */
  read: number;
  written: number;
}

/** The properties of a model file that decide its cost. */
export interface ModelShape {
  /** Bytes of all tensors in the file, including those that no step reads. */
  tensorBytes: number;
  /** Bytes of one token's rows in the lookup tables. */
  rowBytes: number;
  /** Weights that every token passes through. */
  body: Weights;
  /** Weights that only tokens pass through whose logits are needed. */
  output: Weights;
  attention: Attention[];
  /** Bytes of the recurrent state of all layers, which each step reads and writes once. */
  stateBytes: number;
}

/** Bytes of one value in the KV cache. */
export const kvBytes: Readonly<Record<KvPrecision, number>> = { f16: 2, q8_0: 34 / 32 };

/**
 * Architectures that keep all tokens up to the output matrix. For all others, llama.cpp drops the tokens whose logits are not
 * needed before the last layer's feed-forward part (`inp_out_ids` in src/models).
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

/**
 * Reads the shape from the metadata of a GGUF file, either nested like its keys or as a map from whole keys, and from its
 * tensors. Returns `null` if the file has no layers, or a tensor of an unknown type.
 */
export const shapeOf = (metadata: object, tensors: readonly TensorInfo[]): ModelShape | null => {
  const own = ownMetadata(metadata);
  const { evaluated: layers, firstSharing } = layerCounts(own);
  if (layers <= 0) return null;
  const isTied = !tensors.some(({ name }) => name === 'output.weight');
  const experts = own.number('expert_count') ?? 1;

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

    const layer = layerOf(name);
    if (layer >= layers) continue;
    if (attends(name)) attending.add(layer);
    if (carriesState(name)) recurrent.add(layer);
    // Some files have keys and values for layers that share those of other layers; they are not used.
    if (layer >= firstSharing && /\.attn_[kv]\./.test(name)) continue;
    if (tableNames.test(name)) {
      shape.rowBytes += bytes / Number(dimensions[1]);
      if (name !== 'token_embd.weight' || !isTied) continue;
    }

    const isLastFeedForward = layer === layers - 1 && name.includes('.ffn_');
    const isOutput =
      /^(output|token_embd\.)/.test(name) || (isLastFeedForward && !keepsAllTokens.has(own.architecture));
    const weights = isOutput ? shape.output : shape.body;
    const isExpert = expertNames.test(name);
    const share = isExpert ? (own.number('expert_used_count', layer) ?? 1) / experts : 1;
    // Norms and biases have one dimension. Biases of experts have two, but another name.
    if (dimensions.length > 1 && name.endsWith('.weight')) weights.flops += 2 * values * share;
    const group = isExpert ? weights.experts.find((other) => other.share === share) : weights;
    if (group === undefined) weights.experts.push({ share, bytes });
    else group.bytes += bytes;
  }

  for (const layer of attending) {
    const found = attentionOf(own, layer);
    if (found === null) continue;
    const { window, heads, keyLength, valueLength, keys, values } = found;
    const one: Attention = {
      window,
      flops: 2 * heads * (keyLength + valueLength),
      read: keys + values,
      written: layer >= firstSharing ? 0 : keys + values,
    };
    const same = shape.attention.find((other) => other.window === window);
    if (same === undefined) {
      shape.attention.push(one);
      continue;
    }
    same.flops += one.flops;
    same.read += one.read;
    same.written += one.written;
  }
  shape.stateBytes = recurrent.size * layerStateBytes(own);
  return shape;
};

/**
 * The sum over `tokens` tokens of the tokens that each sees, itself and those before it; `before` tokens precede the first one.
 */
const seenTokens = (before: number, tokens: number, window: number | null): number => {
  const most = Math.min(window ?? Infinity, before + tokens);
  // The first `growing` tokens see fewer than `most`: before + 1, before + 2, and so on.
  const growing = Math.min(Math.max(most - before, 0), tokens);
  return growing * before + (growing * (growing + 1)) / 2 + (tokens - growing) * most;
};

/** Bytes of `weights` that a step with `tokens` tokens reads, if all experts are equally likely. */
const readBytes = (weights: Weights, tokens: number): number =>
  weights.experts.reduce(
    (total, { share, bytes }) => total + bytes * (1 - (1 - share) ** tokens),
    tokens === 0 ? 0 : weights.bytes,
  );

/**
 * The cost of one evaluation: `tokens` tokens after `before` tokens, with logits for the last `logits` of them. `together`: it is one
 * of several alike that share each pass over the weights.
 */
const stepCost = (
  shape: ModelShape,
  before: number,
  tokens: number,
  logits: number,
  kv: KvPrecision,
  together = 1,
): Cost => {
  let flops = tokens * shape.body.flops + logits * shape.output.flops;
  let bytes =
    (readBytes(shape.body, tokens * together) + readBytes(shape.output, logits * together)) / together;
  bytes += tokens * shape.rowBytes + 2 * shape.stateBytes;
  for (const { window, flops: each, read, written } of shape.attention) {
    flops += each * seenTokens(before, tokens, window);
    // The first token of the step sees the most earlier tokens; its window includes itself.
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
 * The cost of processing a prompt after `cached` tokens, in slices of at most `slice` tokens. Every slice reads all weights,
 * and the last one yields the logits of one token.
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
 * The cost of evaluating `tokens` tokens one by one after `context` tokens: one fewer than the answer has, since prefill yields
 * the first. `together`: the answers that were generated at once, of which each evaluation yields a token.
 */
export const decodeCost = (
  shape: ModelShape,
  {
    context,
    tokens,
    kv,
    together = 1,
  }: { context: number; tokens: number; kv: KvPrecision; together?: number },
): Cost =>
  sum(Array.from({ length: tokens }, (_, index) => stepCost(shape, context + index, 1, 1, kv, together)));
