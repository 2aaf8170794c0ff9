/** Turns messages into the exact tokens of the prompt, by the model's own chat template. */
import {
  LlamaText,
  SpecialToken,
  SpecialTokensText,
  type ChatHistoryItem,
  type ChatWrapper,
  type LlamaModel,
  type Token,
} from 'node-llama-cpp';
import type { PromptMessage } from '../protocol.ts';
import type { ReasoningFormat } from './reasoning-format.ts';

/** Stands in the rendered text for an answer whose tokens are known. Private-use characters: no template touches them. */
const marker = (index: number): string => `\u{F0000}${index}\u{F0001}`;
const markerPattern = /\u{F0000}(\d+)\u{F0001}/u;

/** The prompt that asks the model for its next answer to `messages`, the last of which is the user's. */
export const promptTokens = (
  model: LlamaModel,
  wrapper: ChatWrapper,
  reasoning: ReasoningFormat,
  messages: PromptMessage[],
): Token[] => {
  const chatHistory: ChatHistoryItem[] = messages.map((message, index) => {
    if (message.role !== 'model') return { type: message.role, text: message.text };
    const text = message.tokens === null || message.reasoning !== '' ? message.text : marker(index);
    return {
      type: 'model',
      response:
        message.reasoning === ''
          ? [text]
          : [{ type: 'segment', segmentType: 'thought', text: message.reasoning, ended: true }, text],
    };
  });
  chatHistory.push({ type: 'model', response: [] });
  const { contextText } = wrapper.generateContextState({ chatHistory });
  return tokenise(model, LlamaText([contextText, reasoning.start]), messages);
};

/**
 * `LlamaText.tokenize`, but for the markers: special tokens by name, text as text, known answers as they were
 * sampled.
 */
const tokenise = (model: LlamaModel, text: LlamaText, messages: PromptMessage[]): Token[] => {
  const tokens: Token[] = [];
  for (const value of text.values) {
    if (value instanceof SpecialToken) tokens.push(...value.tokenize(model.tokenizer));
    else if (value instanceof SpecialTokensText)
      tokens.push(...value.tokenize(model.tokenizer, tokens.length > 0));
    else
      // Splitting by a pattern with one group yields text and marker numbers by turns.
      String(value)
        .split(markerPattern)
        .forEach((part, position) => {
          if (position % 2 === 1)
            for (const token of messages[Number(part)]!.tokens!) tokens.push(token as Token);
          else if (part !== '')
            for (const token of model.tokenize(
              part,
              false,
              tokens.length > 0 ? 'trimLeadingSpace' : undefined,
            ))
              tokens.push(token);
        });
  }
  return tokens;
};
