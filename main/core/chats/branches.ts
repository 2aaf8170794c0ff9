/** The calls about the branches of a chat: its tree, forks, deleted messages and answers that the user changes. */
import type { branchesCalls } from '../../shared/contract/branches.ts';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { Message } from '../../shared/contract/message.ts';
import { textParts } from '../../shared/message/parts.ts';
import { forkTitle } from '../../shared/message/title.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { ChatStates } from './chat-states.ts';
import type { Store } from './store.ts';
import type { Turns } from './turns.ts';

interface Dependencies {
  store: Store;
  turns: Turns;
  states: ChatStates;
  /** Throws `Refusal` while nothing can be stored. */
  refuseIfGone: () => void;
  emit: Emit;
}

export const createBranchesCalls = ({
  store,
  turns,
  states,
  refuseIfGone,
  emit,
}: Dependencies): HandlersOf<typeof branchesCalls> => {
  const find = (messageId: string): Message => {
    const message = store.message(messageId);
    if (message === null || store.chat(message.chatId) === null) throw new Refusal('chats.message-gone');
    return message;
  };
  const refuseIfRunning = (chatId: string): void => {
    if (turns.phase(chatId)) throw new Refusal('chats.answer-running');
  };
  const reshaped = (chatId: string): void => {
    states.changed(chatId);
    emit('chat.reshaped', { chatId });
    emit('chat.changed', { chat: store.chat(chatId)! });
  };

  return {
    chatTree: ({ chatId }) => {
      if (store.chat(chatId) === null) throw new Refusal('chats.gone');
      return store.tree(chatId);
    },
    forkChat: ({ messageId }) => {
      refuseIfGone();
      const message = find(messageId);
      if (message.ending === null) throw new Refusal('chats.fork-running');
      const { title } = store.chat(message.chatId)!;
      const titles = store.chats().map((chat) => chat.title);
      const chat = store.forkChat(message, forkTitle(title, titles));
      emit('chat.changed', { chat });
      states.changed(chat.id);
      return { chatId: chat.id };
    },
    deleteMessage: ({ messageId }) => {
      const message = find(messageId);
      refuseIfRunning(message.chatId);
      const tipId = store.deleteMessage(message);
      reshaped(message.chatId);
      return { messageId, tipId };
    },
    restoreMessage: ({ messageId, tipId }) => {
      const deleted = store.deletedMessage(messageId);
      if (deleted === null || store.chat(deleted.chatId) === null) throw new Refusal('chats.no-undo');
      if (deleted.isBelowDeleted) throw new Refusal('chats.deleted-below');
      refuseIfRunning(deleted.chatId);
      store.restoreMessage(deleted.chatId, messageId, tipId);
      reshaped(deleted.chatId);
    },
    editAnswer: ({ messageId, text }) => {
      refuseIfGone();
      const message = find(messageId);
      if (message.role !== 'model') throw new Refusal('chats.no-answer');
      refuseIfRunning(message.chatId);
      const thoughts = message.parts.filter(({ kind }) => kind === 'thoughts');
      const edited = store.addEdited(message, [...thoughts, ...textParts(text)]);
      reshaped(message.chatId);
      return { answerId: edited.id };
    },
  };
};
