/** The figures of an answer in OpenAI's fields. */
import type { ApiFigures } from '../answer.ts';

/** `usage` of completions of both kinds. */
export const usageOf = ({ promptTokens, cachedTokens, answerTokens, thoughtTokens }: ApiFigures) => ({
  prompt_tokens: promptTokens,
  completion_tokens: answerTokens,
  total_tokens: promptTokens + answerTokens,
  prompt_tokens_details: { cached_tokens: cachedTokens },
  completion_tokens_details: { reasoning_tokens: thoughtTokens },
});

/** `usage` of responses. */
export const responseUsageOf = ({ promptTokens, cachedTokens, answerTokens, thoughtTokens }: ApiFigures) => ({
  input_tokens: promptTokens,
  input_tokens_details: { cached_tokens: cachedTokens },
  output_tokens: answerTokens,
  output_tokens_details: { reasoning_tokens: thoughtTokens },
  total_tokens: promptTokens + answerTokens,
});
