/**
 * What a header tells of a file that llama.cpp would load and then die of, or take minutes or all memory for: figures that
 * it asserts on, and sizes that no model has.
 */
import { fault, type GgufFault } from './bad-gguf.ts';

interface Header {
  metadata: ReadonlyMap<string, unknown>;
  /** Bytes of each tensor; `null` for a type that is not known. */
  tensors: readonly { bytes: number | null }[];
  /** Where the weights begin, and of the whole file. */
  dataOffset: number;
  fileBytes: number;
}

/** The fault, to be put behind the file's name ("is damaged: …"); `null` if there is none. */
export const faultOf = (told: Pick<Header, 'metadata'>): GgufFault | null =>
  figureFault(told) ?? mergesFault(told);

/** Gaps between tensors and behind the last one stay far below this; a tenth is for alignments of megabytes. */
const spareBytes = 64 * 1024 ** 2;

/**
 * A file that is far longer than its tensors need: llama.cpp would map and read ahead all of it. The same form as of
 * `faultOf`, but no fault of the header: what the file says of itself can still be listed.
 */
export const lengthFault = ({ tensors, dataOffset, fileBytes }: Header): GgufFault | null => {
  if (tensors.length === 0) return null;
  let needed = 0;
  for (const tensor of tensors) {
    if (tensor.bytes === null) return null;
    needed += tensor.bytes;
  }
  if (fileBytes - dataOffset <= 1.1 * needed + spareBytes) return null;
  return fault('gguf.too-long', { fileBytes, needed });
};

/** Figures of the architecture that must be at least this, for each layer or for all. */
const leastOf: Readonly<Record<string, number>> = {
  // GGML_ASSERT(eps >= 0.0f) in ggml_compute_forward_rms_norm and its like.
  'attention.layer_norm_rms_epsilon': 0,
  'attention.layer_norm_epsilon': 0,
  'attention.group_norm_epsilon': 0,
  // Divided by.
  embedding_length: 1,
  block_count: 1,
};

const figureFault = ({ metadata }: Pick<Header, 'metadata'>): GgufFault | null => {
  const architecture = metadata.get('general.architecture');
  if (typeof architecture !== 'string') return null;
  const own = `${architecture}.`;
  for (const [key, value] of metadata) {
    if (!key.startsWith(own)) continue;
    const name = key.slice(own.length);
    const figures = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'number');
    const notFinite = figures.find((one) => !Number.isFinite(one));
    if (notFinite !== undefined)
      return fault('gguf.not-finite', { key: known(name), value: String(notFinite) });
    const least = leastOf[name] ?? -Infinity;
    const tooSmall = figures.find((one) => one < least);
    if (tooSmall !== undefined) return fault('gguf.too-small', { key: name, value: tooSmall, least });
  }
  const number = (name: string): number => {
    const value = metadata.get(own + name);
    return typeof value === 'number' ? value : 0;
  };
  // GGML_ASSERT in llama_model::load_hparams.
  if (number('expert_used_count') > number('expert_count'))
    return fault('gguf.too-many-experts', {
      used: number('expert_used_count'),
      experts: number('expert_count'),
    });
  return null;
};

const [f32, f16, i8, i64, f64, bf16] = [0, 1, 24, 27, 28, 30];

/**
 * A tensor of a type in which llama.cpp cannot compute, on which ggml asserts: integers and doubles are tables at most, and what has one
 * dimension, as norms and biases, is never quantized.
 */
export const typeFault = (
  tensors: readonly { name: string; dimensions: readonly number[]; ggmlType: number }[],
): GgufFault | null => {
  const wrong = tensors.find(({ name, dimensions, ggmlType }) => {
    if (ggmlType === f32 || ggmlType === f16 || ggmlType === bf16) return false;
    if ((ggmlType >= i8 && ggmlType <= i64) || ggmlType === f64)
      return isWeight(name) && !/_tid2eid\b/.test(name);
    return dimensions.length === 1 && isWeight(name);
  });
  return wrong === undefined
    ? null
    : fault('gguf.bad-type', { tensor: /^[\w.]{1,60}$/.test(wrong.name) ? wrong.name : '…' });
};

const isWeight = (name: string): boolean => /\.(weight|bias)$/.test(name);

/** A key of a damaged file may be anything. */
const known = (name: string): string => (/^[a-z0-9_.]{1,60}$/.test(name) ? name : 'metadata');

/**
 * llama.cpp takes 20 s for a million merges. The largest vocabularies known have 515,000 (Gemma 4), and two for each token.
 */
const mergesFault = ({ metadata }: Pick<Header, 'metadata'>): GgufFault | null => {
  const merges = itemsOf(metadata.get('tokenizer.ggml.merges'));
  const tokens = itemsOf(metadata.get('tokenizer.ggml.tokens'));
  if (merges <= 100_000 || (merges <= 8 * tokens && merges < 1_000_000)) return null;
  return fault('gguf.too-many-merges', { merges, tokens });
};

const itemsOf = (list: unknown): number => {
  if (Array.isArray(list)) return list.length;
  const items: unknown = (list as { items?: unknown } | undefined)?.items;
  return typeof items === 'number' ? items : 0;
};
