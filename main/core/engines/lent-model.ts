/**
 * Lends the engine to the requests of other programs, which can name another model than the user's. The user's own comes back with the
 * user's next message, and not before: programs often send several requests in a row. Requests that run then are stopped after a while.
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
  /** The loaded model is not the one that the user opened last. */
  isOfProgram(): boolean;
  /** Loads the user's own model again, within the queue and alone, if it is away. Throws `Refusal` if it cannot be loaded. */
  useOwn(stop: AbortSignal): Promise<void>;
  /**
   * The user waits for an answer of their own model, as long as `isStill`: if it is away, programs have a little time to end their
   * requests by themselves.
   */
  want(isStill: () => boolean): void;
  /** Aborted when the requests that run now have to end, because the user wants their own model back. Each time there is a new one. */
  readonly taken: AbortSignal;
}

/** The time that requests have to end by themselves when the user waits for their own model, in ms. */
const usualEndMs = 10_000;

export const createLentModel = (
  engine: Engine,
  running: () => RunningModel,
  endMs = usualEndMs,
): LentModel => {
  /** The user's model, and the one that has taken its place. */
  let lent: { own: string; to: string } | null = null;
  /** The user may have opened the very model that took the place. */
  const isOwnAway = (): boolean =>
    lent !== null && engine.config?.modelPath === lent.to && running().chosen() !== lent.to;
  let taking = new AbortController();
  let wanted: (() => boolean)[] = [];
  let timer: NodeJS.Timeout | null = null;
  const isWanted = (): boolean => {
    wanted = wanted.filter((isStill) => isStill());
    return wanted.length > 0 && isOwnAway();
  };
  const takeSoon = (): void => {
    if (!isWanted()) return;
    timer ??= setTimeout(() => {
      timer = null;
      if (!isWanted()) return;
      taking.abort();
      taking = new AbortController();
      // An answer that the end of another one let begin is stopped, too.
      takeSoon();
    }, endMs).unref();
  };
  return {
    want: (isStill) => {
      wanted.push(isStill);
      takeSoon();
    },
    get taken() {
      return taking.signal;
    },
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
      takeSoon();
    },
    isOwnAway,
    isOfProgram: () => engine.config !== null && engine.config.modelPath !== running().chosen(),
    useOwn: async (stop) => {
      const now = isOwnAway() ? lent : null;
      lent = null;
      if (now === null) return;
      await running().use(now.own, stop);
    },
  };
};
