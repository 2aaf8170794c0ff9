/** Long work in steps, between which the other work of this process runs. */

/** Lets other work run after this many ms. */
const longestStepMs = 8;

/** Takes everything out of `steps`. */
export const inSteps = async (steps: Iterable<unknown>): Promise<void> => {
  let startedAt = performance.now();
  for (const _ of steps) {
    if (performance.now() - startedAt < longestStepMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    startedAt = performance.now();
  }
};
