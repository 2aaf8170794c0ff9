/** How tokens are sampled: as the user set it, as the model's file recommends, or by default. */
import type { SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import { samplingEntries, type Sampling } from '../../shared/settings/sampling.ts';

/** Repetition is penalised among this many tokens at the end, as in llama.cpp. */
const penalisedTokens = 64;

/** The library's sampling options; `context` grows by each sampled token. */
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
