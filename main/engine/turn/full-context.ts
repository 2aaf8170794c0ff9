/** Advice for a full context: a longer one helps only if the model was trained for it. */
import type { LoadedFacts } from '../../shared/engine/protocol.ts';

type Lengths = Pick<LoadedFacts, 'contextLength' | 'trainedContextLength'>;

/** The end of a sentence, behind a colon: `ways` in their order, then a longer context where that is sensible. */
export const fullContextAdvice = (
  { contextLength, trainedContextLength }: Lengths,
  ways: readonly string[],
): string => {
  // A file that does not say has 0.
  const canGrow = trainedContextLength === 0 || contextLength < trainedContextLength;
  const all = canGrow ? [...ways, 'raise the context length in Settings'] : ways;
  const list = new Intl.ListFormat('en', { type: 'disjunction' }).format(all);
  return canGrow ? `${list}.` : `${list}. The model was not trained for a longer context.`;
};
