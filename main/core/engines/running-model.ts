/** Decides which model runs and how: switches models and settings, and switches back if that fails. */
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import { guideName } from '../../shared/words/engine.ts';
import { resolve } from 'node:path';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { engineCalls } from '../../shared/contract/engine.ts';
import type { measuringCalls } from '../../shared/contract/measuring.ts';
import type { ModelFacts } from '../../shared/contract/model.ts';
import type { LoadSettings, settingsCalls } from '../../shared/contract/settings.ts';
import type { Engine, InspectedFile } from '../../shared/engine/engine.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Log } from '../../system/log.ts';
import type { KnownFiles } from '../library/known-files.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import {
  loadDraftModels,
  loadLoadSettings,
  loadOpened,
  saveDraftModels,
  saveLoadSettings,
  saveOpened,
  type SettingStore,
} from '../settings/settings.ts';
import type { IdleUnload } from './idle-unload.ts';
import type { ModelConfigs } from './model-configs.ts';
import { createModelSwaps, loadsAlike, type MemoryCheck } from './model-swaps.ts';
import { configToUse, loadUnlessStopped } from './use-model.ts';
import type { EngineQueue } from './queue.ts';

/** What happens to a running answer that is in the way; `undefined` refuses the call instead. */
type WhileAnswering = 'stop' | 'wait' | undefined;

/** What a change of the model must know about running answers. */
interface Answers {
  readonly isBusy: boolean;
  /** Stops all answers; the user is told `why`. Resolves when they are stored. */
  stopAll(why: Told): Promise<void>;
}

interface Dependencies {
  store: SettingStore;
  engine: Engine;
  queue: EngineQueue;
  answers: Answers;
  settings: KeptSettings;
  known: KnownFiles;
  configs: ModelConfigs;
  idle: IdleUnload;
  starterModel: string;
  models: {
    /** The library's name for the model at this path; `null` if the library does not list it. */
    titleOf(path: string): string | null;
    /** Called when a model was opened. */
    opened(path: string): void;
    /** Scans all folders for models; resolves when the scan has ended. */
    scan(): Promise<void>;
  };
  /** The native file picker, if the shell has one; resolves with `null` if it was closed without a choice. */
  pickModelFile?: () => Promise<string | null>;
  memory: MemoryCheck;
  log: Log;
}

export interface RunningModel {
  /** Checks a file for chat. Throws `Refusal` if it cannot be used. */
  inspect(file: InspectedFile): Promise<ModelFacts>;
  /** The files of the model at `path` will be deleted: the guide replaces it if it is loaded, and no model drafts with it. */
  letGo(path: string): Promise<void>;
  /** The files of the model at `path` will be moved: if it is loaded, it is unloaded. */
  letGoToMove(path: string): Promise<void>;
  /** The model at `from` was moved to `to`. */
  moved(from: string, to: string): void;
  /** The path of the model that the user opened last, or of the starter model. */
  chosen(): string;
  /** The name of the model at `path`. */
  nameOf(path: string): string;
  /**
   * Loads the model at `path` for an answer, within the queue, unless it is loaded; the one that the user opened stays the one of the
   * next start. `leastContext`: it is loaded with a context of at least this many tokens. Ends early when `stop` aborts. Throws `Refusal`
   * with the reason if it cannot be loaded; no other model is loaded then.
   */
  use(path: string, stop: AbortSignal, leastContext?: number): Promise<void>;
  /** Loads the model at `path` again after `use` of others, within the queue, unless a switch to another one waits. */
  restore(path: string): Promise<void>;
  /** Loads the model that was opened last; if that fails, the starter model, so that Hearth can always answer. */
  loadFirst(): Promise<void>;
  calls: HandlersOf<typeof engineCalls> &
    Pick<HandlersOf<typeof settingsCalls>, 'loadSettings' | 'changeLoadSettings'> &
    Pick<HandlersOf<typeof measuringCalls>, 'tuneModel'>;
}

export const createRunningModel = ({
  store,
  engine,
  queue,
  answers,
  settings,
  known,
  configs: { configFor },
  idle,
  starterModel,
  models,
  pickModelFile,
  memory,
  log,
}: Dependencies): RunningModel => {
  const nameOf = (path: string): string =>
    path === starterModel ? guideName : (models.titleOf(path) ?? fileName(path));

  /** Inspects a file before the loaded model is unloaded for it. A file that passed is not inspected again until it changes. */
  const inspect = (file: InspectedFile): Promise<ModelFacts> => {
    const { path, guessesFor = null, chatTemplate = null } = file;
    const others = guessesFor === null ? [] : [guessesFor];
    const topic = JSON.stringify(['inspected', guessesFor, chatTemplate]);
    return known.remembered(path, topic, others, () => engine.inspect(file));
  };

  const { swap, weigh, apply } = createModelSwaps({ engine, queue, memory });

  /** What the model at `path` is loaded with, if that fits in memory. Settings may be changed while this is checked. */
  const fittingConfig = async (path: string): Promise<EngineConfig> => {
    const config = configFor(path);
    await memory.refuseIfTooLarge(config);
    return loadsAlike(config, configFor(path)) ? config : fittingConfig(path);
  };

  /** Reloads the loaded model with its current settings and with `change`. */
  const reload = async (change: Partial<EngineConfig> = {}): Promise<void> => {
    const { config, status } = engine;
    if (config === null) throw new Refusal('engine.no-model');
    const next = { ...configFor(config.modelPath), ...change };
    await memory.refuseIfTooLarge(next);
    await queue.run('person', () => swap(next, status.modelName ?? ''));
  };

  /** The latest switch that waits for an answer to end; a later switch or a cancelled load replaces it. */
  let waiting: symbol | null = null;
  /**
   * Counts cancelled loads. A switch that began before the latest cancellation is not carried out, even if its file was still
   * being inspected.
   */
  let cancellations = 0;

  /**
   * Stops a running answer if `what` says so, with `why` as the reason for the user; throws `Refusal` if an answer runs and
   * `what` is `undefined`.
   */
  const refuseWhileAnswering = (what: WhileAnswering, why: Told): void => {
    if (!answers.isBusy) return;
    if (what === undefined) throw new Refusal('engine.answer-running');
    if (what === 'stop') void answers.stopAll(why);
  };

  const switchTo = async (
    facts: ModelFacts,
    what: WhileAnswering,
    begun = cancellations,
  ): Promise<ModelFacts> => {
    refuseWhileAnswering(what, say('answer.model-switched'));
    const own = Symbol(facts.path);
    waiting = own;
    await queue.run('person', async () => {
      // Settings may have been changed while it waited.
      const config = configFor(facts.path);
      const name = config.title ?? facts.name;
      if (waiting !== own || begun !== cancellations) throw new Refusal('engine.load-stopped', { name });
      waiting = null;
      await swap(config, name);
    });
    saveOpened(store, facts.path === starterModel ? null : { id: facts.id, path: facts.path });
    return facts;
  };

  const openStarter = async (what: WhileAnswering): Promise<ModelFacts> =>
    switchTo(await inspect({ path: starterModel }), what);

  const use = async (path: string, stop: AbortSignal | null, leastContext = 0): Promise<void> => {
    const next = configToUse(engine, path, leastContext, configFor);
    if (next === null) return;
    await memory.refuseIfTooLarge(next);
    await inspect({ path, chatTemplate: next.chatTemplate });
    const now = configToUse(engine, path, leastContext, configFor);
    if (now !== null && !loadsAlike(now, next)) return use(path, stop, leastContext);
    await loadUnlessStopped(engine, next, nameOf(path), stop);
  };

  settings.beforeChange(async (after) => {
    const { config } = engine;
    if (config === null) return;
    const next = configFor(config.modelPath, undefined, after);
    if (!loadsAlike(next, configFor(config.modelPath))) await weigh(next);
  });
  settings.onChange((_, before) => {
    idle.used();
    const { config } = engine;
    if (config === null) return;
    const next = configFor(config.modelPath);
    // A configuration that failed to load is not tried again at every other change.
    if (loadsAlike(next, configFor(config.modelPath, undefined, before))) return;
    // This waits for the running answer, after the call has returned, so the header shows a failure.
    apply(next).catch((error: unknown) => {
      log.warn(`the model was not loaded with the new settings: ${String(error)}`);
      if (error instanceof Refusal) engine.note(error.told);
    });
  });

  return {
    inspect,
    letGo: async (path) => {
      // If the model is loaded, the guide replaces it.
      if (engine.config?.modelPath === path) await openStarter(undefined);
      // The draft model that was chosen for it is kept: its file may come back.
      saveDraftModels(
        store,
        Object.fromEntries(
          Object.entries(loadDraftModels(store)).filter(([, draft]) => known.locate(draft) !== path),
        ),
      );
    },
    letGoToMove: async (path) => {
      const { config, status } = engine;
      if (config === null || status.state === 'unloaded') return;
      if (config.modelPath === path || config.draftModelPath === path)
        await queue.run('person', () => engine.unload(say('engine.unloaded-moved')));
    },
    moved: (from, to) => {
      known.moved(from, to);
      if (loadOpened(store)?.path === from) saveOpened(store, known.refOf(to));
      const { config } = engine;
      if (config?.modelPath === from || config?.draftModelPath === from)
        engine.configure(configFor(config.modelPath === from ? to : config.modelPath));
    },

    chosen: () => loadOpened(store)?.path ?? starterModel,
    nameOf,
    use,
    restore: async (path) => {
      if (waiting === null) await use(path, null);
    },

    loadFirst: () =>
      queue.run('person', async () => {
        const opened = loadOpened(store);
        let path = opened?.path ?? starterModel;
        try {
          if (opened !== null) {
            const isThere = await known.verify(path);
            // The scan of all folders is needed only if the model was moved while Hearth was closed.
            if (!isThere && opened.id !== null) {
              await models.scan();
              path = known.locate(opened);
              if (path !== opened.path) saveOpened(store, known.refOf(path));
            }
            settings.takeOver();
          }
          await engine.load(await fittingConfig(path), nameOf(path));
        } catch (error) {
          log.warn(`the first model was not loaded: ${String(error)}`);
          if (path === starterModel || engine.status.state === 'unloaded') return;
          const reason = error instanceof Refusal ? error.told : engine.status.note;
          await engine.load(configFor(starterModel), nameOf(starterModel), reason).catch(() => undefined);
        }
      }),

    calls: {
      openModel: async ({ path, whileAnswering: what }) => {
        const begun = cancellations;
        if (what === undefined) refuseWhileAnswering(what, say('answer.model-switched'));
        await known.verify(resolve(path));
        settings.takeOver();
        const config = configFor(resolve(path));
        // This check is first because it reads only the header: it rejects most bad files without starting a process.
        await memory.refuseIfTooLarge(config);
        const { chatTemplate } = config;
        const facts = await switchTo(await inspect({ path, chatTemplate }), what, begun);
        models.opened(facts.path);
        return facts;
      },
      openStarterModel: ({ whileAnswering }) => openStarter(whileAnswering),
      pickModelFile: () => {
        if (pickModelFile === undefined) throw new Refusal('app.no-file-picker');
        return pickModelFile();
      },
      setDraftModel: async ({ path }) => {
        const { config } = engine;
        if (config === null) throw new Refusal('engine.no-model');
        if (path !== null && !engine.can.draft) throw new Refusal('engine.no-drafts');
        const key = known.keyOf(config.modelPath);
        const { [key]: _, ...others } = loadDraftModels(store);
        if (path === null) saveDraftModels(store, others);
        else {
          const draft = await inspect({ path, guessesFor: config.modelPath });
          saveDraftModels(store, { ...others, [key]: { id: draft.id, path: draft.path } });
        }
        await reload();
      },
      tuneModel: () => {
        if (!engine.can.tune) throw new Refusal('engine.no-tuning');
        return reload({ tunes: 'anew' });
      },
      unloadModel: async ({ whileAnswering }) => {
        refuseWhileAnswering(whileAnswering, say('answer.model-unloaded'));
        await queue.run('person', () => engine.unload());
      },
      cancelLoad: () => {
        waiting = null;
        cancellations += 1;
        engine.cancelLoad();
      },
      restartEngine: () => {
        // A turn that hangs would block the queue for good.
        void answers.stopAll(say('answer.engine-restarted'));
        return queue.run('person', async () => {
          const { config, status } = engine;
          if (config === null) throw new Refusal('engine.no-model');
          await engine.load(config, status.modelName ?? '');
        });
      },
      loadSettings: ({ path }) => loadLoadSettings(store, known.keyOf(path)),
      changeLoadSettings: async ({ path, settings: wanted }) => {
        const own = withoutDefaults(wanted);
        if (own.chatTemplate !== undefined) await inspect({ path, chatTemplate: own.chatTemplate ?? null });
        // If the model is loaded and cannot be loaded with these settings, nothing is stored and it stays loaded as before.
        if (engine.config?.modelPath === path) {
          const next = configFor(path, own);
          await weigh(next);
          await apply(next);
        }
        saveLoadSettings(store, known.keyOf(path), own);
        return own;
      },
    },
  };
};

/** The name of a model whose file has not been read yet. */
const fileName = (path: string): string =>
  path
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.gguf$/i, '');

/** The settings without `null`, which means the same as an absent setting. */
const withoutDefaults = (settings: LoadSettings): LoadSettings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null && value !== undefined));
