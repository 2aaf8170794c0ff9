/** Generates Llama-like models with random weights: real shapes, and nothing to say. */
import { entry, writeGguf, type RawEntry, type Tensor } from './gguf.ts';

export interface LlamaShape {
  layers: number;
  width: number;
  heads: number;
  /** Key-value heads; fewer than `heads` for grouped queries. */
  kvHeads: number;
  feedForward: number;
  contextLength: number;
}

/** 134 million parameters with a vocabulary of 32k: the shape that shared figures were measured with. */
export const shape134M: LlamaShape = {
  layers: 30,
  width: 576,
  heads: 9,
  kvHeads: 3,
  feedForward: 1536,
  contextLength: 8192,
};

export const tinyShape: LlamaShape = {
  layers: 2,
  width: 64,
  heads: 4,
  kvHeads: 2,
  feedForward: 128,
  contextLength: 4096,
};

export interface GenerateOptions {
  shape: LlamaShape;
  /** `tokenizer.*` entries, see `syntheticVocabulary`. */
  vocabulary: Map<string, RawEntry>;
  /** A Jinja template; `null` writes none. */
  chatTemplate: string | null;
  architecture?: string;
  name?: string;
  seed?: number;
}

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

/** Random q8_0 blocks of about the spread that trained weights have (a standard deviation near 0.02). */
const fillQ8 = (seed: number) => (bytes: Buffer) => {
  const noise = randomBytes(seed, 34 * 4096);
  // 0x0a00 as f16 is 2^-13 · 1.5 = 0.00018; times int8 of spread 74 gives 0.0135.
  for (let at = 0; at < noise.length; at += 34) noise.writeUInt16LE(0x0a00, at);
  for (let at = 0; at < bytes.length; at += noise.length) noise.copy(bytes, at);
};

const fillOnes = (bytes: Buffer): void => {
  for (let at = 0; at < bytes.length; at += 4) bytes.writeFloatLE(1, at);
};

/** ChatML, the plainest template that reasoning-free models use. */
export const chatMl =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

/** Writes the model to `path`. */
export const generateLlama = (path: string, options: GenerateOptions): void => {
  const { shape, chatTemplate, seed = 1 } = options;
  const architecture = options.architecture ?? 'llama';
  const vocabulary = Number(options.vocabulary.get('tokenizer.ggml.tokens')!.bytes.readBigUInt64LE(4));
  const headSize = shape.width / shape.heads;

  const entries = new Map<string, RawEntry>([
    ['general.architecture', entry.string(architecture)],
    ['general.name', entry.string(options.name ?? 'Generated')],
    ['general.file_type', entry.uint32(7)],
    [`${architecture}.context_length`, entry.uint32(shape.contextLength)],
    [`${architecture}.embedding_length`, entry.uint32(shape.width)],
    [`${architecture}.block_count`, entry.uint32(shape.layers)],
    [`${architecture}.feed_forward_length`, entry.uint32(shape.feedForward)],
    [`${architecture}.attention.head_count`, entry.uint32(shape.heads)],
    [`${architecture}.attention.head_count_kv`, entry.uint32(shape.kvHeads)],
    [`${architecture}.attention.layer_norm_rms_epsilon`, entry.float32(1e-5)],
    [`${architecture}.rope.dimension_count`, entry.uint32(headSize)],
    [`${architecture}.vocab_size`, entry.uint32(vocabulary)],
  ]);
  for (const [key, value] of options.vocabulary)
    if (key.startsWith('tokenizer.') && key !== 'tokenizer.chat_template') entries.set(key, value);
  if (chatTemplate !== null) entries.set('tokenizer.chat_template', entry.string(chatTemplate));

  let nextSeed = seed * 7919;
  const matrix = (name: string, columns: number, rows: number): Tensor => ({
    name,
    shape: [columns, rows],
    type: 'q8_0',
    fill: fillQ8(nextSeed++),
  });
  const norm = (name: string): Tensor => ({ name, shape: [shape.width], type: 'f32', fill: fillOnes });
  const kvWidth = headSize * shape.kvHeads;
  const tensors: Tensor[] = [
    matrix('token_embd.weight', shape.width, vocabulary),
    norm('output_norm.weight'),
  ];
  for (let layer = 0; layer < shape.layers; layer++)
    tensors.push(
      norm(`blk.${layer}.attn_norm.weight`),
      matrix(`blk.${layer}.attn_q.weight`, shape.width, shape.width),
      matrix(`blk.${layer}.attn_k.weight`, shape.width, kvWidth),
      matrix(`blk.${layer}.attn_v.weight`, shape.width, kvWidth),
      matrix(`blk.${layer}.attn_output.weight`, shape.width, shape.width),
      norm(`blk.${layer}.ffn_norm.weight`),
      matrix(`blk.${layer}.ffn_gate.weight`, shape.width, shape.feedForward),
      matrix(`blk.${layer}.ffn_up.weight`, shape.width, shape.feedForward),
      matrix(`blk.${layer}.ffn_down.weight`, shape.feedForward, shape.width),
    );
  writeGguf(path, entries, tensors);
};
