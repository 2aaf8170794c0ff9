/** Handles the calls about chats and their turns. */
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Chat, chatsCalls, OpenedChat } from '../../shared/contract/chats.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { turnsCalls } from '../../shared/contract/turns.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { AttachedDocuments } from '../documents/attached.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import type { ChatStates } from './chat-states.ts';
import type { Comparisons } from './comparisons.ts';
import type { DeletedChats } from './deleted-chats.ts';
import type { Drafts } from './drafts.ts';
import type { Prompts } from './prompts.ts';
import type { Store } from './store.ts';
import type { Turns } from './turns.ts';

interface Dependencies {
  store: Store;
  engine: Engine;
  turns: Turns;
  comparisons: Comparisons;
  states: ChatStates;
  deletedChats: DeletedChats;
  drafts: Drafts;
  settings: KeptSettings;
  /** See `AttachedDocuments.complete`. */
  complete: AttachedDocuments['complete'];
  /** See `Prompts`. */
  before: Prompts['before'];
  /** Throws `Refusal` if the data folder is gone, because anything stored then would be lost. */
  refuseIfGone: () => void;
  emit: Emit;
}

export const createChatsCalls = ({
  store,
  engine,
  turns,
  comparisons,
  states,
  deletedChats,
  drafts,
  settings,
  complete,
  before,
  refuseIfGone,
  emit,
}: Dependencies): HandlersOf<typeof chatsCalls & typeof turnsCalls> => {
  const existing = (chatId: string): Chat => {
    const chat = store.chat(chatId);
    if (chat === null) throw new Refusal('chats.gone');
    return chat;
  };
  const opened = (chatId: string): OpenedChat => {
    const chat = existing(chatId);
    return {
      chat,
      messages: turns.withRunning(store.path(chatId)),
      phase: turns.phase(chatId),
      comparison: comparisons.of(chatId),
    };
  };
  const tellChange = (chatId: string): void => emit('chat.changed', { chat: store.chat(chatId)! });

  return {
    openChat: ({ chatId }) => {
      const found = opened(chatId);
      states.lookAt(chatId);
      return found;
    },
    renameChat: ({ chatId, title }) => {
      store.renameChat(existing(chatId).id, title);
      tellChange(chatId);
    },
    deletedChats: () => deletedChats.list(),
    purgeChat: ({ chatId }) => deletedChats.purge(chatId),
    purgeDeletedChats: () => deletedChats.purgeAll(),

    setOverflow: ({ chatId, overflow }) => {
      store.setOverflow(existing(chatId).id, overflow);
      tellChange(chatId);
    },
    setThinking: ({ chatId, thinking }) => {
      if (chatId !== null) {
        store.setThinking(existing(chatId).id, thinking);
        tellChange(chatId);
      }
      if (engine.config !== null) settings.setThinking(engine.config.modelPath, thinking);
    },
    saveDraft: (draft) => {
      if (drafts.save(draft)) emit('draft.saved', draft);
    },

    startTurn: async ({ chatId, parts, beginning, presetId }, { receivedAt }) => {
      refuseIfGone();
      const completed = await complete(() => before(chatId), parts);
      const started = turns.start(chatId, completed, receivedAt, undefined, beginning ?? null, presetId);
      return { ...started, receivedAt };
    },
    continueAnswer: async ({ messageId }, { receivedAt }) => {
      refuseIfGone();
      return { ...(await turns.continueAnswer(messageId, receivedAt)), receivedAt };
    },
    regenerate: ({ messageId, beginning }, { receivedAt }) => {
      refuseIfGone();
      return { ...turns.regenerate(messageId, receivedAt, beginning), receivedAt };
    },
    editMessage: async ({ messageId, parts }, { receivedAt }) => {
      refuseIfGone();
      const chatId = store.message(messageId)?.chatId ?? null;
      const completed = await complete(() => before(chatId, messageId), parts);
      return { ...turns.edit(messageId, completed, receivedAt), receivedAt };
    },
    continueFromSummary: ({ chatId }, { receivedAt }) => {
      refuseIfGone();
      return turns.continueFromSummary(chatId, receivedAt);
    },
    selectVersion: ({ messageId }) => {
      const message = store.message(messageId);
      if (message === null) throw new Refusal('chats.message-gone');
      if (turns.phase(message.chatId)) throw new Refusal('chats.answer-running');
      store.selectVersion(message);
      states.changed(message.chatId);
      comparisons.kept(message.chatId);
      return opened(message.chatId);
    },
    stopTurn: ({ chatId }) => turns.stop(chatId),
  };
};
