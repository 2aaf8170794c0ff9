/** Turns messages into the exact tokens of the prompt. */
import type { LlamaModel, Token } from 'node-llama-cpp';
import type { PromptMessage } from '../protocol.ts';
import type { ChatTemplate } from './chat-template.ts';

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

/** The prompt that asks the model for its next answer to `messages`, the last of which is the user's. */
export const renderPrompt = (
  model: LlamaModel,
  template: ChatTemplate,
  messages: PromptMessage[],
): Prompt => {
  const tokens: Token[] = [];
  const spans: Span[] = [];
  let ending = '';
  const add = (text: string, isTemplate: boolean): void => {
    // Some tokenizers put a space before a text; within the prompt that would be one too many.
    const option = tokens.length > 0 ? 'trimLeadingSpace' : undefined;
    for (const token of model.tokenize(text, isTemplate, option)) tokens.push(token);
  };
  for (const piece of template.render(
    messages.map(({ role, reasoning }) => ({ role, hasReasoning: reasoning !== '' })),
  )) {
    if ('template' in piece) {
      add(piece.template, true);
      spans.push({ messageId: null, kind: 'template', end: tokens.length });
      ending = piece.template;
      continue;
    }
    const message = messages[piece.content]!;
    if (piece.part === 'text' && message.tokens !== null)
      for (const token of message.tokens) tokens.push(token as Token);
    else {
      const text = piece.part === 'text' ? message.text : message.reasoning;
      add(template.trims ? text.trim() : text, false);
    }
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
): Prompt => {
  const next: PromptMessage = { id: null, role: 'user', text: draft, reasoning: '', tokens: null };
  const prompt = renderPrompt(model, template, [...messages, next]);
  const at = prompt.spans.findLastIndex(({ kind }) => kind === 'question');
  const spans = prompt.spans.slice(0, at + 1);
  const end = spans.at(-1)!.end;
  return { tokens: prompt.tokens.slice(0, end), spans, ending: '' };
};
