/** The slice of the shown chat. */
import type { DeletedMessage } from '../../main/shared/contract/branches.ts';
import type { DraftProgress } from '../../main/shared/contract/cache.ts';
import type { Comparison } from '../../main/shared/contract/comparisons.ts';
import type { Message } from '../../main/shared/contract/message.ts';
import { textOf } from '../../main/shared/message/parts.ts';
import type { MessagePart } from '../../main/shared/contract/parts.ts';
import type { TurnPhase } from '../../main/shared/contract/turns.ts';

/**
 * The running answer of the shown chat so far. It is kept apart from `messages`, so that a token changes only this object and
 * does not redraw the list.
 */
export interface Live {
  messageId: string;
  parts: readonly MessagePart[];
  /** From the first token to the end of the thoughts, in ms; `null` without thoughts, while the model thinks, and if unknown. */
  thoughtMs: number | null;
}

/** A message that was deleted in this window a moment ago. */
export interface RemovedMessage extends DeletedMessage {
  chatId: string;
  /** Its first words. */
  words: string;
}

export interface ConversationState {
  /** `null`: a new chat, which is created with its first message. */
  shownChatId: string | null;
  /** The messages on the shown path of the chat; `null` while it is being opened. */
  messages: readonly Message[] | null;
  phase: TurnPhase | null;
  live: Live | null;
  /** The answers that are shown side by side in place of the last message; `null`: none. */
  comparison: Comparison | null;
  /** How much of the last draft sent to the core is processed. */
  draft: DraftProgress | null;
  /** The earlier message of the shown chat that is being edited, with its text so far. */
  edited: { messageId: string; text: string } | null;
  /** True if an event showed that another was missed: the chat must be opened again. */
  hasGap: boolean;
  /** Why the shown chat cannot be opened. */
  openProblem: string | null;
  /** Announced to screen readers when an answer ends. */
  announcement: string;
  /** Oldest first: each can be restored from its notice. */
  removed: readonly RemovedMessage[];
}

/** The last message of the shown chat if it is a complete answer; `null` otherwise. */
export const lastAnswer = ({
  messages,
  phase,
}: Pick<ConversationState, 'messages' | 'phase'>): Message | null => {
  const last = messages?.at(-1);
  return phase === null && last?.role === 'model' && last.ending !== null ? last : null;
};

/** The text of the last answer; `null` if it has none or is not complete. */
export const lastAnswerText = (state: ConversationState): string | null => {
  const last = lastAnswer(state);
  return (last && textOf(last)) || null;
};

export const conversationState: ConversationState = {
  shownChatId: null,
  messages: [],
  phase: null,
  live: null,
  comparison: null,
  draft: null,
  edited: null,
  hasGap: false,
  openProblem: null,
  announcement: '',
  removed: [],
};
