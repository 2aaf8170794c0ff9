/** The settings for all models while Hearth runs: one value, of whose changes other rooms are told. */
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { Thinking } from '../../shared/contract/engine.ts';
import type { ModelId } from '../../shared/contract/model.ts';
import type { Settings, settingsCalls } from '../../shared/contract/settings.ts';
import { loadSettings, saveSettings, saveThinking, takeOverPaths, type SettingStore } from './settings.ts';

export interface KeptSettings {
  readonly now: Settings;
  /** `check` may refuse `after` before a change by the user is stored. */
  beforeChange(check: (after: Settings) => Promise<void>): void;
  /** Calls `listener` after each change by the user, in the order in which listeners were added. */
  onChange(listener: (now: Settings, before: Settings) => void): void;
  /** Stores how much the model at `modelPath` thinks from now on. */
  setThinking(modelPath: string, thinking: Thinking): void;
  /** Gives values that are stored by paths to the models whose identities are known by now. */
  takeOver(): void;
  calls: Pick<HandlersOf<typeof settingsCalls>, 'changeSettings'>;
}

interface Dependencies {
  store: SettingStore;
  emit: Emit;
  /** Throws `Refusal` while nothing can be stored. */
  refuseIfGone: () => void;
  known: {
    /** The identity of the model at `path`, as far as it is known. */
    idOf(path: string): ModelId | null;
    /** The key of values that are stored for it. */
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
