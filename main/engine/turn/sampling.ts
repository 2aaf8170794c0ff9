/** How tokens are chosen: the user's wish, or what the model's file recommends, or the usual. */
import type { SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import { samplingEntries, type Sampling } from '../../shared/settings/sampling.ts';

/** Tokens back from the end among which repetition is penalised, as llama.cpp has it. */
const penalisedTokens = 64;

/** As the library wants them; `context` grows by each sampled token. */
export const samplingOptions = (
  wanted: Sampling,
  recommended: Sampling,
  context: Token[],
): { options: SequenceEvaluateOptions; isPenalised: boolean } => {
  const of = <Key extends keyof Sampling>(key: Key): number | (typeof samplingEntries)[Key]['usual'] =>
    wanted[key] ?? recommended[key] ?? samplingEntries[key].usual;
  const penalty = of('repeatPenalty');
  return {
    isPenalised: penalty > 1,
    options: {
      temperature: of('temperature'),
      topK: of('topK'),
      topP: of('topP'),
      minP: of('minP'),
      ...(penalty > 1
        ? { repeatPenalty: { penalty, punishTokens: () => context.slice(-penalisedTokens) } }
        : {}),
    },
  };
};
