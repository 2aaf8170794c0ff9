/** The actions on a chat of the list. */
import type { Chat } from '../../main/shared/contract/chats.ts';
import type { Behind } from './behind.ts';

/** How long the notice about a deleted chat is shown, in ms; the core keeps the chat for 30 days. */
const undoMs = 8_000;

const withoutChat = (chats: readonly Chat[], chatId: string): Chat[] =>
  chats.filter(({ id }) => id !== chatId);

/** `showChat` opens a chat. */
export const createChatActions = (
  { call, get, put, tryCall }: Behind,
  showChat: (chatId: string | null) => void,
) => {
  const forgetUndo = (chatId: string): void => put({ undo: withoutChat(get().undo, chatId) });
  return {
    /** Turns a chat's title into a text field, or back with `null`. */
    rename: (renaming: string | null): void => put({ renaming }),
    deleteChat: (chatId: string) =>
      tryCall(async () => {
        const chat = get().chats.find(({ id }) => id === chatId);
        await call('deleteChat', { chatId });
        if (!chat) return;
        put({ undo: [...withoutChat(get().undo, chatId), chat] });
        setTimeout(() => forgetUndo(chatId), undoMs);
      }),
    /** Restores a deleted chat and shows it. */
    restoreChat: (chatId: string) =>
      tryCall(async () => {
        forgetUndo(chatId);
        await call('restoreChat', { chatId });
        showChat(chatId);
      }),
  };
};
