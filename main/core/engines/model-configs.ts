/** Decides how each model is loaded and how it answers: by its own settings first, then by the global settings. */
import type { LoadSettings, Settings } from '../../shared/contract/settings.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';
import { openThinking, type Answering } from '../../shared/engine/request.ts';
import { loadValues } from '../../shared/settings/loading.ts';
import { effective, type SettingValues } from '../../shared/settings/registry.ts';
import { samplingWith } from '../../shared/settings/sampling.ts';
import type { KnownFiles } from '../library/known-files.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import { loadDraftModels, loadLoadSettings, type SettingStore } from '../settings/settings.ts';

export interface ModelConfigs {
  /**
   * How the model at `path` is loaded. `own` are its own settings and `all` the global settings; by default, the stored ones.
   */
  configFor(path: string, own?: LoadSettings, all?: Settings): EngineConfig;
  /** How the model at `path` answers; `path` is `undefined` if no model was loaded yet. */
  answering(path: string | undefined): Answering;
}

interface Dependencies {
  store: SettingStore;
  settings: KeptSettings;
  known: KnownFiles;
  starterModel: string;
  /** The library's name for the model at this path; `null` if the library does not list it. */
  titleOf: (path: string) => string | null;
  /** The folder of snapshots. */
  snapshots: string;
}

export const createModelConfigs = ({
  store,
  settings,
  known,
  starterModel,
  titleOf,
  snapshots,
}: Dependencies): ModelConfigs => {
  /** The settings that apply to the model at `path`; `own` and `all` are the stored settings by default. */
  const applying = (
    path: string | undefined,
    own: LoadSettings = path === undefined ? {} : loadLoadSettings(store, known.keyOf(path)),
    all: Settings = settings.now,
  ): SettingValues => effective(all, own);
  const draftOf = (path: string): string | null => {
    const draft = loadDraftModels(store)[known.keyOf(path)];
    return draft === undefined ? null : known.locate(draft);
  };
  return {
    configFor: (path, own, all) => {
      const values = applying(path, own, all);
      return {
        ...loadValues(values),
        modelPath: path,
        title: titleOf(path),
        isStarter: path === starterModel,
        tunes: 'once',
        chatTemplate: values.chatTemplate,
        draftModelPath: draftOf(path),
        sequences: null,
        snapshots: { folder: snapshots, budgetBytes: values.snapshotBudget },
      };
    },
    answering: (path) => {
      const values = applying(path);
      return {
        systemPrompt: values.systemPrompt,
        sampling: samplingWith((name) => values[name]),
        speculative: values.speculative,
        longestAnswer: values.longestAnswer,
        stopStrings: values.stopStrings,
        thinking: (path === undefined ? undefined : settings.now.thinking[known.keyOf(path)]) ?? openThinking,
      };
    },
  };
};
