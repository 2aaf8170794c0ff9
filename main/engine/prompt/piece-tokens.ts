/**
 * Tokenises the pieces of a prompt as llama.cpp would tokenise the whole: a piece alone may get a leading space that it does
 * not have within a prompt.
 */
import type { LlamaModel, Token } from 'node-llama-cpp';
import { SpecialNames } from './special-names.ts';
import { inSteps } from './steps.ts';
import { longestPart, partsOf } from './text-parts.ts';
import { TokenMemory } from './token-memory.ts';

/** What is known about a model's tokens. */
interface Known {
  templateSource: string;
  /** The text of each token that is a mark, `null` for all others. */
  marks: Map<Token, string | null>;
  /** The tokens of parts of long texts: at the start of a text or after a special token, and after ordinary text. */
  atStart: TokenMemory;
  behindText: TokenMemory;
  /** The same of texts whose special tokens are read as such. */
  specialAtStart: TokenMemory;
  specialBehindText: TokenMemory;
  /** `null` until a text is read in which they count. */
  names: SpecialNames | null;
}

/** UTF-16 code units of texts with special tokens that are remembered. */
const mostSpecialCharacters = 2_000_000;
const known = new WeakMap<LlamaModel, Known>();

const knownOf = (model: LlamaModel, templateSource: string): Known => {
  let ofModel = known.get(model);
  if (ofModel?.templateSource !== templateSource) {
    ofModel = {
      templateSource,
      marks: new Map(),
      atStart: new TokenMemory(),
      behindText: new TokenMemory(),
      specialAtStart: new TokenMemory(mostSpecialCharacters),
      specialBehindText: new TokenMemory(mostSpecialCharacters),
      names: null,
    };
    known.set(model, ofModel);
  }
  return ofModel;
};

/** The tokens of a template's own text after the token `after`, or at the start of a prompt. */
export const templateTokens = (model: LlamaModel, text: string, after: Token | undefined): Token[] =>
  tokensBehind(model, text, true, after);

/**
 * The tokens of text from people and models, none of which is a mark. llama.cpp matches user-defined tokens of a vocabulary
 * even if it is told to ignore special tokens, and creates some itself (gpt-oss's channel marks), so a typed `</think>` would
 * end thoughts. `templateSource`: the model's chat template, which tells marks from ordinary tags.
 *
 * Long texts are tokenised in parts (text-parts.ts), whose tokens are remembered.
 */
export const contentTokens = (
  model: LlamaModel,
  text: string,
  after: Token | undefined,
  templateSource: string,
): Token[] => {
  if (text.length <= longestPart) return tokensWithoutMarks(model, text, after, templateSource);
  const tokens: Token[] = [];
  for (const part of partsOf(text))
    for (const token of partTokens(model, part, tokens.at(-1) ?? after, templateSource)) tokens.push(token);
  return tokens;
};

/** The number of tokens of a text at the start of a prompt. Other work of this process continues meanwhile. */
export const countTokens = async (
  model: LlamaModel,
  text: string,
  templateSource: string,
): Promise<number> => {
  let count = 0;
  await inSteps(stepwise(contentParts(model, text, templateSource), (tokens) => (count += tokens.length)));
  return count;
};

/** The tokens of a text at the start of a prompt. Other work of this process continues meanwhile. */
export const tokensInSteps = async (
  model: LlamaModel,
  text: string,
  templateSource: string,
  readsSpecial: boolean,
): Promise<Token[]> => {
  const all: Token[] = [];
  const parts = readsSpecial ? specialParts : contentParts;
  const add = (tokens: readonly Token[]): void => {
    for (const token of tokens) all.push(token);
  };
  await inSteps(stepwise(parts(model, text, templateSource), add));
  return all;
};

/** The tokens of text in which the names of special tokens stand for these. */
export const specialTokens = (
  model: LlamaModel,
  text: string,
  after: Token | undefined,
  templateSource: string,
): Token[] => {
  const tokens: Token[] = [];
  for (const part of specialParts(model, text, templateSource, after))
    for (const token of part) tokens.push(token);
  return tokens;
};

const stepwise = function* <Part>(parts: Iterable<Part>, take: (part: Part) => void): Generator<void> {
  for (const part of parts) yield take(part);
};

const contentParts = function* (
  model: LlamaModel,
  text: string,
  templateSource: string,
): Generator<readonly Token[]> {
  let last: Token | undefined;
  for (const part of partsOf(text)) {
    const tokens = partTokens(model, part, last, templateSource);
    last = tokens.at(-1) ?? last;
    yield tokens;
  }
};

const specialParts = function* (
  model: LlamaModel,
  text: string,
  templateSource: string,
  after?: Token,
): Generator<readonly Token[]> {
  const ofModel = knownOf(model, templateSource);
  const names = (ofModel.names ??= new SpecialNames(model));
  let last = after;
  for (const part of partsOf(text, (end, start) => names.whole(text, end, start))) {
    const memory = followsText(model, last) ? ofModel.specialBehindText : ofModel.specialAtStart;
    const tokens = memory.of(part, () => tokensBehind(model, part, true, last));
    last = tokens.at(-1) ?? last;
    yield tokens;
  }
};

const partTokens = (
  model: LlamaModel,
  part: string,
  after: Token | undefined,
  templateSource: string,
): readonly Token[] => {
  const { atStart, behindText } = knownOf(model, templateSource);
  const memory = followsText(model, after) ? behindText : atStart;
  return memory.of(part, () => tokensWithoutMarks(model, part, after, templateSource));
};

const tokensWithoutMarks = (
  model: LlamaModel,
  text: string,
  after: Token | undefined,
  templateSource: string,
): Token[] => {
  const tokens = tokensBehind(model, text, false, after);
  let mark: string | null = null;
  for (const token of tokens) if ((mark ??= markOf(model, token, templateSource)) !== null) break;
  if (mark === null) return tokens;
  const parts = partsWithout(text, mark);
  if (parts.length === 1) return tokens.filter((token) => markOf(model, token, templateSource) === null);
  const safe: Token[] = [];
  for (const part of parts)
    for (const token of tokensWithoutMarks(model, part, safe.at(-1) ?? after, templateSource))
      safe.push(token);
  return safe;
};

/** Whether `token` has its own leading space after `after`. */
export const beginsWithSpace = (
  model: LlamaModel,
  token: number | undefined,
  after: Token | undefined,
): boolean => {
  if (token === undefined || after === undefined) return false;
  // Alone, some tokenizers drop the space.
  const before = model.detokenize([after], true);
  return model
    .detokenize([after, token as Token], true)
    .slice(before.length)
    .startsWith(' ');
};

/**
 * SentencePiece vocabularies put a space before a text at the start or after a special token, and nowhere else. Text that
 * follows ordinary text is therefore tokenised after a line break, which merges with nothing in these vocabularies.
 */
const tokensBehind = (
  model: LlamaModel,
  text: string,
  special: boolean,
  after: Token | undefined,
): Token[] => {
  if (!followsText(model, after)) return model.tokenize(text, special);
  const lineBreak = model.tokenize('\n', special);
  const tokens = model.tokenize(`\n${text}`, special);
  return lineBreak.every((token, index) => tokens[index] === token)
    ? tokens.slice(lineBreak.length)
    : model.tokenize(text, special);
};

/** Whether a text after the token `after` is tokenised as the middle of one, in a vocabulary in which that differs. */
const followsText = (model: LlamaModel, after: Token | undefined): boolean =>
  after !== undefined && addsSpaces(model) && !isSpecial(model, after);

const spacing = new WeakMap<LlamaModel, boolean>();

const addsSpaces = (model: LlamaModel): boolean => {
  let adds = spacing.get(model);
  if (adds === undefined) {
    const apart = [...model.tokenize('\n', false), ...model.tokenize('a', false)];
    adds = model.tokenize('\na', false).join() !== apart.join();
    spacing.set(model, adds);
  }
  return adds;
};

const isSpecial = (model: LlamaModel, token: Token): boolean => {
  const { control, userDefined } = model.getTokenAttributes(token);
  return control || userDefined;
};

/** `text` cut after the first character of each `mark` in it. */
const partsWithout = (text: string, mark: string): string[] => {
  const first = [...mark][0]!.length;
  const parts: string[] = [];
  let start = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + first)) {
    parts.push(text.slice(start, at + first));
    start = at + first;
  }
  parts.push(text.slice(start));
  // The tokenizer changed the text before it found the mark, so only single characters are safe.
  return start === 0 ? [...text] : parts.filter((part) => part !== '');
};

/** The text of a token that is a mark; `null` for a token of ordinary text. */
const markOf = (model: LlamaModel, token: Token, templateSource: string): string | null => {
  const { marks } = knownOf(model, templateSource);
  let mark = marks.get(token);
  if (mark === undefined) {
    const { control, userDefined } = model.getTokenAttributes(token);
    mark = null;
    if (control || userDefined) {
      const text = model.detokenize([token], true);
      if (text.length > 1 && (control || isMark(text, templateSource))) mark = text;
    }
    marks.set(token, mark);
  }
  return mark;
};

/**
 * Whether a user-defined token is a mark. Some are ordinary text: runs of spaces and line breaks, letters that the byte-pair
 * merges lack, and HTML tags (Gemma), which stay one token unless the chat template prints them.
 */
const isMark = (text: string, templateSource: string): boolean => {
  if (text.length < 3 || !/[<>[\]{}|｜]/.test(text)) return false;
  const tag = /^<\/?([a-z][a-z0-9]*) ?\/?>$/.exec(text)?.[1];
  return tag === undefined || !htmlElements.has(tag) || templateSource.includes(text);
};

/** HTML elements without `s`, whose tags end sequences in many vocabularies. */
const htmlElements: ReadonlySet<string> = new Set(
  (
    'a abbr address article aside audio b blockquote body br button canvas caption center cite code col colgroup data dd ' +
    'del details dfn div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe ' +
    'img input ins kbd label legend li link main map mark menu meta nav object ol option p picture pre q script section ' +
    'select small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time ' +
    'title tr tt u ul var video'
  ).split(' '),
);
