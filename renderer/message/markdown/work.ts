/**
 * Divides the time of a task among all parsing, highlighting and typesetting in it: work for which no time is left is done in a
 * later task, and the window can respond in between.
 */

/** Milliseconds per task, so that the formulas and the code of an ordinary answer are drawn together with it. */
const share = 40;

let began: number | null = null;
const waiting = new Set<() => void>();

/** True while the present task has time left for such work: less than `most` milliseconds have passed since it began. */
export const hasTime = (most = share): boolean => {
  if (began === null) {
    began = performance.now();
    setTimeout(() => {
      began = null;
      runWaiting();
    });
  }
  return performance.now() - began < most;
};

/** Calls `run` in a later task that has time left. Returns a function that cancels it. */
export const later = (run: () => void): (() => void) => {
  waiting.add(run);
  hasTime();
  return () => void waiting.delete(run);
};

const runWaiting = (): void => {
  for (const run of waiting) {
    if (!hasTime()) break;
    waiting.delete(run);
    run();
  }
};
