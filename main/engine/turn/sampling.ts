/** How tokens are sampled: as the user set it, as the model's file recommends, or by default. */
import type { SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import { freshSeed } from '../guess/fresh-seed.ts';
import { samplingEntries, type Sampling } from '../../shared/settings/sampling.ts';

type Value<Key extends keyof Sampling> =
  | Exclude<Sampling[Key], null>
  | (typeof samplingEntries)[Key]['usual'];

export interface SamplingOptions {
  options: SequenceEvaluateOptions;
  /**
   * Guessed tokens may be verified all at once: none is sampled differently because of the tokens before it, and no seed promises
   * the same random numbers for each token.
   */
  canGuess: boolean;
}

/** The library's sampling options; `context` grows by each sampled token and can hold `contextLength` of them. */
export const samplingOptions = (
  wanted: Sampling,
  recommended: Sampling,
  context: Token[],
  contextLength: number,
): SamplingOptions => {
  const of = <Key extends keyof Sampling>(key: Key): Value<Key> =>
    (wanted[key] ?? recommended[key] ?? samplingEntries[key].usual) as Value<Key>;
  const temperature = of('temperature');
  const xtc = { probability: of('xtcProbability'), threshold: of('xtcThreshold') };
  const [penalty, frequencyPenalty, presencePenalty] = [
    of('repeatPenalty'),
    of('frequencyPenalty'),
    of('presencePenalty'),
  ];
  const window = of('penaltyWindow');
  const isPenalised = window > 0 && (penalty !== 1 || frequencyPenalty !== 0 || presencePenalty !== 0);
  const dry = of('dryMultiplier');
  const breakers = of('dryBreakers');
  const isRandom = temperature > 0 || xtc.probability > 0;
  return {
    canGuess: !isPenalised && dry === 0 && !(isRandom && wanted.seed !== null),
    options: {
      temperature,
      topK: of('topK'),
      topP: of('topP'),
      minP: of('minP'),
      seed: wanted.seed ?? freshSeed(),
      ...(xtc.probability > 0 ? { xtc } : {}),
      ...(isPenalised
        ? {
            repeatPenalty: {
              penalty,
              frequencyPenalty,
              presencePenalty,
              maxPunishTokens: window,
              punishTokens: () => context.slice(-window),
            },
          }
        : {}),
      ...(dry > 0
        ? {
            dryRepeatPenalty: {
              strength: dry,
              base: of('dryBase'),
              allowedLength: of('dryAllowedLength'),
              // llama.cpp takes the library's "all tokens" for none.
              lastTokens: of('dryRange') ?? contextLength,
              ...(breakers === null ? {} : { sequenceBreakers: breakers }),
            },
          }
        : {}),
    },
  };
};
