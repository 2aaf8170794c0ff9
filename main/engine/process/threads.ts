/** How many threads evaluate: prefill is limited by arithmetic and decode by memory, so each has a number of its own. */
import type { LlamaContext } from 'node-llama-cpp';

/**
 * node-llama-cpp 3.22 has one number for both and fixes it when a context is made; llama.cpp can change it between two
 * evaluations, and the library asks for it anew whenever it has none reserved. Both are its own affairs.
 */
const ideal = '_idealThreads';
const release = '_freeReservedThreads';
type Internals = Partial<Record<typeof ideal, number> & Record<typeof release, () => void>>;

/** From the next evaluation of `context` on. Where the library has changed, the number it was made with stays. */
export const useThreads = (context: LlamaContext, threads: number): void => {
  const internals = context as unknown as Internals;
  if (typeof internals[ideal] !== 'number' || internals[ideal] === threads) return;
  internals[ideal] = threads;
  internals[release]?.();
};
