/** Loading and unloading, with the question what becomes of an answer that is in the way. */
import { wasRefused } from './loading.ts';
import { loadRefused } from './model-transitions.ts';
import { sentenceOf } from './sentence.ts';
import type { Behind } from './behind.ts';

/** What becomes of an answer that is being written. */
export type Interruption = 'stop' | 'wait';

export const createLoadingActions = ({ call, get, update, put }: Behind) => {
  let decide: ((choice: Interruption | null) => void) | null = null;
  /** Puts what was asked for to the person if it is in the way of an answer; `null`: they would rather not. */
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

  return {
    /** Loads a model. What comes of it is told by `engine` and, if it is refused, by `load`. */
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
        // A load that was cancelled, or gave way to another one, is no failure.
        update((state) => (state.load?.path === path ? loadRefused(state, path, sentenceOf(error)) : state));
        return false;
      }
    },
    /** Loads a file that need not be in the library; a refusal is the caller's to show. */
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
    /** `null` leaves everything as it is. */
    decideInterruption: (choice: Interruption | null): void => decide?.(choice),
    /** Why a load was refused is said until it was seen. */
    forgetRefusal: (): void => {
      if (wasRefused(get())) put({ load: null });
    },
  };
};
