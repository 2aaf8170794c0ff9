/** The engine of the scripted core: which model is loaded, and how loading goes. */
import type { EngineStatus, LoadedModel } from '../../main/contract/types.ts';
import { pause, type Emit, type Handlers } from './handlers.ts';
import { guidePath } from './sample-library.ts';
import type { Scenario } from './scenarios.ts';

type LoadingCalls = Pick<
  Handlers,
  | 'openModel'
  | 'openStarterModel'
  | 'unloadModel'
  | 'cancelLoad'
  | 'tuneModel'
  | 'setDraftModel'
  | 'restartEngine'
>;

export const createScriptedLoading = (scenario: Scenario, emit: Emit) => {
  let engine = scenario.engine;
  /** What cancelling goes back to. */
  let before = engine;
  const become = (next: EngineStatus): void => {
    engine = next;
    if (next.state !== 'loading') before = next;
    emit('engine.changed', { engine });
  };
  /** The load that goes on; another one, and cancelling, end it. */
  let loading: symbol | null = null;
  const load = async (of?: LoadedModel): Promise<void> => {
    const own = Symbol('load');
    loading = own;
    const model = of ?? engine.model ?? scenario.engine.model ?? scenario.unloaded ?? null;
    const modelName = model?.name ?? null;
    for (let step = 0; step <= 10; step += 1) {
      become({ state: 'loading', modelName, model: null, loadProgress: step / 10, note: null });
      await pause((scenario.loadMs ?? 1_000) / 10);
      if (loading !== own) {
        if (loading === null) become(before);
        throw new Error('The load was cancelled.');
      }
    }
    become({ state: 'ready', modelName, model, loadProgress: null, note: null });
  };
  /** A model of the library as the engine would tell of it. */
  const loadedFrom = (path: string): LoadedModel => {
    const model = scenario.library?.models.find((one) => one.path === path);
    const like = scenario.engine.model ?? scenario.unloaded!;
    return model
      ? {
          ...like,
          path,
          name: model.name,
          architecture: model.architecture,
          quantisation: model.quantisation,
          fileBytes: model.bytes,
          trainedContextLength: model.trainedContextLength,
          isStarter: model.owner === 'starter',
          draftModel: null,
        }
      : path === like.path || path === guidePath
        ? like
        : // Downloaded since.
          { ...like, path, name: path.split('/').at(-1)!, isStarter: false, draftModel: null };
  };

  const calls: LoadingCalls = {
    openModel: async ({ path }) => {
      const model = loadedFrom(path);
      await load(model);
      return model;
    },
    openStarterModel: async () => {
      const model = loadedFrom(guidePath);
      await load(model);
      return model;
    },
    unloadModel: () => become({ ...engine, state: 'unloaded', model: null, loadProgress: null, note: null }),
    cancelLoad: () => {
      loading = null;
    },
    tuneModel: () => load(),
    setDraftModel: ({ path }) => {
      const name = scenario.library?.models.find((one) => one.path === path)?.name ?? path;
      return load({ ...(engine.model ?? scenario.engine.model!), draftModel: name });
    },
    restartEngine: () => load(),
  };
  return { engine: () => engine, load, calls };
};
