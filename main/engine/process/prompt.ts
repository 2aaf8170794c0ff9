/** Turns messages into the exact tokens of the prompt. */
import type { LlamaModel, Token } from 'node-llama-cpp';
import type { PromptMessage } from '../protocol.ts';
import { contentTokens } from './content-tokens.ts';
import { TemplateError } from '../jinja/errors.ts';
import { sentencePart, type ChatTemplate, type PromptPiece, type ThinkingChoice } from './chat-template.ts';
import { RefusedFile } from './refused-file.ts';

/** Tokens from the end of the span before to `end` came from one place of the chat. */
export interface Span {
  /** `null` for the template's own text and for the system prompt. */
  messageId: string | null;
  kind: 'template' | 'system' | 'question' | 'answer' | 'reasoning';
  end: number;
}

export interface Prompt {
  tokens: Token[];
  spans: Span[];
  /** The template's own text at the end, behind the last message: it may open the model's reasoning. */
  ending: string;
}

/**
 * The prompt that asks the model for its next answer to `messages`, the last of which is the user's. Throws
 * `RefusedFile` with a sentence if the model's template refuses them.
 */
export const renderPrompt = (
  model: LlamaModel,
  template: ChatTemplate,
  messages: PromptMessage[],
  thinking?: ThinkingChoice,
): Prompt => {
  const tokens: Token[] = [];
  const spans: Span[] = [];
  let ending = '';
  // Some tokenizers put a space before a text; within the prompt that would be one too many.
  const add = (piece: PromptPiece): void => {
    const isFirst = tokens.length === 0;
    const more =
      'template' in piece
        ? model.tokenize(piece.template, true, isFirst ? undefined : 'trimLeadingSpace')
        : contentTokens(model, piece.text, isFirst ? 'start' : 'within', template.source);
    for (const token of more) tokens.push(token);
  };
  for (const piece of piecesOf(template, messages, thinking)) {
    if ('template' in piece) {
      add(piece);
      spans.push({ messageId: null, kind: 'template', end: tokens.length });
      ending = piece.template;
      continue;
    }
    const message = messages[piece.content]!;
    if (piece.part === 'text' && message.tokens !== null && isWhole(piece.text, message.text))
      for (const token of message.tokens) tokens.push(token as Token);
    else add(piece);
    spans.push({ messageId: message.id, kind: kindOf(message, piece.part), end: tokens.length });
    ending = '';
  }
  const { bos } = model.tokens;
  if (bos !== null && model.tokens.shouldPrependBosToken && tokens[0] !== bos) {
    tokens.unshift(bos);
    for (const span of spans) span.end += 1;
  }
  return { tokens, spans, ending };
};

/** Throws `RefusedFile` with a sentence if the template refuses the messages. */
const piecesOf = (
  template: ChatTemplate,
  messages: PromptMessage[],
  thinking?: ThinkingChoice,
): PromptPiece[] => {
  try {
    return template.render(messages, thinking);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new RefusedFile(
      `The chat template of this model cannot render this chat (${sentencePart(error)}): set another chat template for this model.`,
      { cause: error },
    );
  }
};

/** The template prints all of the text, but for white space at its ends. */
const isWhole = (printed: string, text: string): boolean => printed === text || printed === text.trim();

const kindOf = (message: PromptMessage, part: 'text' | 'reasoning'): Span['kind'] =>
  part === 'reasoning'
    ? 'reasoning'
    : message.role === 'system'
      ? 'system'
      : message.role === 'user'
        ? 'question'
        : 'answer';

/** The part of the prompt that stays the same whatever the user writes next, behind `messages` that end with an answer. */
export const renderHistory = (
  model: LlamaModel,
  template: ChatTemplate,
  messages: PromptMessage[],
  draft = '',
  thinking?: ThinkingChoice,
): Prompt => {
  const isEmpty = draft.trim() === '';
  const next: PromptMessage = {
    id: null,
    role: 'user',
    text: isEmpty ? 'x' : draft,
    reasoning: '',
    tokens: null,
  };
  const prompt = renderPrompt(model, template, [...messages, next], thinking);
  const at = prompt.spans.findLastIndex(({ kind }) => kind === 'question');
  const spans = prompt.spans.slice(0, isEmpty ? at : at + 1);
  const end = spans.at(-1)?.end ?? 0;
  return { tokens: prompt.tokens.slice(0, end), spans, ending: '' };
};
