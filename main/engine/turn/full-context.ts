/** Advice for a full context: a longer one helps only if the model was trained for it. */
import type { LoadedModel } from '../../shared/contract/engine.ts';

type Lengths = Pick<LoadedModel, 'contextLength' | 'trainedContextLength'>;

/** Whether a longer context can be set, as far as the model was trained for one. A file that does not say has 0. */
export const canGrow = ({ contextLength, trainedContextLength }: Lengths): boolean =>
  trainedContextLength === 0 || contextLength < trainedContextLength;
