/**
 * How tokens are chosen. All of these settings travel with each turn as `Sampling`; `main/engine/turn/sampling.ts` uses them.
 * `null`: the recommendation of the model file, or else the usual value.
 */
import { number, type Entry, type Scope } from './entry.ts';

interface Sampled<In extends Scope, Usual extends number | null> {
  scopes: readonly In[];
  label: string;
  hint: NonNullable<Entry['hint']>;
  empty?: string;
  from: number;
  to: number;
  isWhole: boolean;
  /**
   * The value if neither the user nor the model file gives one; `null`: the engine decides. An empty field shows it, unless
   * `empty` has another text.
   */
  usual: Usual;
  /** The key of the recommendation in the model file, below `general.sampling`; `null` if there is none. */
  fileKey: string | null;
}

const sampled = <In extends Scope, Usual extends number | null>(entry: Sampled<In, Usual>) => ({
  ...entry,
  ...number({
    ...(entry.usual === null ? {} : { empty: String(entry.usual) }),
    ...entry,
    default: null,
    group: 'samplingAndPrompt',
  }),
});

export const samplingEntries = {
  /** 0 always takes the most likely token. */
  temperature: sampled({
    scopes: ['all', 'model'],
    label: 'Temperature',
    hint: ({ scope }) =>
      scope === 'all'
        ? '0 always picks the most likely token. Leave empty for the model’s own recommendation.'
        : '0 always picks the most likely token. Automatic uses the model’s own recommendation, or 0.7.',
    empty: 'Automatic',
    from: 0,
    to: 2,
    isWhole: false,
    usual: 0.7,
    fileKey: 'temp',
  }),
  /** The number of most likely tokens to choose from; 0: all tokens. */
  topK: sampled({
    scopes: ['model'],
    label: 'Top K',
    hint: 'Sample from the K most likely tokens. 0 = no limit.',
    from: 0,
    to: 1000,
    isWhole: true,
    usual: 40,
    fileKey: 'top_k',
  }),
  /** The sum of probabilities of the most likely tokens to choose from; 1: all tokens. */
  topP: sampled({
    scopes: ['model'],
    label: 'Top P',
    hint: 'Sample from the most likely tokens whose probabilities add up to P. 1 = off.',
    from: 0,
    to: 1,
    isWhole: false,
    usual: 0.95,
    fileKey: 'top_p',
  }),
  /** The least probability of a token, as a fraction of that of the most likely token. */
  minP: sampled({
    scopes: ['model'],
    label: 'Min P',
    hint: 'Drop tokens less likely than this fraction of the top token. 0 = off.',
    from: 0,
    to: 1,
    isWhole: false,
    usual: 0.05,
    fileKey: 'min_p',
  }),
  /** The factor by which each of the last 64 tokens is made less likely; 1: none. */
  repeatPenalty: sampled({
    scopes: ['model'],
    label: 'Repeat penalty',
    hint: 'Discourages repetition. 1 = off.',
    from: 1,
    to: 2,
    isWhole: false,
    usual: 1,
    fileKey: 'penalty_repeat',
  }),
} as const;

/** What a turn is asked to sample with; `null`: as the model file recommends, or else the usual value. */
export type Sampling = {
  [Name in keyof typeof samplingEntries]: (typeof samplingEntries)[Name]['default'];
};

/** `Sampling` with a value for each of its entries. */
export const samplingWith = (
  valueOf: (
    name: keyof Sampling,
    entry: (typeof samplingEntries)[keyof Sampling],
  ) => Sampling[keyof Sampling],
): Sampling =>
  Object.fromEntries(
    Object.entries(samplingEntries).map(([name, entry]) => [name, valueOf(name as keyof Sampling, entry)]),
  ) as Sampling;

/** Everything as the model file recommends, or else as usual. */
export const openSampling: Sampling = samplingWith(() => null);
