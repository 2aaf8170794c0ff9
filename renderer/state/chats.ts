/** The slice of the list of chats. */
import type { ChatWarmth } from '../../main/shared/contract/cache.ts';
import type { Chat, DeletedChat } from '../../main/shared/contract/chats.ts';
import type { QueuedMessage } from '../../main/shared/contract/queue.ts';
import type { Folder } from '../../main/shared/contract/folders.ts';

/** What was deleted with one action, and can be restored from its notice. */
export interface Undo {
  id: string;
  chats: readonly Chat[];
  /** The folder that was deleted, with the chats that were in it; `null`: only chats were deleted. */
  folder: Folder | null;
}

export interface ChatsState {
  /** Newest first, archived ones included. */
  chats: readonly Chat[];
  /** In their order. */
  folders: readonly Folder[];
  /** The keys of groups that are not as they are at first: folded, or unfolded in the case of the archive. */
  turnedGroups: ReadonlySet<string>;
  /** The ids of the selected chats; `null` while no chats are being selected. */
  selection: ReadonlySet<string> | null;
  /** The chats for which a folder is being chosen. */
  moving: readonly string[] | null;
  /** Chats with a running answer, according to the events so far. */
  running: ReadonlySet<string>;
  /** The queued messages of each chat, in order; a chat without any is missing. */
  queued: ReadonlyMap<string, readonly QueuedMessage[]>;
  /** How soon each chat answers, by its id; a chat without news of this is missing. */
  warmth: ReadonlyMap<string, ChatWarmth>;
  /** Deleted in this window a moment ago, oldest first. */
  undo: readonly Undo[];
  /** Recently deleted chats, the last deleted first; `null` until the core has sent them. */
  deletedChats: readonly DeletedChat[] | null;
  /** The id of the chat or folder whose title is being edited. */
  renaming: string | null;
}

export const chatsState: ChatsState = {
  chats: [],
  folders: [],
  turnedGroups: new Set(),
  selection: null,
  moving: null,
  running: new Set(),
  queued: new Map(),
  warmth: new Map(),
  undo: [],
  deletedChats: null,
  renaming: null,
};
