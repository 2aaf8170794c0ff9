/** The two parts of an answer with thoughts: its thoughts and its text. */
import type { Ending, Timings } from '../contract/message.ts';
import { writtenTokens } from './written.ts';

export interface AnswerParts {
  /** Tokens, and ms from the first sampled token to the last of the thoughts. */
  thinking: { tokens: number; ms: number };
  /** Everything after the thoughts. */
  text: { tokens: number; ms: number };
  /** From sending to the first token of the text, in ms; `null` if there was none. */
  firstTextMs: number | null;
}

/** `null` for an answer without thoughts. */
export const answerParts = (timings: Timings, ending: Ending): AnswerParts | null => {
  const { thoughts, firstTokenMs, decodeMs } = timings;
  if (thoughts === undefined) return null;
  const { tokens, ms, textAfterMs } = thoughts;
  return {
    thinking: { tokens, ms },
    text: {
      tokens: Math.max(0, writtenTokens(timings, ending) - tokens),
      ms: Math.max(0, decodeMs - ms),
    },
    firstTextMs: firstTokenMs === null || textAfterMs === null ? null : firstTokenMs + textAfterMs,
  };
};
