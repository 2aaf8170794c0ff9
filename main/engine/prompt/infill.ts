/**
 * Prompts that ask for what belongs between two texts (fill in the middle), with the marks of the vocabulary. The order of everything
 * is that of llama-server's `/infill` (tools/server/server-common.cpp, `format_prompt_infill`): the repository and the other files,
 * then prefix, suffix and the mark of the middle, or the suffix first.
 */
import type { LlamaModel, Token } from 'node-llama-cpp';
import type { RawPrompt } from '../../shared/engine/request.ts';

/** The marks of a vocabulary; `null`: it has none. */
export interface InfillMarks {
  prefix: Token;
  suffix: Token;
  middle: Token;
  /** Begins the name of the repository. */
  repository: Token | null;
  /** Begins the name of a file. */
  file: Token | null;
}

/** Reads texts into tokens. */
export interface TokenReader {
  /** Special tokens that the text names are text. */
  plain: (text: string) => Token[];
  /** Special tokens that the text names are read as such. */
  special: (text: string) => Token[];
}

/** As llama.cpp finds them by their names (src/llama-vocab.cpp). */
const repositoryNames = ['<|fim_repo|>', '<|repo_name|>', '<fim-repo>', '<REPO>', '<reponame>'];
const fileNames = ['<|file_sep|>'];

/** The names that llama-server gives to what the client does not name. */
const unnamed = { repository: 'myproject', file: 'filename' };

/** Separates other files in a vocabulary without a mark for them. */
const snippet = '\n\n--- snippet ---\n\n';

/** The marks of a model's vocabulary; `null` if it was not trained to fill gaps. */
export const infillMarks = (model: LlamaModel): InfillMarks | null => {
  const { prefix, suffix, middle } = model.tokens.infill;
  if (prefix === null || suffix === null || middle === null) return null;
  const { fim_rep_token_id: repository, fim_sep_token_id: file } =
    (model.fileInfo.metadata as { tokenizer?: { ggml?: Record<string, unknown> } }).tokenizer?.ggml ?? {};
  return {
    prefix,
    suffix,
    middle,
    repository: tokenOf(model, repository, repositoryNames),
    file: tokenOf(model, file, fileNames),
  };
};

const tokenOf = (model: LlamaModel, id: unknown, names: readonly string[]): Token | null => {
  if (typeof id === 'number') return id as Token;
  for (const name of names) {
    const [token, ...others] = model.tokenize(name, true);
    if (token === undefined || others.length > 0) continue;
    if (model.getTokenAttributes(token).control) return token;
  }
  return null;
};

/** Texts are cut by multiples of this, so that a prompt keeps its beginning while the user types. */
const cutStep = 256;

/** The share of the room that the prefix may take of a gap that does not fit. */
const prefixShare = 0.75;

/**
 * The tokens of a gap within `room` tokens: of the other files and of the prefix the end is kept, of the suffix the beginning. Only a
 * `prompt` that is too long by itself exceeds it.
 */
export const infillTokens = (
  marks: InfillMarks,
  { prefix, suffix, prompt, extra, suffixFirst }: Extract<RawPrompt, { kind: 'infill' }>,
  room: number,
  read: TokenReader,
): Token[] => {
  const typed = read.special(prompt);
  const left = Math.max(0, room - typed.length - 3);
  const [before, behind] = [read.plain(prefix), read.plain(suffix)];
  const mostBehind = Math.max(left - before.length, Math.floor(left * (1 - prefixShare)));
  const keptBehind = behind.slice(0, mostBehind);
  const keptBefore = endOf(before, left - keptBehind.length);
  const others = endOf(otherFiles(marks, extra, read), left - keptBehind.length - keptBefore.length);
  const parts = [
    [marks.prefix, ...keptBefore, ...typed],
    [marks.suffix, ...keptBehind],
  ];
  if (suffixFirst === true) parts.reverse();
  return [...others, ...parts.flat(), marks.middle];
};

/** At most `most` tokens of the end. */
const endOf = (tokens: Token[], most: number): Token[] =>
  tokens.length <= most ? tokens : tokens.slice(Math.ceil((tokens.length - most) / cutStep) * cutStep);

const otherFiles = (
  { repository, file }: InfillMarks,
  extra: readonly { name: string; text: string }[],
  read: TokenReader,
): Token[] => {
  const tokens: Token[] = [];
  const add = (more: readonly Token[]): void => {
    for (const token of more) tokens.push(token);
  };
  if (repository !== null) add([repository, ...read.plain(`${unnamed.repository}\n`)]);
  for (const { name, text } of extra) {
    if (file === null) add(read.plain(snippet));
    else add([file, ...read.plain(`${name}\n`)]);
    add(read.plain(text));
  }
  if (file !== null) add([file, ...read.plain(`${unnamed.file}\n`)]);
  return tokens;
};
