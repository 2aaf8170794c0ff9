/** How the context is divided between the chat, the draft and the answer to come, and what happens when it is full. */
import type { DraftProgress, LoadedModel, Overflow } from '../../main/contract/types.ts';

export interface ContextUse {
  /** Tokens of the chat so far. */
  used: number;
  /** Tokens that the draft adds. */
  draft: number;
  /** Tokens that are kept free for the answer. */
  reserved: number;
  limit: number;
  /** False only where the draft is known not to leave the answer its room. */
  fits: boolean;
  /** A nearly empty context is nothing to look at. */
  isWorthShowing: boolean;
}

export const contextUse = (
  { contextLength: limit, answerReserve: reserved }: Pick<LoadedModel, 'contextLength' | 'answerReserve'>,
  chatTokens: number | null,
  progress: Pick<DraftProgress, 'promptTokens'> | null,
): ContextUse => {
  const known = chatTokens ?? 0;
  // What was counted of the whole prompt is exact; the chat's own count may be an estimate.
  const prompt = progress?.promptTokens ?? known;
  const used = Math.min(known, prompt);
  const fits = progress === null || prompt + reserved <= limit;
  return { used, draft: prompt - used, reserved, limit, fits, isWorthShowing: used > limit / 4 || !fits };
};

/** What the person can choose for a chat, in their order. */
export const overflowChoices: [overflow: Overflow, words: string][] = [
  ['shift', 'Drop the oldest messages'],
  ['stop', 'Stop and say so'],
  ['summary', 'Go on in a new chat from a summary'],
];

/** What will happen to a draft that does not fit; `overflow` is `null` in a new chat, which has nothing to drop. */
export const overflowSentence = (overflow: Overflow | null): string =>
  overflow === null ? 'This does not fit: shorten it.' : sentences[overflow];

const sentences: Record<Overflow, string> = {
  shift: 'This will drop the oldest messages from what the model sees.',
  stop: 'This does not fit: shorten it or start a new chat.',
  summary: 'This does not fit: once sent, it can go on in a new chat from a summary.',
};
