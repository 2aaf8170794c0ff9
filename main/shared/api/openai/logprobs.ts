/** Log probabilities in both of OpenAI's shapes. */
import type { SampledToken, TokenProbability } from '../../engine/turn.ts';

const one = ({ text, bytes, logProbability }: TokenProbability) => ({
  token: text,
  logprob: logProbability,
  bytes,
});

/** The tokens of the answer's text, as chat completions and responses tell them. */
export const tokenLogprobs = (tokens: readonly SampledToken[]) =>
  tokens
    .filter(({ part }) => part === 'text')
    .map((token) => ({ ...one(token), top_logprobs: token.alternatives.map(one) }));

/** `logprobs` of a choice of a chat completion; `null` if none were asked for. */
export const chatLogprobs = (tokens: readonly SampledToken[], wereAsked: boolean) =>
  wereAsked ? { content: tokenLogprobs(tokens), refusal: null } : null;

/** `logprobs` of a choice of a completion; `null` if none were asked for. `offset`: where the first of the tokens begins in the text. */
export const completionLogprobs = (tokens: readonly SampledToken[], wereAsked: boolean, offset = 0) => {
  if (!wereAsked) return null;
  let at = offset;
  const offsets = tokens.map(({ text }) => {
    const begins = at;
    at += text.length;
    return begins;
  });
  return {
    tokens: tokens.map(({ text }) => text),
    token_logprobs: tokens.map(({ logProbability }) => logProbability),
    top_logprobs: tokens.map(({ alternatives }) =>
      Object.fromEntries(alternatives.map(({ text, logProbability }) => [text, logProbability])),
    ),
    text_offset: offsets,
  };
};
