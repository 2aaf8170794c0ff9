/** Chats and drafts. Times of day are milliseconds since the epoch. */
import { z } from 'zod';
import { say, writeTold, type Code } from '../words/catalogue.ts';
import { visible } from '../format/visible-text.ts';
import type { Thinking } from './engine.ts';
import type { Comparison } from './comparisons.ts';
import type { Message } from './message.ts';
import type { TurnPhase } from './turns.ts';
import { call, id, longestText, nothing } from './call.ts';

/**
 * What happens when a chat outgrows its context: the oldest turns are dropped and the rest is shifted to the front, or the
 * answer ends and says so, or the chat continues in a new one from a summary.
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
  /** The first message that the model still sees; earlier ones were dropped. `null` if none was dropped. */
  firstKeptId: string | null;
  /** How much the model thinks in this chat; `null` for the choice that was made for the model last. */
  thinking: Thinking | null;
  /** `null`: in no folder. */
  folderId: string | null;
  /** `null`: not pinned. */
  pinnedAt: number | null;
  /** `null`: not archived. */
  archivedAt: number | null;
  titledBy: TitledBy;
  /** The message of another chat up to which this one is a copy of it; `null`: it is no fork, or that message is gone. */
  forkedFrom: { chatId: string; messageId: string } | null;
}

/** Who wrote the title of a chat: it is the beginning of its first question, or was written by the model or the user. */
export type TitledBy = 'question' | 'model' | 'user';

/** Text that was typed and not sent, by the place where it was typed. */
export interface Draft {
  /**
   * A chat's id, `new` for the new chat (with a number, or `quick`, behind a dot in further windows), or `edit.` and the id of the question or queued message that is edited. The pasted
   * texts of a draft have the place `pasted.` and the place of the draft; their text is a JSON array of strings. What the answer
   * to a draft begins with has the place `beginning.` and the place of the draft; its documents, the place `attached.` and the place of
   * the draft, and their text is JSON of `Attached[]` (documents.ts).
   */
  place: string;
  text: string;
}

/** A chat that was deleted and can still be restored. */
export interface DeletedChat {
  id: string;
  title: string;
  /** The number of its messages, including all versions. */
  messages: number;
  deletedAt: number;
  /** From this time on, the chat may be deleted for good automatically. */
  purgeAt: number;
}

/**
 * A chat with the messages of its current path, first to last, and the progress of its running answer; `phase` is `null` if
 * none runs.
 */
export interface OpenedChat {
  chat: Chat;
  messages: Message[];
  phase: TurnPhase | null;
  /** The answers that are shown side by side in place of the last message; `null`: none. */
  comparison: Comparison | null;
}

const mostThinking = 1_000_000;
const budgetProblem = writeTold(say('chats.thinking-budget', { most: mostThinking }));
const longestTitle = 200;

/** Validates a `Thinking` (engine.ts). Choices that the loaded model does not know are left out of its prompts. */
const thinking = z.strictObject({
  on: z.boolean().nullable(),
  effort: z.string().min(1).max(40).nullable(),
  budget: z
    .number(budgetProblem)
    .int(budgetProblem)
    .min(0, budgetProblem)
    .max(mostThinking, budgetProblem)
    .nullable(),
  // Values that earlier versions of Hearth stored lack this field.
  keepsEarlier: z.boolean().nullable().default(null),
});

/** The calls about one chat and about deleted ones, which `calls` in contract.ts includes. */
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
  /** Sets what happens when this chat outgrows its context. */
  setOverflow: call<void>().takes(
    z.strictObject({ chatId: id, overflow: z.enum(['shift', 'stop', 'summary']) }),
  ),
  /**
   * Sets how much the model thinks from the next answer on: in one chat, and in new chats with the loaded model. `chatId` is
   * `null` for a chat that does not exist yet.
   */
  setThinking: call<void>().takes(z.strictObject({ chatId: id.nullable(), thinking })),
  /** Continues in a new chat, which begins with the model's summary of this one. */
  continueFromSummary: call<{ chatId: string }>().takes(z.strictObject({ chatId: id })),
  /** The recently deleted chats, the last deleted first. */
  deletedChats: call<DeletedChat[]>().takes(nothing),
  /** Deletes a recently deleted chat for good. Refused for any other chat. */
  purgeChat: call<void>().takes(z.strictObject({ chatId: id })),
  /** Deletes all recently deleted chats for good. */
  purgeDeletedChats: call<void>().takes(nothing),
  /** Shows another version of a message, with what followed it. */
  selectVersion: call<OpenedChat>().takes(z.strictObject({ messageId: id })),
  /** Stores a draft for every window and the next start; an empty text removes it. `draft.saved` tells the other windows. */
  saveDraft: call<void>().takes(
    z.strictObject({ place: z.string().min(1).max(80), text: z.string().max(longestText) }),
  ),
};

/** The events about chats, which `Events` in contract.ts includes. */
export interface ChatsEvents {
  'chat.changed': { chat: Chat };
  /** Several chats changed at once. */
  'chats.changed': { chats: Chat[] };
  'chats.deleted': { chatIds: string[] };
  /** Chats that came together, from an import for example: new ones, and ones that have other messages than before. */
  'chats.came': { chats: Chat[] };
  /** Sent after each change of the recently deleted chats. */
  'deletedChats.changed': { deletedChats: DeletedChat[] };
  'draft.saved': Draft;
}
