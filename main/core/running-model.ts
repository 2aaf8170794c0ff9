/** Which model runs, and how: every way to another model or other settings, and back where that fails. */
import { resolve } from 'node:path';
import type { Turns } from './chats/turns.ts';
import type { Store } from './chats/store.ts';
import type { ModelFacts } from '../shared/contract/model.ts';
import type { LoadSettings, Settings } from '../shared/contract/settings.ts';
import { loadValues } from '../shared/settings/loading.ts';
import { effective, type SettingValues } from '../shared/settings/registry.ts';
import { samplingWith } from '../shared/settings/sampling.ts';
import { openThinking, type Answering, type EngineConfig } from '../shared/engine/protocol.ts';
import type { EngineQueue } from './engines/queue.ts';
import type { Supervisor } from './engines/llama/supervisor.ts';
import type { Log } from '../system/log.ts';
import { Refusal } from '../shared/rpc/refusal.ts';
import {
  loadDraftModels,
  loadLoadSettings,
  loadModelPath,
  moveModel,
  saveDraftModels,
  saveLoadSettings,
  saveModelPath,
} from './settings/settings.ts';

/** What becomes of an answer that is being written; `undefined` refuses what is in its way. */
type WhileAnswering = 'stop' | 'wait' | undefined;

interface Dependencies {
  store: Store;
  supervisor: Supervisor;
  /** Looks into a model file before anything is unloaded for it. */
  inspect: (wanted: {
    path: string;
    guessesFor?: string;
    chatTemplate?: string | null;
  }) => Promise<ModelFacts>;
  turns: Turns;
  queue: EngineQueue;
  settings: () => Settings;
  starterModel: string;
  /** What the library calls the model at this path; `null` if it does not list it. */
  titleOf: (path: string) => string | null;
  /** Where snapshots lie. */
  snapshots: string;
  /** Throws `Refusal` with the numbers where the free memory cannot hold it, before native code is asked. */
  refuseIfTooLarge: (config: EngineConfig) => Promise<void>;
  /**
   * What would fit, as the end of a sentence, for a load that failed all the same; empty if nothing is known, or if, unless it
   * `isCertain`, memory was not what it failed for.
   */
  whatWouldFit: (config: EngineConfig, isCertain: boolean) => Promise<string>;
  log: Log;
}

export const createRunningModel = ({
  store,
  supervisor,
  inspect,
  turns,
  queue,
  settings,
  starterModel,
  titleOf,
  snapshots,
  refuseIfTooLarge,
  whatWouldFit,
  log,
}: Dependencies) => {
  /** The settings of the model at `path` that apply, with `own` and `all` as they are stored or else as given. */
  const applying = (
    path: string | undefined,
    own: LoadSettings = path === undefined ? {} : loadLoadSettings(store, path),
    all: Settings = settings(),
  ): SettingValues => effective(all, own);

  /** How the model at `path` is run. */
  const configFor = (path: string, own?: LoadSettings, all?: Settings): EngineConfig => {
    const values = applying(path, own, all);
    return {
      ...loadValues(values),
      modelPath: path,
      title: titleOf(path),
      isStarter: path === starterModel,
      tunes: 'once',
      chatTemplate: values.chatTemplate,
      draftModelPath: loadDraftModels(store)[path] ?? null,
      sequences: null,
      snapshots: { folder: snapshots, budgetBytes: values.snapshotBudget },
    };
  };

  /** How the model that is loaded, or comes next, answers. */
  const answering = (): Answering => {
    const path = supervisor.config?.modelPath;
    const values = applying(path);
    return {
      systemPrompt: values.systemPrompt,
      sampling: samplingWith((name) => values[name]),
      speculative: values.speculative,
      longestAnswer: values.longestAnswer,
      thinking: (path === undefined ? undefined : settings().thinking[path]) ?? openThinking,
    };
  };

  const nameOf = (path: string): string =>
    path === starterModel ? 'Hearth guide' : (titleOf(path) ?? fileName(path));

  /** Loads `config`; where that fails, what ran before comes back, and the refusal says what would work. */
  const swap = async (config: EngineConfig, name: string): Promise<void> => {
    const { config: before, status } = supervisor;
    const wasLoaded = status.model !== null;
    try {
      await supervisor.load(config, name);
    } catch (error) {
      const { loadFailure } = supervisor;
      if (wasLoaded && before !== null)
        await supervisor.load(before, status.modelName ?? '').catch(() => undefined);
      const advice =
        loadFailure === null ? '' : await whatWouldFit(config, loadFailure === 'memory').catch(() => '');
      throw advice === '' ? error : new Refusal(`${(error as Refusal).message} ${advice}`);
    }
  };

  /** The same between two answers. */
  const replace = (config: EngineConfig, name: string): Promise<void> =>
    queue.run('person', () => swap(config, name));

  /** The same model, set up as it is now said to be. */
  const reload = async (change: Partial<EngineConfig> = {}): Promise<void> => {
    const { config, status } = supervisor;
    if (config === null) throw new Refusal('No model is loaded: open one from the header.');
    const next = { ...configFor(config.modelPath), ...change };
    await refuseIfTooLarge(next);
    await replace(next, status.modelName ?? '');
  };

  /** Throws `Refusal` where the model that is loaded would not fit as `next` says. */
  const weigh = async (next: EngineConfig): Promise<void> => {
    if (supervisor.status.state !== 'unloaded' && !loadsAlike(next, supervisor.config!))
      await refuseIfTooLarge(next);
  };

  /** Runs the loaded model by `next`, where that is otherwise than it runs; one that is unloaded waits for its next load. */
  const apply = async (next: EngineConfig): Promise<void> => {
    const { config, status } = supervisor;
    if (loadsAlike(next, config!)) return;
    if (status.state === 'unloaded') supervisor.configure(next);
    else
      await queue.run('person', async () => {
        // Another model may have been opened meanwhile.
        if (supervisor.config?.modelPath === next.modelPath) await swap(next, status.modelName ?? '');
      });
  };

  /** The last switch that waits for an answer to end; a later one, and cancelling, takes its place. */
  let waiting: symbol | null = null;

  /** Throws `Refusal` while an answer is being written, unless it is said what becomes of that. */
  const refuseWhileAnswering = (what: WhileAnswering, why: string): void => {
    if (!turns.isBusy) return;
    if (what === undefined)
      throw new Refusal('An answer is being written: stop it first, or wait until it is complete.');
    if (what === 'stop') void turns.stopAll(why);
  };

  const switchTo = async (facts: ModelFacts, what: WhileAnswering): Promise<ModelFacts> => {
    const config = configFor(facts.path);
    refuseWhileAnswering(what, 'This answer was stopped because the model was switched.');
    const own = Symbol(facts.path);
    waiting = own;
    await queue.run('person', async () => {
      const name = config.title ?? facts.name;
      if (waiting !== own) throw new Refusal(`Loading ${name} was stopped.`);
      waiting = null;
      await swap(config, name);
    });
    saveModelPath(store, facts.path === starterModel ? null : facts.path);
    return facts;
  };

  const openStarter = async (what: WhileAnswering): Promise<ModelFacts> =>
    switchTo(await inspect({ path: starterModel }), what);

  /** So long after the last use the memory is given back, where the user wants that. */
  let idle: NodeJS.Timeout | undefined;
  const used = (): void => {
    clearTimeout(idle);
    const minutes = settings().unloadAfterMinutes;
    if (minutes === null) return;
    idle = setTimeout(() => {
      if (turns.isBusy || supervisor.status.state !== 'ready') used();
      else
        void queue.run('person', () =>
          supervisor.unload(`Unloaded after ${minutes} min without use; the next message loads it again.`),
        );
    }, minutes * 60_000);
    idle.unref();
  };

  return {
    configFor,
    answering,
    used,

    open: async (path: string, what: WhileAnswering): Promise<ModelFacts> => {
      if (what === undefined) refuseWhileAnswering(what, '');
      const config = configFor(resolve(path));
      // First, since it reads no more than the header: most bad files need no process to be told.
      await refuseIfTooLarge(config);
      return switchTo(await inspect({ path, chatTemplate: config.chatTemplate }), what);
    },
    openStarter,

    /** Measures anew how to run the loaded model. */
    tune: (): Promise<void> => reload({ tunes: 'anew' }),

    setDraftModel: async (path: string | null): Promise<void> => {
      const { config } = supervisor;
      if (config === null) throw new Refusal('No model is loaded: open one from the header.');
      const { [config.modelPath]: _, ...others } = loadDraftModels(store);
      const chosen =
        path === null
          ? {}
          : { [config.modelPath]: (await inspect({ path, guessesFor: config.modelPath })).path };
      saveDraftModels(store, { ...others, ...chosen });
      await reload();
    },

    /** Throws `Refusal` where the loaded model would not fit with `after` as the settings for all models. */
    refuseSettings: async (after: Settings): Promise<void> => {
      const { config } = supervisor;
      if (config === null) return;
      const next = configFor(config.modelPath, undefined, after);
      if (!loadsAlike(next, configFor(config.modelPath))) await weigh(next);
    },

    /** The settings for all models changed: the loaded one is loaded anew where that concerns it. */
    settingsChanged: (before: Settings): void => {
      used();
      const { config } = supervisor;
      if (config === null) return;
      const next = configFor(config.modelPath);
      // What failed once is not tried again at every other change.
      if (loadsAlike(next, configFor(config.modelPath, undefined, before))) return;
      // After the running answer, so what goes wrong shows in the header.
      apply(next).catch((error: unknown) => {
        log.warn(`the model was not loaded with the new settings: ${String(error)}`);
        if (error instanceof Refusal) supervisor.note(error.message);
      });
    },

    loadSettings: (path: string): LoadSettings => loadLoadSettings(store, path),

    /** Stores how a model is run. Where it is loaded and would not load so, nothing is stored and it stays as it was. */
    changeLoadSettings: async (path: string, wanted: LoadSettings): Promise<LoadSettings> => {
      const own = withoutDefaults(wanted);
      if (own.chatTemplate !== undefined) await inspect({ path, chatTemplate: own.chatTemplate ?? null });
      if (supervisor.config?.modelPath === path) {
        const next = configFor(path, own);
        await weigh(next);
        await apply(next);
      }
      saveLoadSettings(store, path, own);
      return own;
    },

    /** The files of a model are about to go: where it runs, the guide takes its place. */
    letGo: async (path: string): Promise<void> => {
      if (supervisor.config?.modelPath === path) await openStarter(undefined);
      const { [path]: _, ...draftModels } = loadDraftModels(store);
      saveDraftModels(
        store,
        Object.fromEntries(Object.entries(draftModels).filter(([, draft]) => draft !== path)),
      );
    },

    /** The files of a model are about to move: what uses them is unloaded. */
    letGoToMove: async (path: string): Promise<void> => {
      const { config, status } = supervisor;
      if (config === null || status.state === 'unloaded') return;
      if (config.modelPath === path || config.draftModelPath === path)
        await queue.run('person', () =>
          supervisor.unload('Unloaded, since its file moved; the next message loads it again.'),
        );
    },
    /** A model is elsewhere now, and what was set for it goes along. */
    moved: (from: string, to: string): void => {
      moveModel(store, from, to);
      const { config } = supervisor;
      if (config?.modelPath === from || config?.draftModelPath === from)
        supervisor.configure(configFor(config.modelPath === from ? to : config.modelPath));
    },

    unload: async (what: WhileAnswering): Promise<void> => {
      refuseWhileAnswering(what, 'This answer was stopped because the model was unloaded.');
      await queue.run('person', () => supervisor.unload());
    },
    cancelLoad: (): void => {
      waiting = null;
      supervisor.cancelLoad();
    },
    restart: (): Promise<void> => {
      // A turn that hangs would hold it up for good.
      void turns.stopAll('This answer was stopped because the engine was restarted.');
      return queue.run('person', () => supervisor.restart());
    },

    /** The model of last time; where it is gone, the starter model, so that Hearth always answers. */
    loadFirst: (): Promise<void> =>
      queue.run('person', async () => {
        const path = loadModelPath(store) ?? starterModel;
        try {
          const config = configFor(path);
          await refuseIfTooLarge(config);
          await supervisor.load(config, nameOf(path));
        } catch (error) {
          log.warn(`the first model was not loaded: ${String(error)}`);
          if (path === starterModel || supervisor.status.state === 'unloaded') return;
          const reason = error instanceof Refusal ? error.message : supervisor.status.note;
          await supervisor.load(configFor(starterModel), nameOf(starterModel), reason).catch(() => undefined);
        }
      }),

    close: (): void => clearTimeout(idle),
  };
};

/** Whether two configurations make the same of a model; its title and the budget for its states may change while it is loaded. */
const loadsAlike = (a: EngineConfig, b: EngineConfig): boolean =>
  JSON.stringify({ ...a, title: null, snapshots: null }) ===
  JSON.stringify({ ...b, title: null, snapshots: null });

/** A name until the file itself has been read. */
const fileName = (path: string): string =>
  path
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.gguf$/i, '');

/** `null` says no more than that nothing is said. */
const withoutDefaults = (settings: LoadSettings): LoadSettings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null && value !== undefined));
