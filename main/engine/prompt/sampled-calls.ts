/**
 * Puts the tokens that were sampled for an answer with calls in the place of all that the template writes of it: its own way to
 * write them is seldom that of the model to the letter.
 */
import type { LlamaModel, Token } from 'node-llama-cpp';
import type { PromptMessage } from '../../shared/engine/request.ts';
import type { CallForm } from '../calls/call-format.ts';
import { findMark, matched } from '../calls/marks.ts';
import type { PlacedPiece, PromptPiece } from './chat-template.ts';

/** The part of the library that is not public. */
interface NativeModel {
  _model: { isEogToken(token: Token): boolean };
}

/** The end of a call is looked for in this many characters behind the arguments. */
const mostBehind = 200;

/** A mark of a template. */
const marker = /<[^<>\s]{1,60}>|\[\/?[A-Z][A-Z_ ]{1,40}\]/;

export const withSampledCalls = (
  model: LlamaModel,
  pieces: readonly PromptPiece[],
  messages: readonly PromptMessage[],
  form: () => CallForm,
): PlacedPiece[] => {
  const placed: PlacedPiece[] = [];
  const done = new Set<number>();
  const last = pieces.at(-1);
  const ending = last !== undefined && 'template' in last ? last.template : '';
  let index = 0;
  while (index < pieces.length) {
    const piece = pieces[index]!;
    const message = 'content' in piece ? messages[piece.content] : undefined;
    if ('template' in piece || message?.calls === undefined || message.tokens === null) {
      placed.push(piece);
      index += 1;
      continue;
    }
    if (done.has(piece.content)) {
      // The tokens have all that the message says.
      if (piece.part === 'call') placed.push(piece);
      index += 1;
      continue;
    }
    const end = endOfMessage(pieces, index, piece.content, message.calls.length, form());
    const before = placed.at(-1);
    const header = before !== undefined && 'template' in before ? before.template : '';
    const behind = pieces[end];
    const tail = behind !== undefined && 'template' in behind ? behind.template : '';
    const tailEnd = endOfCalls(model, tail, form());
    const found = startOf(model, header, piece.text, message, form(), ending);
    if (found === null || tailEnd === null) {
      placed.push(...pieces.slice(index, end));
      index = end;
      continue;
    }
    done.add(piece.content);
    if (header !== '') {
      placed.pop();
      if (found.start > 0) placed.push({ template: header.slice(0, found.start) });
    }
    placed.push({ content: piece.content, sampled: found.tokens });
    if (tailEnd < tail.length) placed.push({ template: tail.slice(tailEnd) });
    index = end + (tail === '' ? 0 : 1);
  }
  return placed;
};

/** The index behind the last piece of the calls of a message that begins at `from`. */
const endOfMessage = (
  pieces: readonly PromptPiece[],
  from: number,
  content: number,
  calls: number,
  { format }: CallForm,
): number => {
  const { after, close } = format;
  const mark = after.trim() === '' ? close : after;
  const count = after.trim() === '' ? 1 : calls;
  let end = from + 1;
  let seen = 0;
  for (let index = end; index < pieces.length; index += 1) {
    const piece = pieces[index]!;
    if ('template' in piece) {
      // Gemma 4 writes names of calls again with their results.
      seen += mark.trim() === '' ? 0 : timesIn(piece.template, mark);
      if (seen >= count && mark.trim() !== '') return index;
      continue;
    }
    if (piece.content !== content) break;
    end = index + 1;
  }
  return end;
};

const timesIn = (text: string, mark: string): number => {
  let count = 0;
  let from = 0;
  for (;;) {
    const found = findMark(text, from, [mark]);
    if (found === null || found.end === 'partial') return count;
    count += 1;
    from = found.end;
  }
};

/** Where the template's text behind the last argument has written the end of the calls; `null` if that cannot be told. */
const endOfCalls = (model: LlamaModel, tail: string, { format }: CallForm): number | null => {
  const { after } = format;
  const close = beforeEnd(model, format.close);
  if ((after + close).trim() === '') return marker.exec(tail)?.index ?? null;
  for (let at = 0; at < Math.min(tail.length, mostBehind); at += 1) {
    const end = matched(tail, at, after + close);
    if (typeof end === 'number') return end;
  }
  return null;
};

/** A mark up to the token in it that ends an answer. */
const beforeEnd = (model: LlamaModel, mark: string): string => {
  const { _model } = model as unknown as NativeModel;
  if (mark === '') return '';
  for (const token of model.tokenize(mark, true, 'trimLeadingSpace')) {
    if (!_model.isEogToken(token)) continue;
    const at = mark.indexOf(model.detokenize([token], true));
    return at < 0 ? mark : mark.slice(0, at);
  }
  return mark;
};

/** So many characters must agree for tokens to be those of an answer. */
const compared = 64;

const solid = (text: string): string => text.replaceAll(/\s+/g, '');

/**
 * Where in `header`, the template's text before the answer, the answer begins, and which of its tokens belong there: a template may
 * leave out its thoughts. `ending`: how this prompt ends, as the one before most likely did. `text`: the first that the template writes of the answer. `null` if the tokens are those of another answer.
 */
const startOf = (
  model: LlamaModel,
  header: string,
  text: string,
  message: PromptMessage,
  { prompts, format, thoughtMarks }: CallForm,
  ending: string,
): { start: number; tokens: readonly number[] } | null => {
  const tokens = message.tokens!;
  const written = solid(model.detokenize(tokens as Token[], true));
  const isLast = (prompt: string): number => (ending.endsWith(prompt) ? prompt.length : 0);
  const likely = prompts.toSorted((one, other) => isLast(other) - isLast(one) || other.length - one.length);
  const behindPrompt = likely.flatMap((prompt) =>
    [prompt, prompt.trimEnd()].map((one) => {
      const at = one === '' ? -1 : header.lastIndexOf(one);
      return at < 0 ? -1 : at + one.length;
    }),
  );
  const mark = format.begins.trim();
  const starts = [...behindPrompt, mark === '' ? -1 : header.lastIndexOf(mark), header.length].filter(
    (start) => start >= 0,
  );
  for (const start of starts) {
    const before = solid(header.slice(start));
    // Some templates write empty thoughts that the model did not.
    for (const own of [before, thoughtMarks.reduce((rest, one) => rest.replace(solid(one), ''), before)])
      if (written.startsWith((own + solid(text)).slice(0, compared))) return { start, tokens };
  }
  for (const start of new Set(starts)) {
    const wanted = solid(header.slice(start) + text).slice(0, compared);
    const at = wanted === '' ? -1 : written.lastIndexOf(wanted);
    // Some templates leave out the text in front of calls.
    const before = solid(message.text);
    const from = written.slice(0, Math.max(0, at)).endsWith(before) ? at - before.length : at;
    const isAll = from === 0 || (at > 0 && message.reasoning === '' && before === '');
    if (isAll) return { start, tokens };
    const some = from < 0 ? null : behindCharacters(model, tokens, from);
    if (some !== null) return { start, tokens: some };
  }
  return null;
};

/** The tokens behind the first `count` characters that are no white space; `null` if no token ends there. */
const behindCharacters = (
  model: LlamaModel,
  tokens: readonly number[],
  count: number,
): readonly number[] | null => {
  let seen = 0;
  for (const [index, token] of tokens.entries()) {
    const text = solid(model.detokenize([token as Token], true));
    if (seen === count && text !== '') return tokens.slice(index);
    seen += text.length;
    if (seen > count) return null;
  }
  return null;
};
