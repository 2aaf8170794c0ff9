/** How each chat is answered, as the database has it, and the chat that does not exist yet. */
import { z } from 'zod';
import type { HandlersOf } from '../../shared/contract/call.ts';
import { chatSetupCalls, type ChatSettings, type ChatSetup } from '../../shared/contract/chat-setup.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { namesIn, type ScopeValues, type SettingValues } from '../../shared/settings/registry.ts';
import type { Db } from '../database/connection.ts';
import { parsed } from '../database/stored-json.ts';
import type { Store } from './store.ts';

export interface ChatSetups {
  /** What the scopes within the model set for a chat, the widest first. `chatId` is `null` for the chat that does not exist yet. */
  scopesOf(chatId: string | null): ScopeValues[];
  /** Gives `chatId`, a new chat, what was set for it before it existed. */
  handOver(chatId: string): void;
  /** A new chat was stored: tells the windows what applies to the next one. */
  handedOver(): void;
  /** Answers the chat `to` like the chat `from`. */
  copy(from: string, to: string): void;
  calls: HandlersOf<typeof chatSetupCalls>;
}

interface Dependencies {
  db: Db;
  store: Store;
  /** Throws `Refusal` while nothing can be stored. */
  refuseIfGone: () => void;
  /** The values that apply with the loaded model; `inner`: what the scopes within the model set. */
  valuesWith: (inner: readonly ScopeValues[]) => SettingValues;
  /** The system prompt of these chats is another one from now on. */
  onPromptChange: (chatIds: readonly string[]) => void;
  emit: Emit;
}

/** The setting that holds the setup of the chat that does not exist yet. */
const newChat = 'new-chat';

const newChatForm = z.object({ settings: z.unknown() });

export const openChatSetups = ({
  db,
  store,
  refuseIfGone,
  valuesWith,
  onPromptChange,
  emit,
}: Dependencies): ChatSetups => {
  const storedOf = (chatId: string | null): unknown => {
    if (chatId === null) return store.setting(newChat, newChatForm)?.settings;
    const row = db.prepare('SELECT settings FROM chats WHERE id = ?').get(chatId);
    return parsed((row as { settings: unknown } | undefined)?.settings);
  };
  const settingsOf = (chatId: string | null): ChatSettings => goodSettings(storedOf(chatId));
  const setupOf = (chatId: string | null): ChatSetup => {
    const values = valuesWith([]);
    const inherited = Object.fromEntries(namesIn('chat').map((name) => [name, values[name]]));
    return { settings: settingsOf(chatId), inherited };
  };
  const promptOf = (chatId: string | null): string => valuesWith([settingsOf(chatId)]).systemPrompt;
  const save = (chatId: string | null, settings: ChatSettings): void => {
    if (chatId === null) return store.saveSetting(newChat, { settings });
    const json = Object.keys(settings).length === 0 ? null : JSON.stringify(settings);
    db.prepare('UPDATE chats SET settings = ? WHERE id = ?').run(json, chatId);
  };
  const tell = (chatId: string | null): void => emit('chatSetup.changed', { chatId, setup: setupOf(chatId) });
  const changing = (chatId: string | null, change: () => void): void => {
    const before = promptOf(chatId);
    change();
    if (chatId !== null && promptOf(chatId) !== before) onPromptChange([chatId]);
    tell(chatId);
  };

  return {
    scopesOf: (chatId) => [settingsOf(chatId)],
    handOver: (chatId) => {
      const settings = settingsOf(null);
      if (Object.keys(settings).length === 0) return;
      save(chatId, settings);
      save(null, {});
    },
    handedOver: () => tell(null),
    copy: (from, to) => save(to, settingsOf(from)),
    calls: {
      chatSetup: ({ chatId }) => setupOf(chatId),
      changeChatSettings: ({ chatId, settings }) => {
        refuseIfGone();
        if (chatId !== null && store.chat(chatId) === null) throw new Refusal('chats.gone');
        changing(chatId, () => save(chatId, onlySet(settings)));
      },
    },
  };
};

const form = chatSetupCalls.changeChatSettings.args.shape.settings;

/** The settings in a stored value, without what is damaged. */
const goodSettings = (stored: unknown): ChatSettings =>
  Object.fromEntries(
    Object.entries(typeof stored === 'object' && stored !== null ? stored : {}).filter(
      ([name, value]) => form.safeParse({ [name]: value }).success,
    ),
  );

const onlySet = (settings: ChatSettings): ChatSettings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null && value !== undefined));
