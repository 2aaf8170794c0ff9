/** The chats and what was typed in them. Times of day are milliseconds since the epoch. */
import { z } from 'zod';
import { say, writeTold, type Code } from '../words/catalogue.ts';
import { visible } from '../format/visible-text.ts';
import type { Thinking } from './engine.ts';
import type { Message } from './message.ts';
import type { TurnPhase } from './turns.ts';
import { call, id, longestText, nothing } from './call.ts';

/**
 * What happens when a chat outgrows its context: the oldest turns are dropped and the rest shifted to the front, or
 * the answer ends and says so, or the chat goes on in a new one from a summary.
 */
export type Overflow = 'shift' | 'stop' | 'summary';

/** A chat as the list shows it. */
export interface Chat {
  id: string;
  title: string;
  createdAt: number;
  /** When the last message was sent or finished; the list is sorted by it, newest first. */
  updatedAt: number;
  overflow: Overflow;
  /** The first message that the model still sees; those before it were dropped. `null` when it sees all. */
  firstKeptId: string | null;
  /** How much the model thinks in this chat; `null`: as was chosen for the model last. */
  thinking: Thinking | null;
}

/** Text that was typed and not sent. */
export interface Draft {
  /** A chat's id, `new` for the new chat, or `edit.` and the id of the question that is edited. */
  place: string;
  text: string;
}

/** A chat that was deleted and can still be restored. */
export interface DeletedChat {
  id: string;
  title: string;
  /** The number of its messages, all versions among them. */
  messages: number;
  deletedAt: number;
  /** From then on it can be deleted for good without being asked. */
  purgeAt: number;
}

/** A chat with the messages of its current path, first to last, and where its running answer stands. */
export interface OpenedChat {
  chat: Chat;
  messages: Message[];
  phase: TurnPhase | null;
}

const mostThinking = 1_000_000;
const budgetProblem = writeTold(say('chats.thinking-budget', { most: mostThinking }));
const longestTitle = 200;

/** As `Thinking` in engine.ts; what the loaded model does not know is left out of its prompts. */
const thinking = z.strictObject({
  on: z.boolean().nullable(),
  effort: z.string().min(1).max(40).nullable(),
  budget: z
    .number(budgetProblem)
    .int(budgetProblem)
    .min(0, budgetProblem)
    .max(mostThinking, budgetProblem)
    .nullable(),
  // What an earlier Hearth stored says nothing of it.
  keepsEarlier: z.boolean().nullable().default(null),
});

/** The calls of `calls` that belong here. */
export const chatsCalls = {
  openChat: call<OpenedChat>().takes(z.strictObject({ chatId: id })),
  renameChat: call<void>().takes(
    z.strictObject({
      chatId: id,
      title: z
        .string()
        .trim()
        .min(1, 'chats.title-empty' satisfies Code)
        .max(longestTitle, writeTold(say('chats.title-too-long', { most: longestTitle })))
        .transform(visible),
    }),
  ),
  /** What happens when this chat outgrows its context. */
  setOverflow: call<void>().takes(
    z.strictObject({ chatId: id, overflow: z.enum(['shift', 'stop', 'summary']) }),
  ),
  /**
   * How much the model thinks from the next answer on: in one chat, and in new ones with the model that is loaded. `chatId`
   * is `null` for a chat that does not exist yet.
   */
  setThinking: call<void>().takes(z.strictObject({ chatId: id.nullable(), thinking })),
  /** Goes on in a new chat, which begins with the model's summary of this one. */
  continueFromSummary: call<{ chatId: string }>().takes(z.strictObject({ chatId: id })),
  /** Moves the chat to the recently deleted ones, where it is kept for 30 days. */
  deleteChat: call<void>().takes(z.strictObject({ chatId: id })),
  /** Undoes `deleteChat`. Refused if the chat was deleted for good. */
  restoreChat: call<void>().takes(z.strictObject({ chatId: id })),
  /** The recently deleted chats, the last deleted first. */
  deletedChats: call<DeletedChat[]>().takes(nothing),
  /** Deletes a recently deleted chat for good. Refused for any other chat. */
  purgeChat: call<void>().takes(z.strictObject({ chatId: id })),
  /** Deletes all recently deleted chats for good. */
  purgeDeletedChats: call<void>().takes(nothing),
  /** Shows another version of a message, with what followed it. */
  selectVersion: call<OpenedChat>().takes(z.strictObject({ messageId: id })),
  /** Keeps what was typed, for every window and the next start; empty removes it. `draft.saved` tells the others. */
  saveDraft: call<void>().takes(
    z.strictObject({ place: z.string().min(1).max(80), text: z.string().max(longestText) }),
  ),
};

/** The events of `Events` that belong here. */
export interface ChatsEvents {
  'chat.changed': { chat: Chat };
  'chat.deleted': { chatId: string };
  /** After each change of the recently deleted chats. */
  'deletedChats.changed': { deletedChats: DeletedChat[] };
  'draft.saved': Draft;
}
