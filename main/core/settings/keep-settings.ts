/** Holds the global settings while Hearth runs, and tells other rooms about their changes. */
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { Thinking } from '../../shared/contract/engine.ts';
import type { ModelId } from '../../shared/contract/model.ts';
import type { Settings, settingsCalls } from '../../shared/contract/settings.ts';
import { loadSettings, saveSettings, saveThinking, takeOverPaths, type SettingStore } from './settings.ts';

export interface KeptSettings {
  readonly now: Settings;
  /** Calls `check` with the new settings before a change by the user is stored; it rejects to refuse the change. */
  beforeChange(check: (after: Settings) => Promise<void>): void;
  /** Calls `listener` after each change by the user, in the order in which listeners were added. */
  onChange(listener: (now: Settings, before: Settings) => void): void;
  /** Stores how much the model at `modelPath` thinks from now on. */
  setThinking(modelPath: string, thinking: Thinking): void;
  /** Moves values that are stored by path to the identities of their models, if these are known by now. */
  takeOver(): void;
  calls: Pick<HandlersOf<typeof settingsCalls>, 'changeSettings'>;
}

interface Dependencies {
  store: SettingStore;
  emit: Emit;
  /** Throws `Refusal` if the data folder is gone, because anything stored then would be lost. */
  refuseIfGone: () => void;
  known: {
    /** The identity of the model at `path`; `null` if it is not known. */
    idOf(path: string): ModelId | null;
    /** The key under which values are stored for the model at `path`; see `modelKey`. */
    keyOf(path: string): string;
  };
}

export const keepSettings = ({ store, emit, refuseIfGone, known }: Dependencies): KeptSettings => {
  let settings = loadSettings(store);
  const checks: ((after: Settings) => Promise<void>)[] = [];
  const listeners: ((now: Settings, before: Settings) => void)[] = [];
  const become = (next: Settings): void => {
    settings = next;
    emit('settings.changed', { settings });
  };

  return {
    get now() {
      return settings;
    },
    beforeChange: (check) => void checks.push(check),
    onChange: (listener) => void listeners.push(listener),
    setThinking: (modelPath, thinking) => {
      const next = { ...settings, thinking: { ...settings.thinking, [known.keyOf(modelPath)]: thinking } };
      saveThinking(store, next.thinking);
      become(next);
    },
    takeOver: () => {
      if (takeOverPaths(store, known.idOf)) become(loadSettings(store));
    },
    calls: {
      changeSettings: async (patch) => {
        refuseIfGone();
        const change = withoutUndefined(patch);
        for (const check of checks) await check({ ...settings, ...change });
        const before = settings;
        const next = { ...settings, ...change };
        saveSettings(store, next);
        become(next);
        for (const listener of listeners) listener(next, before);
        return next;
      },
    },
  };
};

const withoutUndefined = (patch: {
  [Key in keyof Settings]?: Settings[Key] | undefined;
}): Partial<Settings> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<Settings>;
