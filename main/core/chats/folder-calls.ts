/** Handles the calls that organise chats: folders, pins, the archive, deleting and restoring. */
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { foldersCalls } from '../../shared/contract/folders.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { DeletedChats } from './deleted-chats.ts';
import type { Folders } from './folders.ts';
import type { Store } from './store.ts';
import type { Turns } from './turns.ts';

interface Dependencies {
  store: Store;
  folders: Folders;
  turns: Turns;
  deletedChats: DeletedChats;
  emit: Emit;
}

export const createFolderCalls = ({
  store,
  folders,
  turns,
  deletedChats,
  emit,
}: Dependencies): HandlersOf<typeof foldersCalls> => {
  /** The ids of those that exist. Throws `Refusal` if none does. */
  const existing = (chatIds: readonly string[]): string[] => {
    const ids = store.chatsOf(chatIds).map(({ id }) => id);
    if (ids.length === 0) throw new Refusal('chats.gone');
    return ids;
  };
  const tellChats = (chatIds: readonly string[]): void => {
    const chats = store.chatsOf(chatIds);
    if (chats.length > 0) emit('chats.changed', { chats });
  };
  const tellFolders = (): void => emit('folders.changed', { folders: folders.all() });
  const remove = (chatIds: readonly string[]): void => {
    for (const chatId of chatIds) turns.stop(chatId);
    deletedChats.add(chatIds);
    emit('chats.deleted', { chatIds: [...chatIds] });
  };

  return {
    createFolder: ({ name }) => {
      const folder = folders.create(name);
      tellFolders();
      return folder;
    },
    renameFolder: ({ folderId, name }) => {
      if (!folders.rename(folderId, name)) throw new Refusal('chats.folder-gone');
      tellFolders();
    },
    orderFolders: ({ folderIds }) => {
      folders.order(folderIds);
      tellFolders();
    },
    deleteFolder: ({ folderId, withChats }) => {
      const folder = folders.all().find(({ id }) => id === folderId);
      if (folder === undefined) throw new Refusal('chats.folder-gone');
      const chatIds = folders.chatsIn(folderId);
      folders.remove(folderId);
      // First the chats: a window never shows a chat in a folder that is gone.
      if (withChats && chatIds.length > 0) remove(chatIds);
      else tellChats(chatIds);
      tellFolders();
      return { folder, chatIds };
    },
    restoreFolder: ({ folder, chatIds }) => {
      folders.restore(folder, chatIds);
      tellFolders();
      tellChats(chatIds);
      deletedChats.tell();
    },
    moveChats: ({ chatIds, folderId }) => {
      const ids = existing(chatIds);
      if (folderId !== null && !folders.all().some(({ id }) => id === folderId))
        throw new Refusal('chats.folder-gone');
      folders.move(ids, folderId);
      tellChats(ids);
    },
    pinChats: ({ chatIds, isPinned }) => {
      const ids = existing(chatIds);
      folders.pin(ids, isPinned);
      tellChats(ids);
    },
    archiveChats: ({ chatIds, isArchived }) => {
      const ids = existing(chatIds);
      folders.archive(ids, isArchived);
      tellChats(ids);
    },
    deleteChats: ({ chatIds }) => remove(existing(chatIds)),
    restoreChats: ({ chatIds }) => {
      deletedChats.restore(chatIds);
      tellChats(chatIds);
    },
  };
};
