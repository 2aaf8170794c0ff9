/** Measures what this machine can do at most, with llama.cpp on the backend in use. */
import type { ToEngine } from '../protocol.ts';

/** Throws `RefusedFile` with a sentence where nothing can be measured. */
export const calibrate = async (_request: Extract<ToEngine, { kind: 'calibrate' }>): Promise<void> => {
  throw new Error('to be written');
};
