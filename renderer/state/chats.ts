/** The slice of the list of chats. */
import type { ChatWarmth } from '../../main/shared/contract/cache.ts';
import type { Chat, DeletedChat } from '../../main/shared/contract/chats.ts';
import type { QueuedMessage } from '../../main/shared/contract/queue.ts';

export interface ChatsState {
  /** Newest first. */
  chats: readonly Chat[];
  /** Chats with a running answer, according to the events so far. */
  running: ReadonlySet<string>;
  /** The queued messages of each chat, in order; a chat without any is missing. */
  queued: ReadonlyMap<string, readonly QueuedMessage[]>;
  /** How soon each chat answers, by its id; a chat without news of this is missing. */
  warmth: ReadonlyMap<string, ChatWarmth>;
  /** Chats deleted in this window a moment ago, oldest first: each can be restored from its notice. */
  undo: readonly Chat[];
  /** Recently deleted chats, the last deleted first; `null` until the core has sent them. */
  deletedChats: readonly DeletedChat[] | null;
  /** The chat whose title is being edited. */
  renaming: string | null;
}

export const chatsState: ChatsState = {
  chats: [],
  running: new Set(),
  queued: new Map(),
  warmth: new Map(),
  undo: [],
  deletedChats: null,
  renaming: null,
};
