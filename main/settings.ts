/** The user's settings and the model that was last opened, kept in the database. */
import type { LoadSettings, Settings } from './contract/types.ts';
import type { Store } from './chats/store.ts';

/** What holds until the user says otherwise. */
export const defaultSettings: Settings = {
  theme: 'system',
  backend: null,
  threads: null,
  flashAttention: null,
  batchSize: null,
  contextLength: null,
  temperature: null,
  systemPrompt: '',
  kvPrecision: 'f16',
  typeAhead: true,
  speculative: true,
  snapshotBudget: 8 * 1024 ** 3,
  offline: false,
  hubAddress: 'https://huggingface.co',
  hubMirror: '',
  proxy: '',
  unloadAfterMinutes: null,
};

export const loadSettings = (store: Store): Settings => ({
  ...defaultSettings,
  ...(store.setting('settings') as Partial<Settings> | undefined),
});

export const saveSettings = (store: Store, settings: Settings): void =>
  store.saveSetting('settings', settings);

/** The path of the model to load at the start; `null` for the starter model. */
export const loadModelPath = (store: Store): string | null =>
  (store.setting('model-path') as string | null | undefined) ?? null;

export const saveModelPath = (store: Store, path: string | null): void =>
  store.saveSetting('model-path', path);

/** How a model is run, where that differs from the settings for all, by its path. */
type AllLoadSettings = Record<string, LoadSettings>;

const allLoadSettings = (store: Store): AllLoadSettings =>
  (store.setting('load-settings') as AllLoadSettings | null | undefined) ?? {};

export const loadLoadSettings = (store: Store, path: string): LoadSettings =>
  allLoadSettings(store)[path] ?? {};

export const saveLoadSettings = (store: Store, path: string, settings: LoadSettings): void => {
  const { [path]: _, ...others } = allLoadSettings(store);
  const own = Object.keys(settings).length === 0 ? {} : { [path]: settings };
  store.saveSetting('load-settings', { ...others, ...own });
};

/** When a model answered last, by its path; milliseconds since the epoch. */
export const loadLastUsed = (store: Store): Record<string, number> =>
  (store.setting('last-used') as Record<string, number> | null | undefined) ?? {};

export const saveLastUsed = (store: Store, lastUsed: Record<string, number>): void =>
  store.saveSetting('last-used', lastUsed);

/** The path of the draft model that was chosen for a model, by that model's path. */
export const loadDraftModels = (store: Store): Record<string, string> =>
  (store.setting('draft-models') as Record<string, string> | null | undefined) ?? {};

export const saveDraftModels = (store: Store, paths: Record<string, string>): void =>
  store.saveSetting('draft-models', paths);

/** What is remembered of the model at `from` is of the one at `to` from now on. */
export const moveModel = (store: Store, from: string, to: string): void => {
  if (loadModelPath(store) === from) saveModelPath(store, to);
  const own = loadLoadSettings(store, from);
  saveLoadSettings(store, from, {});
  saveLoadSettings(store, to, own);
  const now = (path: string): string => (path === from ? to : path);
  saveDraftModels(
    store,
    Object.fromEntries(
      Object.entries(loadDraftModels(store)).map(([path, draft]) => [now(path), now(draft)]),
    ),
  );
};
