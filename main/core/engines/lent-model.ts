/**
 * Lends the engine to the requests of other programs, which can name another model than the user's. The user's own comes back with the
 * user's next message, and not before: programs often send several requests in a row.
 */
import type { Engine } from '../../shared/engine/engine.ts';
import type { RunningModel } from './running-model.ts';

export interface LentModel {
  /**
   * Loads the model at `path` for a program, within the queue and alone, unless it is loaded with at least `leastContext` tokens. Throws
   * `Refusal` with the reason if it cannot be loaded; the model that was loaded before is loaded again then.
   */
  use(path: string, stop: AbortSignal, leastContext: number): Promise<void>;
  /** Another model has taken the place of the user's own. */
  isOwnAway(): boolean;
  /** Loads the user's own model again, within the queue and alone, if it is away. Throws `Refusal` if it cannot be loaded. */
  useOwn(stop: AbortSignal): Promise<void>;
}

export const createLentModel = (engine: Engine, running: () => RunningModel): LentModel => {
  /** The user's model, and the one that has taken its place. */
  let lent: { own: string; to: string } | null = null;
  return {
    use: async (path, stop, leastContext) => {
      const before = engine.config?.modelPath ?? null;
      try {
        await running().use(path, stop, leastContext);
        await engine.whenReady();
      } catch (error) {
        if (before !== null && engine.status.state === 'stopped')
          await running()
            .restore(before)
            .catch(() => undefined);
        throw error;
      }
      if (before === null || before === path) return;
      // The user may have opened another model since it was lent.
      const own = lent !== null && lent.to === before ? lent.own : before;
      lent = own === path ? null : { own, to: path };
    },
    isOwnAway: () => lent !== null && engine.config?.modelPath === lent.to,
    useOwn: async (stop) => {
      const now = lent;
      lent = null;
      if (now === null || engine.config?.modelPath !== now.to) return;
      await running().use(now.own, stop);
    },
  };
};
