/**
 * Generates models of true proportions for measuring memory: matrices are zeros, since what they hold changes nothing,
 * and what is not measured is left small. Names, shapes and metadata are those that llama.cpp's src/models ask for.
 */
import { entry, writeGguf, type RawEntry, type Tensor } from '../../main/engine/process/gguf.ts';
import { chatMl } from './generate-llama.ts';
import { syntheticVocabulary } from './vocabulary.ts';
import { fillWith } from './weights.ts';

export type SizedArchitecture = 'llama' | 'qwen3' | 'gemma3' | 'lfm2' | 'qwen3moe' | 'mamba';

export interface SizedShape {
  layers: number;
  width: number;
  heads: number;
  /** Key-value heads. */
  kvHeads: number;
  headSize: number;
  /** Of one expert, where there are several. */
  feedForward: number;
  /** Tokens. */
  vocabulary: number;
  /** Of matrices: by name, or any `ggml_type`. */
  type: Tensor['type'];
  /** Of matrices in each layer, where they differ from `type`. */
  layerTypes?: readonly Tensor['type'][];
  /** The table of tokens is the output matrix too. */
  isTied?: true;
}

/** Tokens that the local layers of gemma3 see; every sixth layer sees all. */
const sizedWindow = 256;
/** Experts of qwen3moe. */
const sizedExperts = { all: 16, used: 4 };
const stateSize = 16;
const convolution = 4;
/** Every third layer of lfm2 is attention, the others are short convolutions. */
const isConvolution = (architecture: SizedArchitecture, layer: number): boolean =>
  architecture === 'lfm2' && layer % 3 !== 2;

/** Writes the model to `path`. */
export const generateSized = (path: string, architecture: SizedArchitecture, shape: SizedShape): void => {
  const { entries, tensors } = sizedParts(architecture, shape);
  writeGguf(path, entries, tensors);
};

/** What goes into the file. */
export const sizedParts = (
  architecture: SizedArchitecture,
  shape: SizedShape,
): { entries: Map<string, RawEntry>; tensors: Tensor[] } => ({
  entries: entriesOf(architecture, shape),
  tensors: architecture === 'mamba' ? mambaTensors(shape) : transformerTensors(architecture, shape),
});

const layersOf = ({ layers }: SizedShape): number[] => Array.from({ length: layers }, (_, layer) => layer);

const entriesOf = (architecture: SizedArchitecture, shape: SizedShape): Map<string, RawEntry> => {
  const own = new Map<string, RawEntry>([
    ['context_length', entry.uint32(131_072)],
    ['embedding_length', entry.uint32(shape.width)],
    ['block_count', entry.uint32(shape.layers)],
    ['attention.layer_norm_rms_epsilon', entry.float32(1e-6)],
    ['vocab_size', entry.uint32(shape.vocabulary)],
  ]);
  const add = (key: string, value: number): void => void own.set(key, entry.uint32(value));
  if (architecture === 'mamba') {
    add('ssm.conv_kernel', convolution);
    add('ssm.inner_size', 2 * shape.width);
    add('ssm.state_size', stateSize);
    add('ssm.time_step_rank', shape.width / 16);
  } else {
    add('feed_forward_length', shape.feedForward);
    add('attention.head_count', shape.heads);
    add('attention.head_count_kv', shape.kvHeads);
    add('attention.key_length', shape.headSize);
    add('attention.value_length', shape.headSize);
    add('rope.dimension_count', shape.headSize);
  }
  if (architecture === 'gemma3') add('attention.sliding_window', sizedWindow);
  if (architecture === 'qwen3moe') {
    add('expert_count', sizedExperts.all);
    add('expert_used_count', sizedExperts.used);
    add('expert_feed_forward_length', shape.feedForward);
  }
  if (architecture === 'lfm2') {
    add('shortconv.l_cache', 3);
    own.set(
      'attention.head_count_kv',
      entry.int32s(layersOf(shape).map((layer) => (isConvolution(architecture, layer) ? 0 : shape.kvHeads))),
    );
  }
  return new Map<string, RawEntry>([
    ['general.architecture', entry.string(architecture)],
    ['general.name', entry.string(`Sized ${architecture}`)],
    ...[...own].map(([key, value]): [string, RawEntry] => [`${architecture}.${key}`, value]),
    ...syntheticVocabulary(shape.vocabulary),
    ['tokenizer.chat_template', entry.string(chatMl)],
  ]);
};

const zeros = (): void => undefined;

const matrixOf =
  ({ type, layerTypes = [] }: SizedShape) =>
  (name: string, columns: number, rows: number, ...more: number[]): Tensor => ({
    name: `${name}.weight`,
    shape: [columns, rows, ...more],
    type: layerTypes[Number(/^blk\.(\d+)\./.exec(name)?.[1] ?? -1)] ?? type,
    fill: zeros,
  });

const floats = (name: string, size: number[], value = 1): Tensor => ({
  name,
  shape: size,
  type: 'f32',
  fill: fillWith(value),
});
const norm = (name: string, size: number): Tensor => floats(`${name}.weight`, [size]);

const ends = (shape: SizedShape, outputNorm = 'output_norm'): Tensor[] => {
  const matrix = matrixOf(shape);
  return [
    matrix('token_embd', shape.width, shape.vocabulary),
    norm(outputNorm, shape.width),
    ...(shape.isTied ? [] : [matrix('output', shape.width, shape.vocabulary)]),
  ];
};

const transformerTensors = (architecture: SizedArchitecture, shape: SizedShape): Tensor[] => {
  const { width, headSize, feedForward } = shape;
  const matrix = matrixOf(shape);
  const queries = headSize * shape.heads;
  const keys = headSize * shape.kvHeads;
  const mixer = (block: string, layer: number): Tensor[] =>
    isConvolution(architecture, layer)
      ? [
          floats(`${block}.shortconv.conv.weight`, [3, width], 0),
          matrix(`${block}.shortconv.in_proj`, width, 3 * width),
          matrix(`${block}.shortconv.out_proj`, width, width),
        ]
      : [
          matrix(`${block}.attn_q`, width, queries),
          matrix(`${block}.attn_k`, width, keys),
          matrix(`${block}.attn_v`, width, keys),
          matrix(`${block}.attn_output`, queries, width),
          ...(architecture === 'llama'
            ? []
            : [norm(`${block}.attn_q_norm`, headSize), norm(`${block}.attn_k_norm`, headSize)]),
        ];
  const { all } = sizedExperts;
  const forward = (block: string): Tensor[] =>
    architecture === 'qwen3moe'
      ? [
          floats(`${block}.ffn_gate_inp.weight`, [width, all], 0),
          matrix(`${block}.ffn_gate_exps`, width, feedForward, all),
          matrix(`${block}.ffn_up_exps`, width, feedForward, all),
          matrix(`${block}.ffn_down_exps`, feedForward, width, all),
        ]
      : [
          matrix(`${block}.ffn_gate`, width, feedForward),
          matrix(`${block}.ffn_up`, width, feedForward),
          matrix(`${block}.ffn_down`, feedForward, width),
        ];
  return [
    ...ends(shape, architecture === 'lfm2' ? 'token_embd_norm' : 'output_norm'),
    ...layersOf(shape).flatMap((layer) => {
      const block = `blk.${layer}`;
      return [
        norm(`${block}.attn_norm`, width),
        ...mixer(block, layer),
        norm(`${block}.ffn_norm`, width),
        ...forward(block),
        ...(architecture === 'gemma3'
          ? [norm(`${block}.post_attention_norm`, width), norm(`${block}.post_ffw_norm`, width)]
          : []),
      ];
    }),
  ];
};

const mambaTensors = (shape: SizedShape): Tensor[] => {
  const { width } = shape;
  const matrix = matrixOf(shape);
  const inner = 2 * width;
  const rank = width / 16;
  return [
    ...ends(shape),
    ...layersOf(shape).flatMap((layer) => {
      const block = `blk.${layer}`;
      return [
        norm(`${block}.attn_norm`, width),
        matrix(`${block}.ssm_in`, width, 2 * inner),
        floats(`${block}.ssm_conv1d.weight`, [convolution, inner], 0),
        floats(`${block}.ssm_conv1d.bias`, [inner], 0),
        matrix(`${block}.ssm_x`, inner, rank + 2 * stateSize),
        matrix(`${block}.ssm_dt`, rank, inner),
        floats(`${block}.ssm_dt.bias`, [inner], 0),
        floats(`${block}.ssm_a`, [stateSize, inner], -1),
        floats(`${block}.ssm_d`, [inner], 1),
        matrix(`${block}.ssm_out`, inner, width),
      ];
    }),
  ];
};
