/** The tokens of answers to prompts without a chat template. */
import type { LlamaModel, Token } from 'node-llama-cpp';
import type { AnswerFormat } from './answer-format.ts';
import type { AnswerSplitter } from './answer-fields.ts';
import { AnswerTokens } from './answer-tokens.ts';
import { PlainSplitter } from './plain-splitter.ts';

const noFormat: AnswerFormat = {
  open: '',
  close: '',
  between: [],
  closing: '',
  end: '',
  channels: null,
  isFromTemplate: false,
};

const known = new WeakMap<LlamaModel, AnswerTokens>();

/** What the tokens of `model` mean in an answer that has no thoughts and no marks. */
export const rawAnswerTokens = (model: LlamaModel): AnswerTokens => {
  const tokens = known.get(model) ?? new RawAnswerTokens(model, noFormat);
  known.set(model, tokens);
  return tokens;
};

class RawAnswerTokens extends AnswerTokens {
  override splitter(): AnswerSplitter {
    return new PlainSplitter();
  }

  /** Marks of chats that the vocabulary defines as text are text here. */
  override specialText(token: Token): string | null {
    const special = super.specialText(token);
    return special === '' ? '' : null;
  }
}
