/**
 * Asks llama.cpp which kinds of matrices it copies on this processor (`shared/memory/copies.ts`). For each kind, it loads a
 * model of about 200 kB that has one such matrix, mapped from its file, and measures the buffers; their bytes beyond those of
 * the file are the copy. This takes about 5 ms per kind, so nothing is stored that could become outdated.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LlamaLogLevel, type Llama } from 'node-llama-cpp';
import { tensorBytes } from '../../shared/gguf/ggml-types.ts';
import { parseKind, type Copies, type MatrixKind } from '../../shared/memory/copies.ts';
import { entry, writeGguf, type RawEntry, type Tensor } from './write-gguf.ts';

/** The part of the library's addon that is not public; only it tells the sizes of buffers. */
interface Addon {
  AddonModel: new (
    path: string,
    options: { gpuLayers: number; useMmap: boolean },
  ) => {
    init: () => Promise<boolean>;
    getMemoryBreakdown: () => { cpuRam: number };
    dispose: () => Promise<void>;
  };
}

const known: Record<string, number> = {};
let asking: Promise<void> = Promise.resolve();

/**
 * Everything known so far, including `kinds`; `null` if llama.cpp cannot be asked. It holds for llama.cpp on the processor:
 * with a GPU, llama.cpp copies none of the weights that stay in RAM.
 */
export const copiesOf = (llama: Llama, kinds: readonly string[]): Promise<Copies | null> => {
  const asked = asking.then(() => ask(llama, kinds));
  asking = asked.then(
    () => undefined,
    () => undefined,
  );
  return asked.then(
    () => ({ ...known }),
    () => null,
  );
};

const ask = async (llama: Llama, kinds: readonly string[]): Promise<void> => {
  const unknown = kinds.filter((kind) => !(kind in known));
  if (unknown.length === 0) return;
  const { AddonModel } = (llama as unknown as { _bindings: Addon })._bindings;
  const folder = mkdtempSync(join(tmpdir(), 'hearth-matrix-'));
  const { logLevel } = llama;
  // llama.cpp warns about models without a vocabulary.
  llama.logLevel = LlamaLogLevel.fatal;
  try {
    for (const name of unknown) {
      const kind = parseKind(name);
      const path = join(folder, 'model.gguf');
      const written = kind && writeModelWith(kind, path);
      // A type that is unknown here, or that llama.cpp does not load, so no model that has it can be loaded either.
      known[name] = 0;
      if (written === null) continue;
      const model = new AddonModel(path, { gpuLayers: 0, useMmap: true });
      if (!(await model.init())) continue;
      const { cpuRam } = model.getMemoryBreakdown();
      await model.dispose();
      known[name] = Math.max(0, cpuRam - written.allBytes) / written.matrixBytes;
    }
  } finally {
    llama.logLevel = logLevel;
    rmSync(folder, { recursive: true, force: true });
  }
};

const experts = 2;
const narrow = 32;
const padded = (bytes: number): number => Math.ceil(bytes / 32) * 32;

/**
 * Writes a Llama model with one layer in f32, whose queries, or the gates of whose experts, are of that kind. Returns the bytes
 * of all its tensors and of those of the kind's type; `null` if ggml's type is unknown here.
 */
const writeModelWith = (
  { type, columns, rows, isExperts }: MatrixKind,
  path: string,
): { allBytes: number; matrixBytes: number } | null => {
  const head = isExperts ? narrow : rows;
  const forward = isExperts ? rows : narrow;
  const layer = (name: string, ...shape: number[]): Tensor => ({
    name: `blk.0.${name}.weight`,
    shape,
    type: 0,
    fill: () => undefined,
  });
  const ending = isExperts ? '_exps' : '';
  const each = isExperts ? [experts] : [];
  const tensors: Tensor[] = [
    { ...layer('', columns, narrow), name: 'token_embd.weight' },
    { ...layer('', columns), name: 'output_norm.weight' },
    { ...layer('', columns, narrow), name: 'output.weight' },
    layer('attn_norm', columns),
    { ...layer('attn_q', columns, head), type: isExperts ? 0 : type },
    layer('attn_k', columns, head),
    layer('attn_v', columns, head),
    layer('attn_output', head, columns),
    layer('ffn_norm', columns),
    ...(isExperts ? [layer('ffn_gate_inp', columns, experts)] : []),
    { ...layer(`ffn_gate${ending}`, columns, forward, ...each), type: isExperts ? type : 0 },
    layer(`ffn_up${ending}`, columns, forward, ...each),
    layer(`ffn_down${ending}`, forward, columns, ...each),
  ];
  const sizes = tensors.map((tensor) => tensorBytes(Number(tensor.type), tensor.shape));
  if (sizes.includes(null)) return null;
  const own = new Map<string, RawEntry>(
    Object.entries({
      context_length: 64,
      embedding_length: columns,
      block_count: 1,
      feed_forward_length: forward,
      'attention.head_count': 1,
      'attention.head_count_kv': 1,
      'attention.key_length': head,
      'attention.value_length': head,
      'rope.dimension_count': head,
      vocab_size: narrow,
      ...(isExperts
        ? { expert_count: experts, expert_used_count: 1, expert_feed_forward_length: forward }
        : {}),
    }).map(([key, value]) => [`llama.${key}`, entry.uint32(value)]),
  );
  writeGguf(
    path,
    new Map([
      ['general.architecture', entry.string('llama')],
      ...own,
      ['llama.attention.layer_norm_rms_epsilon', entry.float32(1e-5)],
      ['tokenizer.ggml.model', entry.string('no_vocab')],
    ]),
    tensors,
  );
  const sum = (bytes: (number | null)[]): number =>
    bytes.reduce<number>((all, one) => all + padded(one ?? 0), 0);
  const isOfType = (_: unknown, index: number): boolean =>
    tensors[index]!.type === type && tensors[index]!.shape.length > 1 && index > 0;
  return { allBytes: sum(sizes), matrixBytes: sum(sizes.filter(isOfType)) };
};
