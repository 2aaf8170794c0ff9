/** How the context is divided between the chat, the draft and the answer to come, and what happens when it is full. */
import type { ChatWarmth } from '../../main/shared/contract/cache.ts';
import type { Chat, Overflow } from '../../main/shared/contract/chats.ts';
import type { LoadedModel } from '../../main/shared/contract/engine.ts';
import type { Message } from '../../main/shared/contract/message.ts';
import { charactersPerToken, lengthOf } from '../../main/shared/message/parts.ts';
import { contextTokens } from '../../main/shared/message/written.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.composer;

export interface ContextUse {
  /** Tokens in the chat so far. */
  used: number;
  /** Tokens that the draft adds. */
  draft: number;
  /** Tokens reserved for the answer. */
  reserved: number;
  limit: number;
  /** Part of it was not counted by the model's tokenizer. */
  isEstimate: boolean;
  /** False only if the draft is known to leave too little room for the answer. */
  fits: boolean;
  /** False if the context is nearly empty, which is not worth showing. */
  isWorthShowing: boolean;
}

/** The text in the field below a chat. */
interface DraftText {
  text: string;
  /** Tokens of its documents. */
  documentTokens?: number;
  /** Tokens of the whole prompt with this draft, as it will be sent; `null` until they are counted. */
  promptTokens: number | null;
}

export const contextUse = (
  { contextLength: limit, answerReserve: reserved }: Pick<LoadedModel, 'contextLength' | 'answerReserve'>,
  chat: Pick<ChatWarmth, 'tokens' | 'isCounted'> | null,
  { text, documentTokens = 0, promptTokens }: DraftText,
): ContextUse => {
  const known = chat?.tokens ?? 0;
  const isDraft = text.trim() !== '' || documentTokens > 0;
  const estimate = known + documentTokens + (isDraft ? Math.ceil(text.length / charactersPerToken) : 0);
  const prompt = isDraft && promptTokens !== null ? promptTokens : estimate;
  const used = Math.min(known, prompt);
  const isEstimate = isDraft ? promptTokens === null : chat !== null && !chat.isCounted;
  // An estimate alone never declares that a draft does not fit.
  const fits = !isDraft || isEstimate || prompt + reserved <= limit;
  return {
    used,
    draft: prompt - used,
    reserved,
    limit,
    isEstimate,
    fits,
    isWorthShowing: used > limit / 4 || !fits,
  };
};

/** The tokens of a chat before the message that is being edited, as far as they are known. */
export const tokensBefore = (
  messages: readonly Message[],
  messageId: string,
  firstKeptId: Chat['firstKeptId'],
): Pick<ChatWarmth, 'tokens' | 'isCounted'> => {
  const at = messages.findIndex(({ id }) => id === messageId);
  const inTokens = (message: Message): number => Math.ceil(lengthOf(message) / charactersPerToken);
  // The prompt of the answer to this message was counted; it ends with the message before its edit.
  const own = promptTokensOf(messages[at + 1]);
  if (own !== null) return { tokens: Math.max(0, own - inTokens(messages[at]!)), isCounted: false };
  const from = messages.findIndex(({ id }) => id === firstKeptId);
  let tokens = 0;
  // Messages that were dropped to make room for later ones are part of the prompt again if an earlier message is edited.
  for (const message of messages.slice(from > 0 && from < at ? from : 0, Math.max(0, at))) {
    const prompt = promptTokensOf(message);
    const { timings } = message;
    if (prompt === null || timings === null) tokens += inTokens(message);
    else tokens = contextTokens(timings);
  }
  return { tokens, isCounted: false };
};

/** Tokens of the prompt of an answer; `null` unless all of it was processed. */
const promptTokensOf = (message: Message | undefined): number | null =>
  message?.role === 'model' && message.timings !== null && message.timings.firstTokenMs !== null
    ? message.timings.cachedTokens + message.timings.newTokens
    : null;

/** What will happen to a draft that does not fit; `overflow` is `null` in a new chat, which has no messages to drop. */
export const overflowSentence = (overflow: Overflow | null): string =>
  overflow === null ? words.tooLongNewChat : words.tooLong[overflow];
