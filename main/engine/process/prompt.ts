/** Turns messages into the exact tokens of the prompt. */
import type { LlamaModel, Token } from 'node-llama-cpp';
import type { PromptMessage } from '../protocol.ts';
import type { ChatTemplate } from './chat-template.ts';

export interface Prompt {
  tokens: Token[];
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
    ending = '';
  }
  const { bos } = model.tokens;
  if (bos !== null && model.tokens.shouldPrependBosToken && tokens[0] !== bos) tokens.unshift(bos);
  return { tokens, ending };
};
