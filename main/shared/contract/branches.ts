/** The branches of a chat: its messages form a tree, of which one path is shown, and a chat can be forked from another. */
import { z } from 'zod';
import { call, id, text } from './call.ts';
import type { Ending, Message } from './message.ts';

/** A message in the tree of a chat. */
export interface TreeNode {
  id: string;
  /** The message that it follows; `null` for a first one. */
  parentId: string | null;
  role: Message['role'];
  /** The beginning of its text. */
  words: string;
  ending: Ending | null;
  isEdited: boolean;
  /** It was deleted, with all that follows it, and can be restored. */
  isDeleted: boolean;
}

/** What undoes a deletion: the message that was deleted, and the end of the path that was shown before. */
export interface DeletedMessage {
  messageId: string;
  tipId: string;
}

/** The calls of `calls` that belong here. */
export const branchesCalls = {
  /** All messages of a chat, each after the one that it follows; of a deleted branch, only its first message. */
  chatTree: call<TreeNode[]>().takes(z.strictObject({ chatId: id })),
  /** Makes a new chat of the messages up to this one. Refused if the last of them is an answer that is still running. */
  forkChat: call<{ chatId: string }>().takes(z.strictObject({ messageId: id })),
  /**
   * Deletes this version of a message with all that follows it. If it was shown, the version before it is shown instead, else
   * the one after it; without other versions, the path ends before it. What was deleted can be restored for 30 days, and is in
   * no path, search, export or prompt meanwhile; statistics keep it. Refused while an answer runs in the chat.
   */
  deleteMessage: call<DeletedMessage>().takes(z.strictObject({ messageId: id })),
  /**
   * Undoes `deleteMessage`, and shows the path that was shown before it. Refused if the messages were deleted for good, if one
   * that they follow is still deleted, and while an answer runs in the chat.
   */
  restoreMessage: call<void>().takes(z.strictObject({ messageId: id, tipId: id })),
  /** Stores `text` as a new version of an answer, with the same thoughts before it, and shows it. */
  editAnswer: call<{ answerId: string }>().takes(z.strictObject({ messageId: id, text })),
};

/** The events of `Events` that belong here. */
export interface BranchesEvents {
  /** Messages of the chat were deleted, restored or edited: a window that shows it opens it again. */
  'chat.reshaped': { chatId: string };
}
