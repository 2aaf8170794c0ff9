/**
 * Looks into a model file before anything is unloaded for it. Runs in a process of its own, so that a file which
 * makes native code abort takes nothing with it.
 */
import type { Told } from '../../shared/words/told.ts';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { readGgufFileInfo, type GgufFileInfo } from 'node-llama-cpp';
import type { ModelFacts } from '../../shared/contract/model.ts';
import type { ToEngine } from '../../shared/engine/protocol.ts';
import { samplingWith, type Sampling } from '../../shared/settings/sampling.ts';
import { openFileSource } from '../../system/file-source.ts';
import { readIdentity } from '../../system/model-digest.ts';
import { say } from '../../shared/words/catalogue.ts';
import { BadGguf } from '../../shared/gguf/bad-gguf.ts';
import { readGgufHeader, type GgufHeader } from '../../shared/gguf/gguf-header.ts';
import { lengthFault } from '../../shared/gguf/gguf-faults.ts';
import { weightsFault } from '../../shared/gguf/gguf-weights.ts';
import { modelNameOf, plainText } from '../../shared/format/plain-text.ts';
import { quantizationOf } from '../../shared/model/quantization.ts';
import { titleOfName } from '../../shared/gguf/split-name.ts';
import { supportedArchitectures } from './architectures.ts';
import { dryLoad } from './dry-load.ts';
import { startCpu, takeNativeErrors } from './backend.ts';
import { TemplateError } from '../jinja/errors.ts';
import { parseChatTemplate, sentencePart, type ChatTemplate } from '../prompt/chat-template.ts';
import { RefusedFile } from '../process/refused-file.ts';
import { checkVocabulary } from '../prompt/vocabulary.ts';

/** What the header of a GGUF says. Throws `RefusedFile` where it is not a GGUF that can be read. */
export const readFacts = async (path: string): Promise<ModelFacts & { info: GgufFileInfo }> => {
  const name = basename(path);
  await checkIsFile(path);
  const header = await checkedHeader(path);
  let info: GgufFileInfo;
  try {
    info = await readGgufFileInfo(path, { sourceType: 'filesystem', logWarnings: false });
  } catch {
    throw new RefusedFile(say('engine.file-damaged', { name }));
  }
  const metadata = info.metadata as GgufMetadata;
  const architecture = architectureOf(info);
  if (architecture === null) throw new RefusedFile(say('engine.no-architecture', { name }));
  return {
    path: resolve(path),
    ...(await readIdentity(path)),
    name: modelNameOf(metadata.general?.name) ?? plainText(titleOfName(name), 100),
    architecture: plainText(architecture, 100),
    quantization: quantizationOf(header.metadata.get('general.file_type'), name, header.tensors),
    trainedContextLength: Number(info.architectureMetadata?.context_length ?? 0),
    info,
  };
};

const architectureOf = ({ metadata }: GgufFileInfo): string | null => {
  const { architecture } = (metadata as GgufMetadata).general ?? {};
  return typeof architecture === 'string' ? architecture : null;
};

/** The few keys Hearth reads; the files may hold anything. */
interface GgufMetadata {
  general?: {
    architecture?: unknown;
    name?: unknown;
    sampling?: Record<string, unknown>;
  };
  tokenizer?: { chat_template?: string; 'chat_template.tool_use'?: string };
}

/** The sampling that the model's authors recommend (`general.sampling.*`), as far as the file gives it within range. */
export const recommendedSampling = (info: GgufFileInfo): Sampling => {
  const said = (info.metadata as GgufMetadata).general?.sampling ?? {};
  return samplingWith((_, entry) => {
    if (entry.fileKey === null) return null;
    const value = said[entry.fileKey];
    return typeof value === 'number' && value >= entry.from && value <= entry.to ? value : null;
  });
};

/**
 * The model's Jinja template, or the user's in place of it; empty without one. A file that has only a template for tools
 * is used with that one, as llama.cpp does.
 */
export const chatTemplateOf = (info: GgufFileInfo, override: string | null): string => {
  const tokenizer = (info.metadata as GgufMetadata).tokenizer ?? {};
  const source = [override, tokenizer.chat_template, tokenizer['chat_template.tool_use']].find(
    (one) => typeof one === 'string',
  );
  return source?.trim() ?? '';
};

/**
 * Checks that llama.cpp can use the file: header, architecture, and that all tensors lie within the file; for chat its
 * template, or, where it is to guess for the model at `guessesFor`, its vocabulary. Throws `RefusedFile` with one
 * sentence otherwise.
 */
export const inspect = async ({
  path,
  guessesFor,
  chatTemplate,
}: Omit<Extract<ToEngine, { kind: 'inspect' }>, 'kind'>): Promise<ModelFacts> => {
  const { info, ...facts } = await readFacts(path);
  const name = basename(path);
  const llama = await startCpu();
  if (Number(info.totalTensorCount) === 0) throw new RefusedFile(say('library.no-weights', { name }));
  // llama.cpp says it too, but in a line of its log that may come late, or not at all after other failures.
  const supported = supportedArchitectures(llama);
  if (supported !== null && !supported.includes(architectureOf(info) ?? ''))
    throw new RefusedFile(say('library.unsupported', { architecture: facts.architecture }));
  try {
    // llama.cpp reads header, architecture, tokenizer and every tensor's place here, but no weights. Nothing is disposed
    // of: the process ends with its answer, and the library's own disposing waits for good, now and then, for what a model
    // that did not load has left to the garbage collector. A model that only guesses for another needs that one to be laid out.
    if (guessesFor === null) await dryLoad(llama, path);
    else await llama.loadModel({ modelPath: path, vocabOnly: true });
  } catch (error) {
    throw await explainLoadFailure(name, facts.architecture, error);
  }
  if (guessesFor === null) openTemplate(name, chatTemplateOf(info, chatTemplate), chatTemplate !== null);
  else checkVocabulary({ name: facts.name, info }, await readFacts(guessesFor));
  return facts;
};

/**
 * The chat template of the model in the file `name`. Throws `RefusedFile` with one sentence if there is none or it cannot
 * be used. `isOwn`: the user set it.
 */
export const openTemplate = (
  name: string,
  source: string,
  isOwn: boolean,
  { bos, eos }: { bos: string; eos: string } = { bos: '', eos: '' },
): ChatTemplate => {
  if (source === '') throw new RefusedFile(say('engine.no-template', { name }));
  try {
    return parseChatTemplate(source, bos, eos);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const reason = sentencePart(error);
    throw new RefusedFile(
      say(isOwn ? 'engine.own-template-failed' : 'engine.template-failed', { name, reason }),
      {
        cause: error,
      },
    );
  }
};

/** One sentence from what llama.cpp said when it could not load `name`, and whether it had to do with memory. */
export const explainLoadFailure = async (
  name: string,
  architecture: string,
  error: unknown,
): Promise<RefusedFile> => {
  const refused = (told: Told, isMemory = false): RefusedFile =>
    new RefusedFile(told, { cause: error, isMemory });
  const text = [...(await takeNativeErrors()), String(error)].join('\n');
  if (/unknown (model )?architecture/i.test(text))
    return refused(say('library.unsupported', { architecture }));
  if (/file bounds|corrupted or incomplete|failed to read|unexpected end/i.test(text))
    return refused(say('engine.file-damaged', { name }));
  if (/insufficient|not enough|out of memory|failed to allocate|unable to allocate|bad_alloc/i.test(text))
    return refused(say('engine.no-memory', { name }), true);
  const reason = /error loading model: (.+)/.exec(text)?.[1] ?? String(error).replace(/^Error: /, '');
  return refused(say('engine.load-failed', { name, reason: reason.replace(/[.\s]+$/, '') }));
};

/** Throws `RefusedFile` if there is no ordinary file at `path`. */
const checkIsFile = async (path: string): Promise<void> => {
  const name = basename(path);
  let found;
  try {
    found = await stat(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EACCES' || code === 'EPERM')
      throw new RefusedFile(say('engine.file-not-permitted', { name }));
    throw new RefusedFile(say('library.no-such-file', { path }));
  }
  if (found.isDirectory()) throw new RefusedFile(say('engine.is-a-folder', { path }));
  if (!found.isFile()) throw new RefusedFile(say('library.not-a-file', { path }));
};

/** Refuses a header that is not as it should be before the library's reader, which believes all of it, gets to see it. */
const checkedHeader = async (path: string): Promise<GgufHeader> => {
  const name = basename(path);
  const source = await openFileSource(path).catch(() => {
    throw new RefusedFile(say('engine.file-not-permitted', { name }));
  });
  try {
    const header = await readGgufHeader(source);
    const fault = lengthFault({ ...header, fileBytes: source.size }) ?? (await weightsFault(source, header));
    if (fault !== null) throw new BadGguf(fault);
    return header;
  } catch (error) {
    throw error instanceof BadGguf ? new RefusedFile(error.told(name)) : error;
  } finally {
    await source.close();
  }
};
