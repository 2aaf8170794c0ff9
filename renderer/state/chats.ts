/** The slice of the list of chats. */
import type { ChatWarmth } from '../../main/shared/contract/cache.ts';
import type { Chat, DeletedChat } from '../../main/shared/contract/chats.ts';

export interface ChatsState {
  /** Newest first. */
  chats: readonly Chat[];
  /** Chats with a running answer, as far as events have told. */
  running: ReadonlySet<string>;
  /** How soon each chat answers, by its id; none for a chat of which nothing was told yet. */
  warmth: ReadonlyMap<string, ChatWarmth>;
  /** The chats that were deleted in this window a moment ago, oldest first: each can be restored from its notice. */
  undo: readonly Chat[];
  /** The recently deleted chats, the last deleted first; `null` until the core has told them. */
  deletedChats: readonly DeletedChat[] | null;
  /** The chat whose title is a field. */
  renaming: string | null;
}

export const chatsState: ChatsState = {
  chats: [],
  running: new Set(),
  warmth: new Map(),
  undo: [],
  deletedChats: null,
  renaming: null,
};
