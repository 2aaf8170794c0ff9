/** Stores the user's settings, and what Hearth remembers about each model. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { calls } from '../../shared/contract/contract.ts';
import type { ModelId } from '../../shared/contract/model.ts';
import type { LoadSettings, Settings } from '../../shared/contract/settings.ts';
import type { ModelRef } from '../../shared/model/model-identity.ts';
import { defaultSettings } from '../../shared/settings/registry.ts';

/** A store of named values. */
export interface SettingStore {
  /** The value with this name; `undefined` if it was never saved or does not match `form`. */
  setting<Value>(name: string, form: z.ZodType<Value>): Value | undefined;
  saveSetting(name: string, value: unknown): void;
  /** Keeps a copy of a damaged value under another name. */
  setSettingAside(name: string): void;
  /** Runs `work` in one transaction. */
  transaction<Result>(work: () => Result): Result;
}

const record = z.record(z.string(), z.unknown());

/** The global settings. If some are damaged, a copy of all is set aside and those have their default values. */
export const loadSettings = (store: SettingStore): Settings => {
  const stored = divided(store.setting('settings', record) ?? {});
  const known = Object.entries(stored).filter(([name]) => name in defaultSettings);
  const good = known.filter(
    ([name, value]) => calls.changeSettings.args.safeParse({ [name]: value }).success,
  );
  if (good.length < known.length) store.setSettingAside('settings');
  return {
    ...defaultSettings,
    ...(Object.fromEntries(good) as Partial<Settings>),
    thinking: loadThinking(store),
  };
};

/** Earlier versions of Hearth had one setting in place of these. */
const divided = ({ apiNormalise, ...stored }: Record<string, unknown>): Record<string, unknown> =>
  apiNormalise === false
    ? {
        apiDropsBilling: false,
        apiMovesDates: false,
        apiMovesReminders: false,
        apiSortsTools: false,
        apiNumbersCalls: false,
        ...stored,
      }
    : stored;

/** Stores all settings but `thinking`, see `saveThinking`. */
export const saveSettings = (store: SettingStore, settings: Settings): void => {
  const { thinking: _, ...others } = settings;
  store.saveSetting('settings', others);
};

/** How much each model thinks, by its key (`modelKey`), without damaged entries. */
const loadThinking = (store: SettingStore): Settings['thinking'] => {
  const { thinking } = calls.setThinking.args.shape;
  return Object.fromEntries(
    Object.entries(store.setting('thinking', record) ?? {}).flatMap(([path, value]) => {
      const { data } = thinking.safeParse(value);
      return data === undefined ? [] : [[path, data]];
    }),
  );
};

export const saveThinking = (store: SettingStore, thinking: Settings['thinking']): void =>
  store.saveSetting('thinking', thinking);

const modelRef = z.object({ id: z.string().nullable(), path: z.string().min(1) });
/** Earlier versions of Hearth stored the path alone. */
const storedRef = z.union([
  modelRef,
  z
    .string()
    .min(1)
    .transform((path) => ({ id: null, path })),
]);

/** The model to load at the start; `null` for the starter model. */
export const loadOpened = (store: SettingStore): ModelRef | null =>
  store.setting('model-path', storedRef.nullable()) ?? null;

export const saveOpened = (store: SettingStore, model: ModelRef | null): void =>
  store.saveSetting('model-path', model);

/** The settings of each model that differ from the global settings, by its key. */
type AllLoadSettings = Record<string, LoadSettings>;

const allLoadSettings = (store: SettingStore): AllLoadSettings =>
  (store.setting('load-settings', z.record(z.string(), record)) as AllLoadSettings | undefined) ?? {};

/** The settings of the model with this key (`modelKey`), without damaged ones. */
export const loadLoadSettings = (store: SettingStore, key: string): LoadSettings =>
  Object.fromEntries(
    Object.entries(allLoadSettings(store)[key] ?? {}).filter(
      ([name, value]) => calls.changeLoadSettings.args.shape.settings.safeParse({ [name]: value }).success,
    ),
  );

export const saveLoadSettings = (store: SettingStore, key: string, settings: LoadSettings): void => {
  const { [key]: _, ...others } = allLoadSettings(store);
  const own = Object.keys(settings).length === 0 ? {} : { [key]: settings };
  store.saveSetting('load-settings', { ...others, ...own });
};

/** When each model answered last, by its key, in ms since the epoch. */
export const loadLastUsed = (store: SettingStore): Record<string, number> =>
  store.setting('last-used', z.record(z.string(), z.number())) ?? {};

export const saveLastUsed = (store: SettingStore, lastUsed: Record<string, number>): void =>
  store.saveSetting('last-used', lastUsed);

/** The draft model that was chosen for each model, by the key of that model. */
export const loadDraftModels = (store: SettingStore): Record<string, ModelRef> =>
  store.setting('draft-models', z.record(z.string(), storedRef)) ?? {};

export const saveDraftModels = (store: SettingStore, drafts: Record<string, ModelRef>): void =>
  store.saveSetting('draft-models', drafts);

/**
 * Whether flash attention was measured to be faster for each model when it was loaded last, by its key. Models for which the
 * user set flash attention have no entry of that load.
 */
export const loadMeasuredFlash = (store: SettingStore): Record<string, boolean> =>
  store.setting('measured-flash-attention', z.record(z.string(), z.boolean())) ?? {};

export const saveMeasuredFlash = (store: SettingStore, measured: Record<string, boolean>): void =>
  store.saveSetting('measured-flash-attention', measured);

/** The names of all values that are stored by the keys of models. */
const keyed = ['thinking', 'load-settings', 'last-used', 'draft-models', 'measured-flash-attention'];

/**
 * Moves each value that is stored by the path of a model, as in earlier versions of Hearth, to the identity of that model, if
 * it is known. A value that the identity already has is kept. Returns true if anything changed.
 */
export const takeOverPaths = (store: SettingStore, idOf: (path: string) => ModelId | null): boolean =>
  store.transaction(() => {
    let hasChanged = false;
    const known = ({ id, path }: ModelRef): ModelRef => ({ id: id ?? idOf(path), path });
    const save = (name: string, before: unknown, after: unknown): void => {
      if (JSON.stringify(before) === JSON.stringify(after)) return;
      store.saveSetting(name, after);
      hasChanged = true;
    };
    for (const name of keyed) {
      const before = store.setting(name, record) ?? {};
      const after = { ...before };
      for (const [key, value] of Object.entries(before)) {
        // A key that is not a path is an identity already.
        const id = isAbsolute(key) ? idOf(key) : null;
        if (id === null || id in after) continue;
        after[id] = value;
        delete after[key];
      }
      save(name, before, after);
    }
    const opened = loadOpened(store);
    if (opened !== null) save('model-path', opened, known(opened));
    const drafts = loadDraftModels(store);
    save(
      'draft-models',
      drafts,
      Object.fromEntries(Object.entries(drafts).map(([key, draft]) => [key, known(draft)])),
    );
    return hasChanged;
  });
