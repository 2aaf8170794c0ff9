/**
 * Tokens of what people and models wrote. llama.cpp matches the user-defined tokens of a vocabulary even where it is told
 * to leave special tokens alone, and makes some itself (all that gpt-oss marks its channels with), so a typed `</think>`
 * would end thoughts. Here no text becomes a token that marks something.
 */
import type { LlamaModel, Token } from 'node-llama-cpp';

/** The tokens of a model that were looked at: the text of those that mark something, `null` for the others. */
interface KnownTokens {
  templateSource: string;
  marks: Map<Token, string | null>;
}
const known = new WeakMap<LlamaModel, KnownTokens>();

/** Where a text comes first in a prompt, tokenizers may put a space before it. */
type Place = 'start' | 'within';

/** `templateSource`: the model's chat template, which tells some marks from ordinary tags. */
export const contentTokens = (
  model: LlamaModel,
  text: string,
  place: Place,
  templateSource: string,
): Token[] => {
  const tokens = model.tokenize(text, false, place === 'within' ? 'trimLeadingSpace' : undefined);
  let mark: string | null = null;
  for (const token of tokens) if ((mark ??= markOf(model, token, templateSource)) !== null) break;
  if (mark === null) return tokens;
  const parts = partsWithout(text, mark);
  if (parts.length === 1) return tokens.filter((token) => markOf(model, token, templateSource) === null);
  return parts.flatMap((part, index) =>
    contentTokens(model, part, index === 0 ? place : 'within', templateSource),
  );
};

/** `text` cut behind the first character of each `mark` in it. */
const partsWithout = (text: string, mark: string): string[] => {
  const first = [...mark][0]!.length;
  const parts: string[] = [];
  let start = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + first)) {
    parts.push(text.slice(start, at + first));
    start = at + first;
  }
  parts.push(text.slice(start));
  // The tokenizer changed the text before it found the mark: no longer pieces than characters are safe then.
  return start === 0 ? [...text] : parts.filter((part) => part !== '');
};

/** The text of a token that marks something; `null` for a token of ordinary text. */
const markOf = (model: LlamaModel, token: Token, templateSource: string): string | null => {
  let ofModel = known.get(model);
  if (ofModel?.templateSource !== templateSource)
    known.set(model, (ofModel = { templateSource, marks: new Map() }));
  const { marks } = ofModel;
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
 * Whether a user-defined token marks something. Some are ordinary text: runs of spaces and line breaks, letters that the
 * byte-pair merges lack, tags of HTML (Gemma), which stay one token unless the chat template prints them.
 */
const isMark = (text: string, templateSource: string): boolean => {
  if (text.length < 3 || !/[<>[\]{}|｜]/.test(text)) return false;
  const tag = /^<\/?([a-z][a-z0-9]*) ?\/?>$/.exec(text)?.[1];
  return tag === undefined || !htmlElements.has(tag) || templateSource.includes(text);
};

/** Elements of HTML without `s`, whose tags end sequences in many vocabularies. */
const htmlElements: ReadonlySet<string> = new Set(
  (
    'a abbr address article aside audio b blockquote body br button canvas caption center cite code col colgroup data dd ' +
    'del details dfn div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe ' +
    'img input ins kbd label legend li link main map mark menu meta nav object ol option p picture pre q script section ' +
    'select small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time ' +
    'title tr tt u ul var video'
  ).split(' '),
);
