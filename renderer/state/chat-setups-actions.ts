/** The actions on how chats are answered. */
import type { ChatSettings } from '../../main/shared/contract/chat-setup.ts';
import type { Preset } from '../../main/shared/contract/presets.ts';
import { promptWords } from '../words/prompts.ts';
import { answeringWords } from '../words/answering.ts';
import type { Behind } from './behind.ts';
import { focusComposer } from './focus-composer.ts';
import { setupTold } from './transitions.ts';

interface Others {
  showChat: (chatId: string | null) => void;
  askLibrary: () => Promise<void>;
  load: (path: string) => Promise<unknown>;
}

export const createChatSetupActions = (
  { call, get, update, put, tryCall }: Behind,
  { showChat, askLibrary, load }: Others,
) => {
  /** Each change is made from the settings that the one before it left. */
  let line: Promise<unknown> = Promise.resolve();
  return {
    askPresets: async (): Promise<void> => {
      const presets = await call('presets', {});
      update((state) => ({ ...state, presets }));
    },
    /**
     * Loads the model that a preset asks for, or the loaded one again, with the preset's context length, which becomes that of the
     * model. Rejects with the sentence of a refusal.
     */
    loadForPreset: async ({ modelId, settings }: Preset): Promise<void> => {
      const loaded = get().engine?.model ?? null;
      const isOther = modelId !== null && modelId !== loaded?.id;
      if (isOther && get().library === null) await askLibrary();
      const path = isOther ? get().library?.models.find(({ id }) => id === modelId)?.path : loaded?.path;
      if (path === undefined) throw new Error(answeringWords.modelGone);
      const { contextLength = null } = settings;
      if (contextLength !== null) {
        const own = await call('loadSettings', { path });
        await call('changeLoadSettings', { path, settings: { ...own, contextLength } });
      }
      if (isOther) await load(path);
    },
    /** Answers the new chat with a preset; from an existing chat, a new one is begun for it. */
    beginWith: async (chatId: string | null, { id, name }: Preset): Promise<void> => {
      if (chatId !== null) showChat(null);
      const isChosen = await tryCall(() => call('choosePreset', { chatId: null, presetId: id }));
      if (isChosen) put({ announcement: promptWords.presetChosen(name) });
      focusComposer();
    },
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
