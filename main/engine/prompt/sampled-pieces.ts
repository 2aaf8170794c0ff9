/**
 * Replaces the text of earlier answers by the tokens that were sampled for it, so that the KV cache of thoughts and answers
 * serves the next prompt: tokenising the text again may split it differently.
 */
import type { LlamaModel, Token } from 'node-llama-cpp';
import type { PromptMessage } from '../../shared/engine/request.ts';
import type { CallForm } from '../calls/call-format.ts';
import type { PlacedPiece, PromptPiece } from './chat-template.ts';
import { withSampledCalls } from './sampled-calls.ts';
import { areOfVocabulary } from './vocabulary.ts';

/** `form`: how the template writes calls. */
export const withSampledTokens = (
  model: LlamaModel,
  rendered: readonly PromptPiece[],
  given: readonly PromptMessage[],
  form: () => CallForm,
): PlacedPiece[] => {
  const messages = withoutForeignTokens(model, given);
  const pieces = withSampledCalls(model, rendered, messages, form);
  const placed: PlacedPiece[] = [];
  for (let index = 0; index < pieces.length; index++) {
    const piece = pieces[index]!;
    if ('template' in piece || 'sampled' in piece) {
      placed.push(piece);
      continue;
    }
    const message = messages[piece.content] ?? null;
    if (message === null || message.tokens === null || message.calls !== undefined) {
      placed.push(piece);
      continue;
    }
    if (message.reasoning === '') {
      const isKnown = isWhole(piece.text, message.text);
      placed.push(isKnown ? { content: piece.content, sampled: message.tokens } : piece);
      continue;
    }
    if (piece.part === 'text') {
      const sampled = tokensAtEnd(model, message.tokens, piece.text);
      placed.push(sampled === null ? piece : { content: piece.content, sampled });
      continue;
    }
    // Thoughts with what follows them: the template's mark, and the text.
    const [mark, text] = [pieces[index + 1], pieces[index + 2]];
    const hasText = mark !== undefined && text !== undefined && 'template' in mark && 'part' in text;
    const isOfThis = hasText && text.content === piece.content;
    const before = placed.at(-1);
    const header = before !== undefined && 'template' in before ? before.template : '';
    const whole = header + piece.text + (isOfThis ? mark.template + text.text : '');
    const sampled = withoutSpaceAtEnd(model, message.tokens);
    const written = model.detokenize(sampled as Token[], true);
    const start = whole.length - written.length;
    // The model's tokens may begin with the mark that opens thoughts, which the template writes there.
    if (written === '' || start < 0 || start > header.length || !whole.endsWith(written)) {
      placed.push(piece);
      continue;
    }
    if (header !== '') {
      placed.pop();
      if (start > 0) placed.push({ template: header.slice(0, start) });
    }
    placed.push({ content: piece.content, sampled });
    if (isOfThis) index += 2;
  }
  return placed;
};

/** Tokens that are not in the vocabulary were damaged in storage, so the text is tokenised instead. */
const withoutForeignTokens = (model: LlamaModel, messages: readonly PromptMessage[]): PromptMessage[] =>
  messages.map((message) =>
    message.tokens !== null && !areOfVocabulary(model, message.tokens)
      ? { ...message, tokens: null }
      : message,
  );

/** The template prints the whole text, except for white space at its ends. */
const isWhole = (printed: string, text: string): boolean => printed === text || printed === text.trim();

/** The last of `tokens` that make up `text`; `null` if no token begins where it does. */
const tokensAtEnd = (model: LlamaModel, tokens: readonly number[], text: string): number[] | null => {
  const some = withoutSpaceAtEnd(model, tokens);
  let length = 0;
  for (let at = some.length - 1; at >= 0 && length < text.length; at--) {
    length += model.detokenize([some[at] as Token], true).length;
    if (length < text.length) continue;
    const end = some.slice(at);
    return model.detokenize(end as Token[], true) === text ? end : null;
  }
  return null;
};

const withoutSpaceAtEnd = (model: LlamaModel, tokens: readonly number[]): number[] => {
  let end = tokens.length;
  while (end > 0 && model.detokenize([tokens[end - 1] as Token], true).trim() === '') end--;
  return tokens.slice(0, end);
};
