/** The actions on the chats and folders of the list. */
import type { Chat } from '../../main/shared/contract/chats.ts';
import type { Behind } from './behind.ts';
import type { Undo } from './chats.ts';
import { keepTurnedGroups } from './kept.ts';

/** How long the notice about deleted chats is shown, in ms; the core keeps the chats for 30 days. */
const undoMs = 8_000;

/** A place in the list to which chats can be moved. In a folder, or with `null` out of theirs, chats stay pinned. */
export type Place = { kind: 'pinned' | 'list' | 'archive' } | { kind: 'folder'; id: string | null };

/** `showChat` opens a chat. */
export const createChatActions = (
  { call, get, put, tryCall }: Behind,
  showChat: (chatId: string | null) => void,
) => {
  let undos = 0;
  const forgetUndo = (id: string): void => put({ undo: get().undo.filter((one) => one.id !== id) });
  const offerUndo = (chats: readonly Chat[], folder: Undo['folder']): void => {
    const id = `undo-${undos++}`;
    put({ undo: [...get().undo, { id, chats, folder }] });
    setTimeout(() => forgetUndo(id), undoMs);
  };
  const chatsOf = (chatIds: readonly string[]): Chat[] => {
    const ids = new Set(chatIds);
    return get().chats.filter(({ id }) => ids.has(id));
  };
  /** Calls for those of the chats to which the change applies. */
  const change = async (
    chats: readonly Chat[],
    applies: (chat: Chat) => boolean,
    send: (chatIds: string[]) => Promise<unknown>,
  ): Promise<void> => {
    const chatIds = chats.filter(applies).map(({ id }) => id);
    if (chatIds.length > 0) await send(chatIds);
  };

  return {
    /** Turns the title of a chat or folder into a text field, or back with `null`. */
    rename: (renaming: string | null): void => put({ renaming }),

    /** Makes these chats the selected ones; `null` ends selecting. */
    select: (selection: ReadonlySet<string> | null): void => put({ selection }),
    toggleSelected: (chatId: string): void => {
      const selection = new Set(get().selection);
      if (!selection.delete(chatId)) selection.add(chatId);
      put({ selection });
    },

    /** Folds or unfolds a group of the list. */
    turnGroup: (key: string): void => {
      const turned = new Set(get().turnedGroups);
      if (!turned.delete(key)) turned.add(key);
      keepTurnedGroups(turned);
      put({ turnedGroups: turned });
    },

    /** Moves the chats to a place in the list, and out of where they were. */
    moveTo: (chatIds: readonly string[], place: Place) =>
      tryCall(async () => {
        const chats = chatsOf(chatIds);
        const folderId = place.kind === 'folder' ? place.id : null;
        const isPinned = place.kind === 'pinned';
        const isArchived = place.kind === 'archive';
        await change(
          chats,
          ({ archivedAt }) => (archivedAt !== null) !== isArchived,
          (ids) => call('archiveChats', { chatIds: ids, isArchived }),
        );
        // An archived chat is still in its folder when it is restored.
        if (isArchived) return;
        await change(
          chats,
          (chat) => chat.folderId !== folderId,
          (ids) => call('moveChats', { chatIds: ids, folderId }),
        );
        if (place.kind !== 'folder')
          await change(
            chats,
            ({ pinnedAt }) => (pinnedAt !== null) !== isPinned,
            (ids) => call('pinChats', { chatIds: ids, isPinned }),
          );
      }),
    pinChats: (chatIds: readonly string[], isPinned: boolean) =>
      tryCall(() => call('pinChats', { chatIds: [...chatIds], isPinned })),
    archiveChats: (chatIds: readonly string[], isArchived: boolean) =>
      tryCall(() => call('archiveChats', { chatIds: [...chatIds], isArchived })),
    /** Opens the choice of a folder for these chats; `null` closes it. */
    chooseFolder: (moving: readonly string[] | null): void => put({ moving }),

    deleteChats: (chatIds: readonly string[]) =>
      tryCall(async () => {
        const chats = chatsOf(chatIds);
        await call('deleteChats', { chatIds: [...chatIds] });
        if (chats.length > 0) offerUndo(chats, null);
      }),
    /** Restores a deleted chat and shows it. */
    restoreChat: (chatId: string) =>
      tryCall(async () => {
        await call('restoreChats', { chatIds: [chatId] });
        showChat(chatId);
      }),
    /** Restores what was deleted with one action; a single chat is also shown. */
    undo: ({ id, chats, folder }: Undo) =>
      tryCall(async () => {
        forgetUndo(id);
        const chatIds = chats.map((chat) => chat.id);
        if (folder !== null) await call('restoreFolder', { folder, chatIds });
        else await call('restoreChats', { chatIds });
        if (folder === null && chatIds.length === 1) showChat(chatIds[0]!);
      }),

    /** Adds a folder, with these chats in it, and lets the user name it. */
    createFolder: (name: string, chatIds: readonly string[] = []) =>
      tryCall(async () => {
        const { id } = await call('createFolder', { name });
        if (chatIds.length > 0) await call('moveChats', { chatIds: [...chatIds], folderId: id });
        put({ renaming: id });
      }),
    deleteFolder: (folderId: string, withChats: boolean) =>
      tryCall(async () => {
        const { chats } = get();
        const deleted = await call('deleteFolder', { folderId, withChats });
        const ids = new Set(deleted.chatIds);
        offerUndo(
          chats.filter(({ id }) => ids.has(id)),
          deleted.folder,
        );
      }),
    /** Moves a folder up (-1) or down (1) among the folders. */
    shiftFolder: (folderId: string, by: 1 | -1) =>
      tryCall(async () => {
        const ids = get().folders.map(({ id }) => id);
        const at = ids.indexOf(folderId);
        const other = ids[at + by];
        if (at === -1 || other === undefined) return;
        [ids[at], ids[at + by]] = [other, folderId];
        await call('orderFolders', { folderIds: ids });
      }),
    /** Puts a folder in front of another one, or with `null` at the end. */
    placeFolder: (folderId: string, before: string | null) =>
      tryCall(async () => {
        const ids = get()
          .folders.map(({ id }) => id)
          .filter((id) => id !== folderId);
        ids.splice(before === null ? ids.length : ids.indexOf(before), 0, folderId);
        await call('orderFolders', { folderIds: ids });
      }),
  };
};
