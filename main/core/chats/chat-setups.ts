/** The preset and the settings of each chat, and those that the next new chat will have. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { HandlersOf } from '../../shared/contract/call.ts';
import { chatSetupCalls, type ChatSettings, type ChatSetup } from '../../shared/contract/chat-setup.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { ModelId } from '../../shared/contract/model.ts';
import type { Preset, Presets, presetsCalls, PresetState } from '../../shared/contract/presets.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { chatTexts } from '../../shared/words/chats.ts';
import { namesIn, type ScopeValues, type SettingValues } from '../../shared/settings/registry.ts';
import type { Db } from '../database/connection.ts';
import { parsed } from '../database/stored-values.ts';
import { goodValues, presetsIn } from './presets.ts';
import type { Store } from './store.ts';

export interface ChatSetups {
  /**
   * The values of the scopes that are narrower than the model, the widest first. `chatId` is `null` for the next new chat.
   * `presetId`: a preset that applies in place of the chat's own; `null`: none does. A new chat with such a preset has no settings of
   * its own.
   */
  scopesOf(chatId: string | null, presetId?: string | null): ScopeValues[];
  /** The name of a preset; `undefined` if it is gone. */
  presetName(presetId: string): string | undefined;
  /**
   * Gives a new chat the preset and the settings that were chosen for it before it existed, or the preset `presetId` and nothing that
   * was chosen for another one.
   */
  handOver(chatId: string, presetId: string | null): void;
  /** Tells the windows the preset and the settings of the next new chat, after a chat has taken over the last ones. */
  handedOver(): void;
  /** The default one first, then that of the quick window, the others by name. */
  presets(): Preset[];
  /** Gives the chat `to` the preset and the settings of the chat `from`. */
  copy(from: string, to: string): void;
  calls: HandlersOf<typeof chatSetupCalls & typeof presetsCalls>;
}

interface Dependencies {
  db: Db;
  store: Store;
  /** Throws `Refusal` if the data folder is gone, because anything stored then would be lost. */
  refuseIfGone: () => void;
  /** The values that apply with the loaded model. `inner`: the values of the narrower scopes, the widest first. */
  valuesWith: (inner: readonly ScopeValues[]) => SettingValues;
  /** The loaded model; `null` if none is loaded or it has no identity. */
  modelId: () => ModelId | null;
  /** Called when the system prompt of these chats has changed. */
  onPromptChange: (chatIds: readonly string[]) => void;
  /** Presets were made, changed, deleted or restored. */
  onPresetsChange: () => void;
  presetStates: () => PresetState[];
  emit: Emit;
}

/** What is stored of a chat. */
interface Own {
  settings: ChatSettings;
  presetId: string | null;
}

/** The key under which the settings of a new chat are stored until its first message creates it. */
const newChat = 'new-chat';

/** The key under which the preset of the quick window is stored. */
const quickPreset = 'quick-preset';

/** Without `presetId` it begins with the default preset. */
const newChatForm = z.object({ settings: z.unknown(), presetId: z.string().nullable().optional() });

export const openChatSetups = ({
  db,
  store,
  refuseIfGone,
  valuesWith,
  modelId,
  onPromptChange,
  onPresetsChange,
  presetStates,
  emit,
}: Dependencies): ChatSetups => {
  const presets = presetsIn(db, store);

  const ownOf = (chatId: string | null): Own => {
    if (chatId === null) {
      const stored = store.setting(newChat, newChatForm);
      const presetId = stored?.presetId === undefined ? presets.defaultId() : stored.presetId;
      return { settings: goodSettings(stored?.settings), presetId: presets.find(presetId)?.id ?? null };
    }
    const row = db.prepare('SELECT settings, preset_id FROM chats WHERE id = ?').get(chatId) as
      | { settings: unknown; preset_id: unknown }
      | undefined;
    return {
      settings: goodSettings(parsed(row?.settings)),
      presetId: typeof row?.preset_id === 'string' ? row.preset_id : null,
    };
  };
  const save = (chatId: string | null, patch: Partial<Own>): void => {
    if (chatId === null)
      return store.saveSetting(newChat, { ...store.setting(newChat, newChatForm), ...patch });
    const { settings, presetId } = { ...ownOf(chatId), ...patch };
    const json = Object.keys(settings).length === 0 ? null : JSON.stringify(settings);
    db.prepare('UPDATE chats SET settings = ?, preset_id = ? WHERE id = ?').run(json, presetId, chatId);
  };
  const presetValues = ({ presetId }: Own): ScopeValues => presets.find(presetId)?.settings ?? {};
  const scopesOf = (chatId: string | null, presetId: string | null = null): ScopeValues[] => {
    const own = chatId === null && presetId !== null ? { settings: {}, presetId } : ownOf(chatId);
    return [presetValues({ ...own, presetId: presetId ?? own.presetId }), own.settings];
  };
  const setupOf = (chatId: string | null): ChatSetup => {
    const own = ownOf(chatId);
    const values = valuesWith([presetValues(own)]);
    const inherited = Object.fromEntries(namesIn('chat').map((name) => [name, values[name]]));
    return { ...own, inherited };
  };
  const promptOf = (chatId: string | null): string => valuesWith(scopesOf(chatId)).systemPrompt;

  const told = (): Presets => ({
    presets: presets.all(),
    defaultId: presets.defaultId(),
    states: presetStates(),
  });

  const refuseIfNone = (chatId: string | null): void => {
    if (chatId !== null && store.chat(chatId) === null) throw new Refusal('chats.gone');
  };

  /** Makes a change of how these chats are answered. */
  const changing = (chatIds: readonly string[], change: () => void): void => {
    refuseIfGone();
    const before = chatIds.map(promptOf);
    change();
    const changed = chatIds.filter((chatId, index) => promptOf(chatId) !== before[index]);
    if (changed.length > 0) onPromptChange(changed);
  };
  /** Makes a change of how one chat is answered, and tells the windows. */
  const changingOne = (chatId: string | null, change: () => void): void => {
    refuseIfNone(chatId);
    changing(chatId === null ? [] : [chatId], change);
    emit('chatSetup.changed', { chatId, setup: setupOf(chatId) });
  };
  /** Makes a change of the presets. The windows ask anew how their chats are answered. */
  const changingPresets = (chatIds: readonly string[], change: () => void): void => {
    changing(chatIds, change);
    onPresetsChange();
    emit('presets.changed', told());
  };
  const found = (presetId: string): Preset => {
    const preset = presets.find(presetId);
    if (preset === null) throw new Refusal('presets.gone');
    return preset;
  };

  return {
    scopesOf,
    presetName: (presetId) => presets.all().find(({ id }) => id === presetId)?.name,
    presets: () => {
      const first = [presets.defaultId(), store.setting(quickPreset, z.string())];
      const placeOf = ({ id }: Preset): number => [...first, id].indexOf(id);
      return presets.all().toSorted((a, b) => placeOf(a) - placeOf(b));
    },
    handOver: (chatId, presetId) => {
      if (presetId !== null) return save(chatId, { settings: {}, presetId: found(presetId).id });
      save(chatId, ownOf(null));
      store.saveSetting(newChat, { settings: {} });
    },
    handedOver: () => emit('chatSetup.changed', { chatId: null, setup: setupOf(null) }),
    copy: (from, to) => save(to, ownOf(from)),
    calls: {
      chatSetup: ({ chatId }) => setupOf(chatId),
      changeChatSettings: ({ chatId, settings }) => {
        changingOne(chatId, () => save(chatId, { settings: onlySet(settings) }));
      },
      choosePreset: ({ chatId, presetId }) => {
        if (presetId !== null) found(presetId);
        changingOne(chatId, () => save(chatId, { presetId }));
      },
      presets: told,
      createPreset: ({ chatId, name }) => {
        refuseIfNone(chatId);
        const scopes: ScopeValues = Object.assign({}, ...scopesOf(chatId));
        const settings = onlySet({ ...scopes, systemPrompt: promptOf(chatId) });
        const preset = { id: randomUUID(), name, modelId: modelId(), settings };
        // The chat is answered as before.
        changingPresets([], () =>
          store.transaction(() => {
            presets.create(preset);
            save(chatId, { settings: {}, presetId: preset.id });
          }),
        );
        return preset;
      },
      changePreset: ({ presetId, name, modelId: model, settings }) => {
        found(presetId);
        changingPresets(presets.chatsOf(presetId), () =>
          presets.change({ id: presetId, name, modelId: model, settings: onlySet(settings) }),
        );
      },
      deletePreset: ({ presetId }) => {
        found(presetId);
        changingPresets(presets.chatsOf(presetId), () => presets.delete(presetId));
      },
      restorePreset: ({ presetId }) => {
        changingPresets(presets.chatsOf(presetId), () => {
          if (!presets.restore(presetId)) throw new Refusal('presets.gone');
        });
      },
      quickPreset: () => {
        const kept = presets.find(store.setting(quickPreset, z.string()) ?? null);
        if (kept !== null) return { presetId: kept.id };
        const made: Preset = {
          id: randomUUID(),
          name: chatTexts.quickPreset,
          modelId: null,
          settings: { systemPrompt: chatTexts.quickPrompt },
        };
        changingPresets([], () =>
          store.transaction(() => {
            presets.create(made);
            store.saveSetting(quickPreset, made.id);
          }),
        );
        return { presetId: made.id };
      },
      setDefaultPreset: ({ presetId }) => {
        if (presetId !== null) found(presetId);
        changingPresets([], () => presets.setDefault(presetId));
      },
    },
  };
};

const form = chatSetupCalls.changeChatSettings.args.shape.settings;

/** The settings in a stored value, without what is damaged. */
const goodSettings = (stored: unknown): ChatSettings => goodValues(form, stored);

const onlySet = <Values extends ScopeValues>(settings: Values): Values =>
  Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== null && value !== undefined),
  ) as Values;
