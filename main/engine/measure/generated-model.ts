/**
 * Generates Llama-like models with random weights: real shapes, meaningless answers. The calibration measures with them, and so
 * do tests.
 */
import { entry, writeGguf, type RawEntry, type Tensor } from '../load/write-gguf.ts';

export interface LlamaShape {
  layers: number;
  width: number;
  heads: number;
  /** Key-value heads; fewer than `heads` for grouped-query attention. */
  kvHeads: number;
  /** Values in one head of a query, key or value; `width / heads` by default. */
  headSize?: number;
  feedForward: number;
  contextLength: number;
}

export type WeightType = 'f16' | 'q8_0' | 'q4_0';

export interface GenerateOptions {
  shape: LlamaShape;
  /** The type of the matrices; norms are f32. */
  weights: WeightType;
  /** `tokenizer.*` entries, including the chat template. */
  vocabulary: Map<string, RawEntry>;
  architecture?: string;
  name?: string;
  seed?: number;
  /** Layers at the end that change nothing: their cost is real, and the result is that of the other layers. */
  silentLayers?: number;
  /** The factor of the last norm: from a few dozen on, single tokens become likely. */
  sharpness?: number;
}

/** GPT-2's printable stand-ins for the 256 bytes: https://github.com/openai/gpt-2/blob/master/src/encoder.py */
export const byteCharacters = (): string[] => {
  const printable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
};

/** The smallest vocabulary that can tokenise any text: 256 bytes and an end token. */
export const byteVocabulary = (): Map<string, RawEntry> => {
  const bytes = byteCharacters();
  return new Map([
    ['tokenizer.ggml.model', entry.string('gpt2')],
    ['tokenizer.ggml.pre', entry.string('gpt-2')],
    ['tokenizer.ggml.tokens', entry.strings([...bytes, '<|endoftext|>'])],
    ['tokenizer.ggml.token_type', entry.int32s([...bytes.map(() => 1), 3])],
    ['tokenizer.ggml.merges', entry.strings([])],
    ['tokenizer.ggml.bos_token_id', entry.uint32(bytes.length)],
    ['tokenizer.ggml.eos_token_id', entry.uint32(bytes.length)],
  ]);
};

/** xorshift32: small, seeded and fast; statistical quality does not matter here. */
const randomBytes = (seed: number, size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  let state = seed || 1;
  for (let at = 0; at + 4 <= size; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes.writeInt32LE(state | 0, at);
  }
  return bytes;
};

/**
 * Turns random bytes into weights with about the spread of trained ones (a standard deviation near 0.02): blocks begin with an
 * f16 scale, and f16 weights keep sign and mantissa. None is denormal, infinite or NaN.
 */
const kinds: Record<WeightType, { fileType: number; blockBytes: number; tame: (block: Buffer) => void }> = {
  // Sign and mantissa are random, the exponent is -7: 0.0078 to 0.0156.
  f16: {
    fileType: 1,
    blockBytes: 2,
    tame: (block) => block.writeUInt16LE((block.readUInt16LE(0) & 0x83ff) | 0x2000, 0),
  },
  // 0x0a00 as f16 is 2^-13 · 1.5 = 0.00018; times an int8 with a spread of 74 gives 0.0135.
  q8_0: { fileType: 7, blockBytes: 34, tame: (block) => block.writeUInt16LE(0x0a00, 0) },
  // 0x1a00 as f16 is 2^-9 · 1.5 = 0.0029; times 4 bits with a spread of 4.6 gives 0.0135.
  q4_0: { fileType: 2, blockBytes: 18, tame: (block) => block.writeUInt16LE(0x1a00, 0) },
};

/** Repeats random weights, so that a matrix is filled as fast as memory is copied. */
const fillRandom = (type: WeightType, seed: number) => (bytes: Buffer) => {
  const { blockBytes, tame } = kinds[type];
  const noise = randomBytes(seed, blockBytes * 4096);
  for (let at = 0; at < noise.length; at += blockBytes) tame(noise.subarray(at, at + blockBytes));
  for (let at = 0; at < bytes.length; at += noise.length) noise.copy(bytes, at);
};

const fillWith =
  (value: number) =>
  (bytes: Buffer): void => {
    for (let at = 0; at < bytes.length; at += 4) bytes.writeFloatLE(value, at);
  };

/** Writes the model to `path`. Throws the system's error if it cannot. */
export const generateLlama = (path: string, options: GenerateOptions): void => {
  const { shape, weights, architecture = 'llama', seed = 1, silentLayers = 0, sharpness = 1 } = options;
  const vocabulary = Number(options.vocabulary.get('tokenizer.ggml.tokens')!.bytes.readBigUInt64LE(4));
  const headSize = shape.headSize ?? shape.width / shape.heads;
  const queryWidth = headSize * shape.heads;

  const entries = new Map<string, RawEntry>([
    ['general.architecture', entry.string(architecture)],
    ['general.name', entry.string(options.name ?? 'Generated')],
    ['general.file_type', entry.uint32(kinds[weights].fileType)],
    [`${architecture}.context_length`, entry.uint32(shape.contextLength)],
    [`${architecture}.embedding_length`, entry.uint32(shape.width)],
    [`${architecture}.block_count`, entry.uint32(shape.layers)],
    [`${architecture}.feed_forward_length`, entry.uint32(shape.feedForward)],
    [`${architecture}.attention.head_count`, entry.uint32(shape.heads)],
    [`${architecture}.attention.head_count_kv`, entry.uint32(shape.kvHeads)],
    [`${architecture}.attention.layer_norm_rms_epsilon`, entry.float32(1e-5)],
    [`${architecture}.rope.dimension_count`, entry.uint32(headSize)],
    [`${architecture}.attention.key_length`, entry.uint32(headSize)],
    [`${architecture}.attention.value_length`, entry.uint32(headSize)],
    [`${architecture}.vocab_size`, entry.uint32(vocabulary)],
    ...options.vocabulary,
  ]);

  let nextSeed = seed * 7919;
  const matrix = (name: string, columns: number, rows: number): Tensor => ({
    name,
    shape: [columns, rows],
    type: weights,
    fill: fillRandom(weights, nextSeed++),
  });
  const norm = (name: string, value = 1): Tensor => ({
    name,
    shape: [shape.width],
    type: 'f32',
    fill: fillWith(value),
  });
  const isSilent = (layer: number): boolean => layer >= shape.layers - silentLayers;
  /** The matrices that yield what a layer adds to its input. */
  const outwards = (layer: number, tensor: Tensor): Tensor =>
    isSilent(layer) ? { ...tensor, fill: (bytes) => void bytes.fill(0) } : tensor;
  const kvWidth = headSize * shape.kvHeads;
  const tensors: Tensor[] = [
    matrix('token_embd.weight', shape.width, vocabulary),
    norm('output_norm.weight', sharpness),
  ];
  for (let layer = 0; layer < shape.layers; layer++)
    tensors.push(
      norm(`blk.${layer}.attn_norm.weight`),
      matrix(`blk.${layer}.attn_q.weight`, shape.width, queryWidth),
      matrix(`blk.${layer}.attn_k.weight`, shape.width, kvWidth),
      matrix(`blk.${layer}.attn_v.weight`, shape.width, kvWidth),
      outwards(layer, matrix(`blk.${layer}.attn_output.weight`, queryWidth, shape.width)),
      norm(`blk.${layer}.ffn_norm.weight`),
      matrix(`blk.${layer}.ffn_gate.weight`, shape.width, shape.feedForward),
      matrix(`blk.${layer}.ffn_up.weight`, shape.width, shape.feedForward),
      outwards(layer, matrix(`blk.${layer}.ffn_down.weight`, shape.feedForward, shape.width)),
    );
  writeGguf(path, entries, tensors);
};
