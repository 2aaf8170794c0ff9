/**
 * Generates small models of other architectures than Llama's, with random weights. Names, shapes and metadata are those
 * that llama.cpp's src/models/<architecture>.cpp asks for.
 *
 * The weights are f32: with quantised ones what the processor multiplies is rounded to 8 bits, and the likeliest token
 * then changes every twenty tokens or so with the slices that a prompt was evaluated in. With f32 it does so once in
 * several hundred tokens (flash attention adds up in f16; without it, never), and never between equal slices.
 */
import { entry, writeGguf, type RawEntry, type Tensor } from '../../main/engine/process/gguf.ts';
import { reasoningEmbeddings, reasoningHead, type ReasoningTokens } from './reasoning.ts';
import { fillRandom, fillWith } from './weights.ts';

type Architecture = 'gemma3' | 'lfm2' | 'qwen3';

export interface OtherShape {
  layers: number;
  width: number;
  heads: number;
  /** Key-value heads. */
  kvHeads: number;
  headSize: number;
  feedForward: number;
  contextLength: number;
}

export interface OtherOptions {
  architecture: Architecture;
  shape: OtherShape;
  /** `tokenizer.*` entries, see `syntheticVocabulary`. */
  vocabulary: Map<string, RawEntry>;
  chatTemplate: string;
  name: string;
  /** Makes it think before it answers. */
  reasoning?: ReasoningTokens;
  seed?: number;
}

/** Gemma 3's local layers see so many tokens; every sixth layer is global, which is llama.cpp's default for it. */
const slidingWindow = 256;

/** Tokens that a short convolution of LFM2 spans; its state is all but the last. */
const convolution = 3;

/** Every third layer of LFM2 is attention, the others are short convolutions. */
const isConvolution = (architecture: Architecture, layer: number): boolean =>
  architecture === 'lfm2' && layer % 3 !== 2;

/** Sharpens attention: with normed queries and keys of weight 1, random heads would average all tokens. */
const queryWeight = 2;

/** Writes the model to `path`. */
export const generateOther = (path: string, options: OtherOptions): void => {
  const { architecture, shape, reasoning, seed = 1 } = options;
  const { width, headSize } = shape;
  const vocabulary = Number(options.vocabulary.get('tokenizer.ggml.tokens')!.bytes.readBigUInt64LE(4));
  const layers = Array.from({ length: shape.layers }, (_, layer) => layer);

  const entries = new Map<string, RawEntry>([
    ['general.architecture', entry.string(architecture)],
    ['general.name', entry.string(options.name)],
    ['general.file_type', entry.uint32(0)],
    [`${architecture}.context_length`, entry.uint32(shape.contextLength)],
    [`${architecture}.embedding_length`, entry.uint32(width)],
    [`${architecture}.block_count`, entry.uint32(shape.layers)],
    [`${architecture}.feed_forward_length`, entry.uint32(shape.feedForward)],
    [`${architecture}.attention.head_count`, entry.uint32(shape.heads)],
    [
      `${architecture}.attention.head_count_kv`,
      architecture === 'lfm2'
        ? // Layers without key-value heads are the convolutions.
          entry.int32s(layers.map((layer) => (isConvolution(architecture, layer) ? 0 : shape.kvHeads)))
        : entry.uint32(shape.kvHeads),
    ],
    [`${architecture}.attention.key_length`, entry.uint32(headSize)],
    [`${architecture}.attention.value_length`, entry.uint32(headSize)],
    [`${architecture}.attention.layer_norm_rms_epsilon`, entry.float32(1e-6)],
    [`${architecture}.rope.freq_base`, entry.float32(1e6)],
    [`${architecture}.vocab_size`, entry.uint32(vocabulary)],
    ...options.vocabulary,
    ['tokenizer.chat_template', entry.string(options.chatTemplate)],
  ]);
  if (architecture === 'gemma3') entries.set('gemma3.attention.sliding_window', entry.uint32(slidingWindow));
  if (architecture === 'lfm2') entries.set('lfm2.shortconv.l_cache', entry.uint32(convolution));

  let nextSeed = seed * 7919;
  const matrix = (
    name: string,
    columns: number,
    rows: number,
    deviation = 1 / Math.sqrt(columns),
  ): Tensor => ({
    name: `${name}.weight`,
    shape: [columns, rows],
    type: 'f32',
    fill: fillRandom(nextSeed++, deviation),
  });
  const norm = (name: string, size = width, value = 1): Tensor => ({
    name: `${name}.weight`,
    shape: [size],
    type: 'f32',
    fill: fillWith(value),
  });
  const queries = headSize * shape.heads;
  const keys = headSize * shape.kvHeads;

  const mixer = (layer: number): Tensor[] =>
    isConvolution(architecture, layer)
      ? [
          {
            name: `blk.${layer}.shortconv.conv.weight`,
            shape: [convolution, width],
            type: 'f32',
            fill: fillRandom(nextSeed++, 1),
          },
          matrix(`blk.${layer}.shortconv.in_proj`, width, 3 * width),
          matrix(`blk.${layer}.shortconv.out_proj`, width, width),
        ]
      : [
          matrix(`blk.${layer}.attn_q`, width, queries),
          matrix(`blk.${layer}.attn_k`, width, keys),
          matrix(`blk.${layer}.attn_v`, width, keys),
          norm(`blk.${layer}.attn_q_norm`, headSize, queryWeight),
          norm(`blk.${layer}.attn_k_norm`, headSize),
          matrix(`blk.${layer}.attn_output`, queries, width),
        ];
  // Gemma multiplies its embeddings by the root of their width.
  const embeddings = matrix(
    'token_embd',
    width,
    vocabulary,
    architecture === 'gemma3' ? 1 / Math.sqrt(width) : 1,
  );
  // A head of its own: tied to the embeddings, it would say the last token over and over.
  const head = matrix('output', width, vocabulary);
  if (reasoning) {
    embeddings.fill = reasoningEmbeddings(embeddings.fill, width, reasoning);
    head.fill = reasoningHead(head.fill, width, reasoning);
  }
  const tensors: Tensor[] = [
    embeddings,
    head,
    // What LFM2 calls its last norm is a mistake that llama.cpp keeps for the files that have it.
    norm(architecture === 'lfm2' ? 'token_embd_norm' : 'output_norm'),
    ...layers.flatMap((layer) => [
      norm(`blk.${layer}.attn_norm`),
      ...mixer(layer),
      norm(`blk.${layer}.ffn_norm`),
      matrix(`blk.${layer}.ffn_gate`, width, shape.feedForward),
      matrix(`blk.${layer}.ffn_up`, width, shape.feedForward),
      matrix(`blk.${layer}.ffn_down`, shape.feedForward, width),
      ...(architecture === 'gemma3'
        ? [norm(`blk.${layer}.post_attention_norm`), norm(`blk.${layer}.post_ffw_norm`)]
        : []),
    ]),
  ];
  writeGguf(path, entries, tensors);
};
