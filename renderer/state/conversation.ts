/** The slice of the shown chat. */
import type { DraftProgress } from '../../main/shared/contract/cache.ts';
import type { Message } from '../../main/shared/contract/message.ts';
import type { MessagePart } from '../../main/shared/contract/parts.ts';
import type { TurnPhase } from '../../main/shared/contract/turns.ts';

/**
 * The running answer of the shown chat as far as it is written. It is kept apart from `messages`, so that a token
 * touches this object alone and no list is drawn again for it.
 */
export interface Live {
  messageId: string;
  parts: readonly MessagePart[];
}

export interface ConversationState {
  /** `null`: a new chat, which exists once its first message is sent. */
  shownChatId: string | null;
  /** The shown chat's path; `null` while it is being opened. */
  messages: readonly Message[] | null;
  phase: TurnPhase | null;
  live: Live | null;
  /** How far the last draft that the core was told of is read. */
  draft: DraftProgress | null;
  /** The earlier message of the shown chat that is being edited, as it is typed. */
  edited: { messageId: string; text: string } | null;
  /** True when an event showed that something was missed: the chat must be opened again. */
  hasGap: boolean;
  /** Why the shown chat cannot be opened. */
  openProblem: string | null;
  /** Said to screen readers when an answer ends. */
  announcement: string;
}

export const conversationState: ConversationState = {
  shownChatId: null,
  messages: [],
  phase: null,
  live: null,
  draft: null,
  edited: null,
  hasGap: false,
  openProblem: null,
  announcement: '',
};
