/** How the chats are organised: folders, pins, the archive, and what is done with several chats at once. */
import { z } from 'zod';
import { visible } from '../format/visible-text.ts';
import { say, writeTold, type Code } from '../words/catalogue.ts';
import { call, chatIds, id } from './call.ts';

export interface Folder {
  id: string;
  name: string;
  /** Folders are listed by it, lowest first; those with the same position by their time of creation. */
  position: number;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

const longestName = 100;

const name = z
  .string()
  .trim()
  .min(1, 'chats.folder-name-empty' satisfies Code)
  .max(longestName, writeTold(say('chats.folder-name-too-long', { most: longestName })))
  .transform(visible);

/**
 * The calls that organise chats, which `calls` in contract.ts includes. Those that change folders emit `folders.changed`, those
 * that change chats `chats.changed`, and `deleteChats` emits `chats.deleted`. A call on several chats leaves out those that do not
 * exist, and is refused if none does.
 */
export const foldersCalls = {
  /** Adds a folder at the end. */
  createFolder: call<Folder>().takes(z.strictObject({ name })),
  renameFolder: call<void>().takes(z.strictObject({ folderId: id, name })),
  /** Lists the folders in this order; those that are not named follow in the order that they have. */
  orderFolders: call<void>().takes(z.strictObject({ folderIds: z.array(id).min(1).max(10_000) })),
  /**
   * Deletes a folder. Its chats stay in the list, or with `withChats` become recently deleted ones. Replies which chats it had;
   * `restoreFolder` takes them to undo the call.
   */
  deleteFolder: call<{ folder: Folder; chatIds: string[] }>().takes(
    z.strictObject({ folderId: id, withChats: z.boolean() }),
  ),
  /** Undoes `deleteFolder`; chats that were deleted permanently since are left out. */
  restoreFolder: call<void>().takes(
    z.strictObject({
      folder: z.strictObject({ id, name, position: z.int(), createdAt: z.number().min(0).max(8.64e15) }),
      chatIds: chatIds.min(0),
    }),
  ),
  /** Moves chats into a folder, or with `null` out of theirs. */
  moveChats: call<void>().takes(z.strictObject({ chatIds, folderId: id.nullable() })),
  pinChats: call<void>().takes(z.strictObject({ chatIds, isPinned: z.boolean() })),
  /** An archived chat leaves the list until it is restored or gets a new message. */
  archiveChats: call<void>().takes(z.strictObject({ chatIds, isArchived: z.boolean() })),
  /** Moves chats to the recently deleted ones, where they are kept for 30 days. */
  deleteChats: call<void>().takes(z.strictObject({ chatIds })),
  /** Undoes `deleteChats`. Refused if all of the chats were deleted for good. */
  restoreChats: call<void>().takes(z.strictObject({ chatIds })),
};

/** The events about folders, which `Events` in contract.ts includes. */
export interface FoldersEvents {
  /** All folders, in their order. */
  'folders.changed': { folders: Folder[] };
}
