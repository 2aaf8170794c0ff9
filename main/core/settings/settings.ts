/** The user's settings and the model that was last opened, kept in the database. */
import { z } from 'zod';
import { calls } from '../../shared/contract/contract.ts';
import type { LoadSettings, Settings } from '../../shared/contract/settings.ts';
import { defaultSettings } from '../../shared/settings/registry.ts';

/** Where values are stored by their names. */
export interface SettingStore {
  /** `undefined` if it was never saved, or is not as `form` says. */
  setting<Value>(name: string, form: z.ZodType<Value>): Value | undefined;
  saveSetting(name: string, value: unknown): void;
  /** Keeps a copy of a damaged value under another name. */
  setSettingAside(name: string): void;
}

const record = z.record(z.string(), z.unknown());

/** The settings; what is damaged among them is set aside and as it is by default. */
export const loadSettings = (store: SettingStore): Settings => {
  const stored = store.setting('settings', record) ?? {};
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

/** Stores all but how much each model thinks, see `saveThinking`. */
export const saveSettings = (store: SettingStore, settings: Settings): void => {
  const { thinking: _, ...others } = settings;
  store.saveSetting('settings', others);
};

/** How much each model thinks, by its path; what is damaged is left out. */
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

/** The path of the model to load at the start; `null` for the starter model. */
export const loadModelPath = (store: SettingStore): string | null =>
  store.setting('model-path', z.string().min(1).nullable()) ?? null;

export const saveModelPath = (store: SettingStore, path: string | null): void =>
  store.saveSetting('model-path', path);

/** How a model is run, where that differs from the settings for all, by its path. */
type AllLoadSettings = Record<string, LoadSettings>;

const allLoadSettings = (store: SettingStore): AllLoadSettings =>
  (store.setting('load-settings', z.record(z.string(), record)) as AllLoadSettings | undefined) ?? {};

/** What the user set for the model at `path`, without what is damaged. */
export const loadLoadSettings = (store: SettingStore, path: string): LoadSettings =>
  Object.fromEntries(
    Object.entries(allLoadSettings(store)[path] ?? {}).filter(
      ([name, value]) => calls.changeLoadSettings.args.shape.settings.safeParse({ [name]: value }).success,
    ),
  );

export const saveLoadSettings = (store: SettingStore, path: string, settings: LoadSettings): void => {
  const { [path]: _, ...others } = allLoadSettings(store);
  const own = Object.keys(settings).length === 0 ? {} : { [path]: settings };
  store.saveSetting('load-settings', { ...others, ...own });
};

/** When a model answered last, by its path; milliseconds since the epoch. */
export const loadLastUsed = (store: SettingStore): Record<string, number> =>
  store.setting('last-used', z.record(z.string(), z.number())) ?? {};

export const saveLastUsed = (store: SettingStore, lastUsed: Record<string, number>): void =>
  store.saveSetting('last-used', lastUsed);

/** The path of the draft model that was chosen for a model, by that model's path. */
export const loadDraftModels = (store: SettingStore): Record<string, string> =>
  store.setting('draft-models', z.record(z.string(), z.string())) ?? {};

export const saveDraftModels = (store: SettingStore, paths: Record<string, string>): void =>
  store.saveSetting('draft-models', paths);

/**
 * Whether flash attention was measured to be faster for a model when it was loaded last, by its path; only models for which
 * the user left that open.
 */
export const loadMeasuredFlash = (store: SettingStore): Record<string, boolean> =>
  store.setting('measured-flash-attention', z.record(z.string(), z.boolean())) ?? {};

export const saveMeasuredFlash = (store: SettingStore, measured: Record<string, boolean>): void =>
  store.saveSetting('measured-flash-attention', measured);

/** What is remembered of the model at `from` is of the one at `to` from now on. */
export const moveModel = (store: SettingStore, from: string, to: string): void => {
  const { [from]: chosen, ...others } = loadThinking(store);
  if (chosen !== undefined) saveThinking(store, { ...others, [to]: chosen });
  if (loadModelPath(store) === from) saveModelPath(store, to);
  const own = loadLoadSettings(store, from);
  saveLoadSettings(store, from, {});
  saveLoadSettings(store, to, own);
  const now = (path: string): string => (path === from ? to : path);
  const { [from]: flash, ...measured } = loadMeasuredFlash(store);
  if (flash !== undefined) saveMeasuredFlash(store, { ...measured, [to]: flash });
  saveDraftModels(
    store,
    Object.fromEntries(
      Object.entries(loadDraftModels(store)).map(([path, draft]) => [now(path), now(draft)]),
    ),
  );
};
