/** Loading and unloading a model, and the question about a running answer that this would interrupt. */
import { wasRefused } from './loading.ts';
import { loadRefused } from './model-transitions.ts';
import { sentenceOf } from './sentence.ts';
import type { Behind } from './behind.ts';

/** What happens to a running answer. */
export type Interruption = 'stop' | 'wait';

export const createLoadingActions = ({ call, get, update, put }: Behind) => {
  let decide: ((choice: Interruption | null) => void) | null = null;
  /** If an answer is running, asks the user what happens to it; `null`: the user cancelled. */
  const interrupting = async (
    what: 'switch' | 'unload',
  ): Promise<{ whileAnswering?: Interruption } | null> => {
    if (get().running.size === 0) return {};
    decide?.(null);
    put({ interruption: what });
    const choice = await new Promise<Interruption | null>((resolve) => (decide = resolve));
    decide = null;
    put({ interruption: null });
    return choice === null ? null : { whileAnswering: choice };
  };

  const actions = {
    /** Loads a model. The result arrives in `engine` and, if the load is refused, in `load`. */
    load: async (path: string): Promise<boolean> => {
      const how = await interrupting('switch');
      if (how === null) return false;
      put({ load: { path, isWaiting: how.whileAnswering === 'wait', problem: null } });
      const isStarter =
        get().library?.models.some((model) => model.path === path && model.owner === 'starter') ?? false;
      try {
        await (isStarter ? call('openStarterModel', how) : call('openModel', { path, ...how }));
        update((state) => (state.load?.path === path ? { ...state, load: null } : state));
        return true;
      } catch (error) {
        // A load that was cancelled or replaced by another one is not a failure.
        update((state) => (state.load?.path === path ? loadRefused(state, path, sentenceOf(error)) : state));
        return false;
      }
    },
    /** Loads a file that need not be in the library; the caller shows a refusal. */
    openFile: async (path: string): Promise<void> => {
      const how = await interrupting('switch');
      if (how !== null) await call('openModel', { path, ...how });
    },
    openStarterModel: async (): Promise<void> => {
      const how = await interrupting('switch');
      if (how !== null) await call('openStarterModel', how);
    },
    unloadModel: async (): Promise<void> => {
      const how = await interrupting('unload');
      if (how !== null) await call('unloadModel', how);
    },
    cancelLoad: async (): Promise<void> => {
      put({ load: null });
      await call('cancelLoad', {});
    },
    /** Loads a model where no other part of the window shows a refusal, which is then shown at the foot of the page. */
    loadOrTell: async (path: string): Promise<void> => {
      await actions.load(path);
      const { load } = get();
      if (load?.path === path && load.problem !== null) put({ problem: load.problem, load: null });
    },
    /** `null` cancels. */
    decideInterruption: (choice: Interruption | null): void => decide?.(choice),
    /** Drops the refusal of a load once the user has seen it. */
    forgetRefusal: (): void => {
      if (wasRefused(get())) put({ load: null });
    },
  };
  return actions;
};
