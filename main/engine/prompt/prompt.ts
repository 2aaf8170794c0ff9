/** Turns messages into the exact tokens of the prompt. */
import { say } from '../../shared/words/catalogue.ts';
import type { LlamaModel, Token } from 'node-llama-cpp';
import type { PromptMessage } from '../../shared/engine/request.ts';
import { beginsWithSpace, contentTokens, templateTokens } from './piece-tokens.ts';
import { TemplateError } from '../jinja/errors.ts';
import { sentencePart, type ChatTemplate, type PromptPiece, type ThinkingChoice } from './chat-template.ts';
import { RefusedFile } from '../process/refused-file.ts';
import { withSampledTokens } from './sampled-pieces.ts';

/** The tokens from the end of the span before to `end` come from one place in the chat. */
export interface Span {
  /** `null` for the template's own text and for the system prompt. */
  messageId: string | null;
  kind: 'template' | 'system' | 'question' | 'answer' | 'reasoning';
  end: number;
}

export interface Prompt {
  tokens: Token[];
  spans: Span[];
  /** The template's own text at the end, after the last message; it may open the model's thoughts. */
  ending: string;
}

/**
 * The prompt that asks the model for its next answer to `messages`, the last of which is the user's. Throws `RefusedFile` with
 * a sentence if the model's template refuses them.
 */
export const renderPrompt = (
  model: LlamaModel,
  template: ChatTemplate,
  messages: PromptMessage[],
  thinking: ThinkingChoice = {},
): Prompt => {
  const tokens: Token[] = [];
  const spans: Span[] = [];
  let ending = '';
  const pieces = withSampledTokens(model, piecesOf(template, messages, thinking), messages);
  const push = (more: readonly number[]): void => {
    for (const token of more) tokens.push(token as Token);
  };
  const close = (messageId: string | null, kind: Span['kind']): void =>
    void spans.push({ messageId, kind, end: tokens.length });
  /** Spaces at the end of the template's text: tokenizers merge them into the first word after them. */
  let spaces = '';
  for (const [index, piece] of pieces.entries()) {
    if ('template' in piece) {
      const isLast = index === pieces.length - 1;
      spaces = isLast ? '' : / *$/.exec(piece.template.slice(-longestSpaces))![0];
      push(
        templateTokens(model, piece.template.slice(0, piece.template.length - spaces.length), tokens.at(-1)),
      );
      close(null, 'template');
      ending = piece.template;
      continue;
    }
    const message = messages[piece.content]!;
    if ('sampled' in piece) {
      if (spaces !== '' && !beginsWithSpace(model, piece.sampled[0], tokens.at(-1)))
        push(templateTokens(model, spaces, tokens.at(-1)));
      push(piece.sampled);
    } else push(contentTokens(model, spaces + piece.text, tokens.at(-1), template.source));
    spaces = '';
    close(message.id, kindOf(message, 'part' in piece ? piece.part : 'text'));
    ending = '';
  }
  const { bos } = model.tokens;
  if (bos !== null && model.tokens.shouldPrependBosToken && tokens[0] !== bos) {
    tokens.unshift(bos);
    for (const span of spans) span.end += 1;
  }
  return { tokens, spans, ending };
};

/** More spaces than any template puts before a text; it bounds the search for them. */
const longestSpaces = 64;

/** Throws `RefusedFile` with a sentence if the template refuses the messages. */
const piecesOf = (
  template: ChatTemplate,
  messages: PromptMessage[],
  thinking: ThinkingChoice,
): PromptPiece[] => {
  try {
    // The switch may have been set for this chat with another model.
    return template.render(messages, {
      ...thinking,
      on: template.thinking.switchable ? (thinking.on ?? null) : null,
    });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new RefusedFile(say('engine.template-refuses-chat', { reason: sentencePart(error) }), {
      cause: error,
    });
  }
};

const kindOf = (message: PromptMessage, part: 'text' | 'reasoning'): Span['kind'] =>
  part === 'reasoning'
    ? 'reasoning'
    : message.role === 'system'
      ? 'system'
      : message.role === 'user'
        ? 'question'
        : 'answer';

/** The part of the prompt that stays the same whatever the user writes next, after `messages` that end with an answer. */
export const renderHistory = (
  model: LlamaModel,
  template: ChatTemplate,
  messages: PromptMessage[],
  thinking: ThinkingChoice,
  draft = '',
): Prompt => {
  const next = (text: string): PromptMessage => ({
    id: null,
    role: 'user',
    text,
    reasoning: '',
    tokens: null,
  });
  const isDraft = ({ kind, messageId }: Span): boolean => kind === 'question' && messageId === null;
  let prompt = renderPrompt(model, template, [...messages, next(draft)], thinking);
  let length = prompt.spans.findLastIndex(isDraft) + 1;
  if (length === 0) {
    // An empty draft prints nothing, so its position is found with a draft that prints something.
    prompt = renderPrompt(model, template, [...messages, next('x')], thinking);
    length = Math.max(0, prompt.spans.findIndex(isDraft));
  }
  const spans = prompt.spans.slice(0, length);
  return { tokens: prompt.tokens.slice(0, spans.at(-1)?.end ?? 0), spans, ending: '' };
};
