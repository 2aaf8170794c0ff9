/** The facts that the library takes from the header of one GGUF file, small enough to be stored for every file. */
import { basename } from 'node:path';
import type { ModelKind } from '../../shared/contract/library.ts';
import type { ModelFacts } from '../../shared/contract/model.ts';
import { openFileSource } from '../../system/file-source.ts';
import { fileDigest } from '../../system/model-digest.ts';
import { lengthFault } from '../../shared/gguf/gguf-faults.ts';
import type { Told } from '../../shared/words/told.ts';
import { BadGguf, toldOf } from '../../shared/gguf/bad-gguf.ts';
import { readGgufHeader, type GgufHeader } from '../../shared/gguf/gguf-header.ts';
import { modelNameOf, plainText } from '../../shared/format/plain-text.ts';
import { kindOfName } from '../../shared/model/name-kind.ts';
import { quantizationOf } from '../../shared/model/quantization.ts';
import { digestVocabulary, type VocabularyDigest } from './vocabulary-digest.ts';

/** Raise this when the facts change: stored facts of another version are not used, and the files are read again. */
export const factsVersion = 7;

/** Facts from the header of one file. They are stored as JSON. */
export interface FileFacts extends Pick<
  ModelFacts,
  'architecture' | 'quantization' | 'trainedContextLength'
> {
  version: number;
  /** The digest of the file's content, see `fileDigest`; `null` if its header cannot be read. */
  digest: string | null;
  /** Why the file cannot be used; `null` if nothing is wrong. */
  problem: Told | null;
  /** `null` if the file is no model at all but an importance matrix. */
  kind: ModelKind | null;
  /** The name in the header; `null` if it has none. */
  name: string | null;
  parameters: number;
  /** Size of all tensors in bytes; `null` if the type of one of them is unknown. */
  tensorBytes: number | null;
  supports: { tools: boolean; reasoning: boolean };
  licence: string | null;
  /** The number of this part, from 0, and the number of parts; `null` if the model is not split. */
  split: { part: number; count: number } | null;
  /** Identifies the shape of the model: files with the same value differ only in their quantization. */
  shape: string;
  /**
   * Values per token of a model's embedding, or of the embeddings that a projector makes; `null` if the header does not say.
   */
  width: number | null;
  vocabulary: VocabularyDigest | null;
}

/** Architectures of llama.cpp (src/llama-arch.cpp, 0.5.0) that turn a text into one vector. */
const embeddingArchitectures: ReadonlySet<string> = new Set([
  'bert',
  'eurobert',
  'gemma-embedding',
  'jina-bert-v2',
  'jina-bert-v3',
  'llama-embed',
  'modern-bert',
  'neo-bert',
  'nomic-bert',
  'nomic-bert-moe',
  't5encoder',
]);

/** Architectures that only draft tokens for another model. */
const draftArchitectures: ReadonlySet<string> = new Set(['dflash', 'eagle3', 'gemma4-assistant']);

/** Facts of a file whose header cannot be read. */
export const unreadable = (problem: Told): FileFacts => ({
  version: factsVersion,
  digest: null,
  problem,
  kind: 'base',
  name: null,
  architecture: '',
  parameters: 0,
  tensorBytes: null,
  quantization: null,
  trainedContextLength: 0,
  supports: { tools: false, reasoning: false },
  licence: null,
  split: null,
  shape: '',
  width: null,
  vocabulary: null,
});

/**
 * Reads the facts from the header of a file. A damaged file has facts too: `problem` says what is wrong. Throws the system's
 * error if the file cannot be read.
 */
export const readFileFacts = async (path: string): Promise<FileFacts> => {
  const source = await openFileSource(path);
  try {
    const header = await readGgufHeader(source);
    const fault = lengthFault({ ...header, fileBytes: source.size });
    const problem = fault === null ? null : toldOf(fault, basename(path));
    return { ...factsOf(basename(path), header), digest: await fileDigest(source), problem };
  } catch (error) {
    if (error instanceof BadGguf)
      return { ...unreadable(error.told(basename(path))), kind: kindByName(basename(path)) };
    throw error;
  } finally {
    await source.close();
  }
};

const kindByName = (fileName: string): ModelKind => {
  const kind = kindOfName(fileName);
  return kind === 'other' || kind === null ? 'base' : kind;
};

const factsOf = (fileName: string, header: GgufHeader): Omit<FileFacts, 'digest' | 'problem'> => {
  const { metadata, tensors, vocabulary } = header;
  const text = (key: string, most = 200): string | null => {
    const value = metadata.get(key);
    return typeof value === 'string' ? plainText(value, most) || null : null;
  };
  const number = (key: string): number | null => {
    const value = metadata.get(key);
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  };

  const architecture = text('general.architecture') ?? '';
  const templates = [...metadata.keys()]
    .filter((key) => /^tokenizer\.chat_template(\.|$)/.test(key))
    .map((key) => String(metadata.get(key)));
  const template = templates.join('\n');
  const kind = kindOf(fileName, header, architecture, template.trim() !== '');
  const count = number('split.count') ?? 1;
  const width =
    kind === 'projector'
      ? (number('clip.vision.projection_dim') ?? number('clip.audio.projection_dim'))
      : number(`${architecture}.embedding_length`);
  const parameters = tensors.reduce(
    (sum, { dimensions }) => sum + dimensions.reduce((product, size) => product * size, 1),
    0,
  );
  return {
    version: factsVersion,
    kind,
    name: modelNameOf(metadata.get('general.name')),
    architecture,
    parameters,
    tensorBytes: tensors.reduce<number | null>(
      (sum, { bytes }) => (sum === null || bytes === null ? null : sum + bytes),
      0,
    ),
    quantization: quantizationOf(metadata.get('general.file_type'), fileName, tensors),
    trainedContextLength: number(`${architecture}.context_length`) ?? 0,
    supports: { tools: showsTools(template), reasoning: namesThoughts(template) },
    licence: licenceOf(text('general.license'), text('general.license.name')),
    split: count > 1 ? { part: number('split.no') ?? 0, count } : null,
    shape: [architecture, width, number(`${architecture}.block_count`), vocabulary?.tokens].join(' '),
    width,
    vocabulary:
      vocabulary === null
        ? null
        : digestVocabulary(
            ['model', 'pre', 'bos_token_id', 'eos_token_id']
              .map((key) => String(metadata.get(`tokenizer.ggml.${key}`)).slice(0, 100))
              .join(' '),
            vocabulary,
          ),
  };
};

/** `LLAMA_POOLING_TYPE_RANK` in llama.cpp's include/llama.h: the model scores a question and a text together. */
const rankPooling = 4;

const kindOf = (
  fileName: string,
  { metadata, tensors }: GgufHeader,
  architecture: string,
  hasTemplate: boolean,
): ModelKind | null => {
  const type = metadata.get('general.type');
  if (type === 'imatrix' || (architecture === '' && metadata.has('imatrix.datasets'))) return null;
  if (type === 'adapter' || architecture === 'controlvector') return 'adapter';
  if (type === 'mmproj' || architecture === 'clip' || kindOfName(fileName) === 'projector')
    return 'projector';
  const pooling = metadata.get(`${architecture}.pooling_type`);
  if (pooling === rankPooling) return 'reranker';
  if (embeddingArchitectures.has(architecture) || (typeof pooling === 'number' && pooling > 0))
    return 'embedding';
  if (draftArchitectures.has(architecture) || kindOfName(fileName) === 'draft') return 'draft';
  // The file has only the layers that predict tokens further ahead, without the first layer of the model.
  const hasAhead = Number(metadata.get(`${architecture}.nextn_predict_layers`) ?? 0) > 0;
  const isFirst = !((metadata.get('split.no') as number | undefined) ?? 0);
  if (hasAhead && isFirst && tensors.length > 0 && !tensors.some(({ name }) => name.startsWith('blk.0.')))
    return 'draft';
  return hasTemplate ? 'chat' : 'base';
};

/**
 * Whether a template takes a list of tools. Showing calls that were made is not enough. The time is linear in the length of the
 * template, which is untrusted.
 */
const showsTools = (template: string): boolean =>
  template
    .split(/\{[%{]/)
    .slice(1)
    .some((piece) => /(tools|functions)\b/.test(piece.split(/[%}]\}/, 1)[0]!));

/**
 * Whether a template has a place for thoughts: a tag, a variable or a message part that holds them. Only the engine runs
 * templates (engine/answer/answer-format.ts); this function searches the text.
 */
const namesThoughts = (template: string): boolean =>
  /[<[][^<>[\]\s]{0,20}(?:think|thought)[^<>[\]\s]{0,20}[>\]]|reasoning_content|enable_thinking|thinking_budget|reasoning_effort|BEGIN FINAL RESPONSE|['"]thoughts?['"]/i.test(
    template,
  );

/** If the licence is "other", its name is in a field of its own. */
const licenceOf = (licence: string | null, name: string | null): string | null =>
  licence === null || licence === 'other' ? (name ?? licence) : licence;
