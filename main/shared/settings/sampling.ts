/**
 * How tokens are chosen. All of these settings travel with each turn as `Sampling`; `main/engine/turn/sampling.ts` uses them.
 * `null`: the recommendation of the model file, or else the usual value.
 */
import { biases, number, texts, type Entry, type Group, type Scope } from './entry.ts';

interface Sampled<Usual extends number | null> {
  /** `sampling` if absent. */
  group?: Group;
  /** `model`, `preset` and `chat` if absent. */
  scopes?: readonly Scope[];
  label: string;
  hint: NonNullable<Entry['hint']>;
  empty?: string;
  from: number;
  to: number;
  isWhole: boolean;
  unit?: string;
  /**
   * The value if neither the user nor the model file gives one; `null`: the engine decides. An empty field shows it, unless
   * `empty` has another text.
   */
  usual: Usual;
  /** The key of the recommendation in the model file, below `general.sampling`; `null` if there is none. */
  fileKey: string | null;
}

const inner = ['model', 'preset', 'chat'] as const;

const sampled = <Usual extends number | null, const In extends Scope = (typeof inner)[number]>(
  entry: Sampled<Usual> & { scopes?: readonly In[] },
) => ({
  ...entry,
  ...number({
    group: 'sampling',
    ...(entry.usual === null ? {} : { empty: String(entry.usual) }),
    ...entry,
    scopes: (entry.scopes ?? inner) as readonly In[],
    default: null,
  }),
});

/** The bias that rules a text out, whatever its logits. */
export const neverBias = -100;

/** Lists have neither a usual value nor one in model files. */
const noUsual = { usual: null, fileKey: null } as const;

export const samplingEntries = {
  /** 0 always takes the most likely token. */
  temperature: sampled({
    scopes: ['all', 'model', 'preset', 'chat'],
    label: 'Temperature',
    hint: ({ scope }) =>
      scope === 'all'
        ? '0 always picks the most likely token. Leave empty for the model’s own recommendation.'
        : '0 always picks the most likely token; higher values are more varied. Automatic uses the model’s own recommendation, or 0.7.',
    empty: 'Automatic',
    from: 0,
    to: 2,
    isWhole: false,
    usual: 0.7,
    fileKey: 'temp',
  }),
  /** The number of most likely tokens to choose from; 0: all tokens. */
  topK: sampled({
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
    label: 'Min P',
    hint: 'Drop tokens less likely than this fraction of the top token. 0 = off.',
    from: 0,
    to: 1,
    isWhole: false,
    usual: 0.05,
    fileKey: 'min_p',
  }),
  /** The chance that a token is chosen without the most likely ones (XTC); 0: never. */
  xtcProbability: sampled({
    label: 'XTC probability',
    hint: 'How often the most likely tokens are excluded, so that answers take less obvious turns. 0 = off.',
    from: 0,
    to: 1,
    isWhole: false,
    usual: 0,
    fileKey: 'xtc_probability',
  }),
  /** XTC excludes all tokens of at least this probability but the least likely of them; beyond 0.5 there is at most one. */
  xtcThreshold: sampled({
    label: 'XTC threshold',
    hint: 'XTC excludes tokens of at least this probability, except the least likely of them.',
    from: 0,
    to: 0.5,
    isWhole: false,
    usual: 0.1,
    fileKey: 'xtc_threshold',
  }),
  /** The seed of the random numbers, as llama.cpp takes it; its largest 32-bit number means "random" there. */
  seed: sampled({
    label: 'Seed',
    hint: 'The same seed, prompt and settings give the same answer, without speculative decoding. Leave empty for a new one each time.',
    empty: 'Random',
    from: 0,
    to: 2 ** 32 - 2,
    isWhole: true,
    usual: null,
    fileKey: null,
  }),
  /** Added to the logits of tokens; the lowest bias rules a text out. `null`: none. */
  logitBias: {
    ...biases({
      default: null,
      scopes: inner,
      group: 'sampling',
      label: 'Logit bias',
      hint: 'Makes texts more or less likely, one per line, for example: delve = -5. From -100 to 100; “never” rules a text out.',
      empty: 'None',
      from: neverBias,
      to: -neverBias,
      mostBiases: 50,
      longest: 60,
    }),
    ...noUsual,
  },
  /** The factor by which each of the last tokens (`penaltyWindow`) is made less likely; 1: none. */
  repeatPenalty: sampled({
    group: 'repetition',
    label: 'Repeat penalty',
    hint: 'Discourages repetition. 1 = off.',
    from: 1,
    to: 2,
    isWhole: false,
    usual: 1,
    fileKey: 'penalty_repeat',
  }),
  /** In logits, for each time that a token occurs in the window. */
  frequencyPenalty: sampled({
    group: 'repetition',
    label: 'Frequency penalty',
    hint: 'Discourages a token more each time it occurs. 0 = off, negative values encourage it.',
    from: -2,
    to: 2,
    isWhole: false,
    usual: 0,
    fileKey: null,
  }),
  /** In logits, once for a token that occurs in the window. */
  presencePenalty: sampled({
    group: 'repetition',
    label: 'Presence penalty',
    hint: 'Discourages every token that has occurred, once. 0 = off, negative values encourage it.',
    from: -2,
    to: 2,
    isWhole: false,
    usual: 0,
    fileKey: null,
  }),
  /** The number of last tokens that the three penalties look at, in the prompt and the answer. */
  penaltyWindow: sampled({
    group: 'repetition',
    label: 'Penalty window',
    hint: 'The last tokens that the three penalties above look at, in prompt and answer. 0 = off.',
    from: 0,
    to: 32_768,
    isWhole: true,
    unit: 'tokens',
    usual: 64,
    fileKey: 'penalty_last_n',
  }),
  /** The strength of DRY ("don't repeat yourself"); 0: off. */
  dryMultiplier: sampled({
    group: 'repetition',
    label: 'DRY multiplier',
    hint: 'Penalises continuing a passage that the answer already contains. 0 = off, 0.8 is usual.',
    from: 0,
    to: 5,
    isWhole: false,
    usual: 0,
    fileKey: null,
  }),
  /** The penalty grows by this factor for each further repeated token. */
  dryBase: sampled({
    group: 'repetition',
    label: 'DRY base',
    hint: 'How fast the DRY penalty grows with the length of the repeated passage.',
    from: 1,
    to: 4,
    isWhole: false,
    usual: 1.75,
    fileKey: null,
  }),
  /** The length of a repeated passage that is not penalised yet. */
  dryAllowedLength: sampled({
    group: 'repetition',
    label: 'DRY allowed length',
    hint: 'Passages up to this length may repeat without a penalty.',
    from: 1,
    to: 100,
    isWhole: true,
    unit: 'tokens',
    usual: 2,
    fileKey: null,
  }),
  /** The number of last tokens of the answer in which DRY looks for repetition; `null`: all of them. */
  dryRange: sampled({
    group: 'repetition',
    label: 'DRY range',
    hint: 'The last tokens of the answer in which DRY looks for repetition. Leave empty for the whole answer.',
    empty: 'Whole answer',
    from: 1,
    to: 1_000_000,
    isWhole: true,
    unit: 'tokens',
    usual: null,
    fileKey: null,
  }),
  /** Texts that DRY does not look across; `null`: llama.cpp's. */
  dryBreakers: {
    ...texts({
      default: null,
      scopes: inner,
      group: 'repetition',
      label: 'DRY sequence breakers',
      hint: 'DRY does not look for repetition across these texts, one per line; \\n is a line break.',
      empty: '\\n : " *',
      mostTexts: 16,
      // llama.cpp cuts longer ones off.
      longest: 40,
      example: ':',
    }),
    ...noUsual,
  },
} as const;

type SamplingEntries = typeof samplingEntries;

/** What a turn is asked to sample with; `null`: as the model file recommends, or else the usual value. */
export type Sampling = {
  [Name in keyof SamplingEntries]: SamplingEntries[Name]['default'];
};

/** `Sampling` with a value for each of its entries. */
export const samplingWith = (
  valueOf: (name: keyof Sampling, entry: SamplingEntries[keyof Sampling]) => Sampling[keyof Sampling],
): Sampling =>
  Object.fromEntries(
    Object.entries(samplingEntries).map(([name, entry]) => [name, valueOf(name as keyof Sampling, entry)]),
  ) as Sampling;

/** Everything as the model file recommends, or else as usual. */
export const openSampling: Sampling = samplingWith(() => null);
