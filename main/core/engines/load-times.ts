/** Records when the model was being loaded, so that a turn can tell this wait from others. */
import type { Engine } from '../../shared/engine/engine.ts';

export interface LoadTimes {
  /**
   * The time between `from` and `to` in which the model was being loaded, in ms; `from` and `to` are readings of this process's
   * monotonic clock. Only the latest load counts.
   */
  within(from: number, to: number): number;
}

export const watchLoadTimes = (engine: Engine): LoadTimes => {
  let isLoading = false;
  let began = Infinity;
  let ended = Infinity;
  engine.listen(({ state }) => {
    const loads = state === 'loading' || state === 'tuning' || state === 'restarting';
    if (loads === isLoading) return;
    isLoading = loads;
    if (loads) [began, ended] = [performance.now(), Infinity];
    else ended = performance.now();
  });
  return { within: (from, to) => Math.max(0, Math.min(to, ended) - Math.max(from, began)) };
};
