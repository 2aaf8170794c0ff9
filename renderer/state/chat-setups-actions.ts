/** The actions on how chats are answered. */
import type { ChatSettings } from '../../main/shared/contract/chat-setup.ts';
import type { Behind } from './behind.ts';
import { setupTold } from './transitions.ts';

export const createChatSetupActions = ({ call, get, update }: Behind) => {
  /** Each change is made from the settings that the one before it left. */
  let line: Promise<unknown> = Promise.resolve();
  return {
    askSetup: async (chatId: string | null): Promise<void> => {
      const setup = await call('chatSetup', { chatId });
      update((state) => setupTold(state, { chatId, setup }));
    },
    /** Changes some settings of a chat. Rejects with the sentence of a refusal. */
    changeSetup: (chatId: string | null, patch: ChatSettings): Promise<void> => {
      const change = line.then(() =>
        call('changeChatSettings', {
          chatId,
          settings: { ...get().setups.get(chatId)?.settings, ...patch },
        }),
      );
      line = change.catch(() => undefined);
      return change;
    },
    resetSetup: (chatId: string | null): Promise<void> =>
      call('changeChatSettings', { chatId, settings: {} }),
  };
};
