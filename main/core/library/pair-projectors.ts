/** Finds the projector of each model: in the same folder or repository, and by name if several models share that. */
import { basename } from 'node:path';
import type { Assembled } from './assembled.ts';
import { neighbours, sharedWords } from './neighbours.ts';
import { quantizationOfName } from '../../shared/model/quantization.ts';

/** Sets the projector of every model for which there is one. */
export const pairProjectors = (all: readonly Assembled[]): void => {
  const models = all.filter(({ model }) => model.kind === 'chat' || model.kind === 'base');
  const projectors = all.filter(({ model }) => model.kind === 'projector' && model.problem === null);
  for (const [one, near] of neighbours(models, projectors)) {
    const [best] = near
      .filter((projector) => fits(projector, one))
      .toSorted((left, right) => rank(right, one) - rank(left, one));
    if (best !== undefined) one.model.projector = best.model.files[0]!;
  }
};

/** Whether the projector makes embeddings of the width that the model takes, as far as both files say. */
const fits = (projector: Assembled, one: Assembled): boolean => {
  const [makes, takes] = [projector.files[0]!.facts.width, one.files[0]!.facts.width];
  return makes === null || takes === null || makes === takes;
};

/**
 * Ranks projectors by shared words first, then by precision. F16 comes first: every backend supports it, and nothing needs
 * more.
 */
const rank = (projector: Assembled, one: Assembled): number => {
  const precision = quantizationOfName(basename(projector.model.path)) ?? projector.model.quantization ?? '';
  const byPrecision = ['F32', 'Q8_0', 'BF16', 'F16'].indexOf(precision);
  return 10 * sharedWords(projector, one) + byPrecision;
};
