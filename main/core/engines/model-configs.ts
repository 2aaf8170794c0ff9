/** Decides how each model is loaded and how it answers: by its own settings first, then by the global settings. */
import type { LoadSettings, Settings } from '../../shared/contract/settings.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';
import { openThinking, type Answering } from '../../shared/engine/request.ts';
import { loadValues } from '../../shared/settings/loading.ts';
import { effective, type ScopeValues, type SettingValues } from '../../shared/settings/registry.ts';
import { samplingWith } from '../../shared/settings/sampling.ts';
import type { KnownFiles } from '../library/known-files.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import { loadDraftModels, loadLoadSettings, type SettingStore } from '../settings/settings.ts';

export interface ModelConfigs {
  /**
   * How the model at `path` is loaded. `own` are its own settings and `all` the global settings; by default, the stored ones.
   */
  configFor(path: string, own?: LoadSettings, all?: Settings): EngineConfig;
  /**
   * How the model at `path` answers; `path` is `undefined` if no model was loaded yet. `inner` is what narrower scopes set, the
   * widest of them first.
   */
  answering(path: string | undefined, inner: readonly ScopeValues[]): Answering;
  /** The values that apply to the model at `path`, or to all models, and to `inner`. */
  values(path: string | undefined, inner: readonly ScopeValues[]): SettingValues;
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
  /**
   * The settings that apply to the model at `path`; `own` and `all` are the stored settings by default, `inner` is what narrower
   * scopes set.
   */
  const applying = (
    path: string | undefined,
    own: LoadSettings = path === undefined ? {} : loadLoadSettings(store, known.keyOf(path)),
    all: Settings = settings.now,
    inner: readonly ScopeValues[] = [],
  ): SettingValues => effective(all, own, ...inner);
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
    values: (path, inner) => applying(path, undefined, undefined, inner),
    answering: (path, inner) => {
      const values = applying(path, undefined, undefined, inner);
      return {
        systemPrompt: values.systemPrompt,
        sampling: samplingWith((name) => values[name]),
        speculative: values.speculative,
        longestAnswer: values.longestAnswer,
        stopStrings: values.stopStrings,
        responseFormat: values.responseFormat,
        thinking: (path === undefined ? undefined : settings.now.thinking[known.keyOf(path)]) ?? openThinking,
      };
    },
  };
};
