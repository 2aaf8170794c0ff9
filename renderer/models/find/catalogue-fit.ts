/** Whether a model of the catalogue fits, from what the catalogue says of it alone, so that nothing has to be sent. */
import type { CatalogueModel, Fit, MachineMemory } from '../../../main/contract/model-types.ts';

/** Tokens: the most that Hearth gives a model without being asked. */
const contextLength = 8192;

/**
 * Weights and KV cache against all memory that is free or comes back. What the engine computes with comes on top, for
 * which the tenth that `tight` begins at stands; the model's own page has the whole account.
 */
export const roughFit = (
  model: Pick<CatalogueModel, 'bytes' | 'kvBytesPerToken' | 'trainedContextLength'>,
  { ramFree, ramReturned, gpu }: MachineMemory,
): Fit['verdict'] => {
  const need = model.bytes + model.kvBytesPerToken * Math.min(contextLength, model.trainedContextLength);
  const room = ramFree + ramReturned + (gpu ? gpu.free + gpu.returned : 0);
  return need > room ? 'too-large' : need > 0.9 * room ? 'tight' : 'fits';
};
