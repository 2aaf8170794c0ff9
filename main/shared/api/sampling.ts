/** Fields of sampling as OpenAI and llama-server name them, read into Hearth's settings. */
import { z } from 'zod';
import { samplingEntries, neverBias, type Sampling } from '../settings/sampling.ts';
import { field, refused } from './fields.ts';
import { samplersOf } from './samplers.ts';

type NumberName = {
  [Name in keyof Sampling]: Sampling[Name] extends number | null ? Name : never;
}[keyof Sampling];

/** A number in the range of the setting. */
const numberOf = (name: NumberName) => {
  const entry = samplingEntries[name];
  if (entry.kind !== 'number') return z.number();
  return (entry.isWhole ? z.int() : z.number()).min(entry.from).max(entry.to);
};

/** The most stop strings of a request, and the longest of them in UTF-16 code units: the bounds of the setting. */
const mostStops = 16;
const longestStop = 200;
const stopString = z.string().min(1).max(longestStop);

export const stopField = field(
  z.union([stopString, z.literal(''), z.array(stopString).max(mostStops)]),
  `Texts that end the answer and are not part of it: one, or a list of at most ${mostStops}.`,
);

const bias = z.number().min(neverBias).max(-neverBias);

/** The fields that OpenAI has too. */
export const openaiSamplingFields = {
  temperature: field(numberOf('temperature'), 'Temperature; 0 always picks the most likely token.'),
  top_p: field(numberOf('topP'), 'Top P.'),
  frequency_penalty: field(numberOf('frequencyPenalty'), 'Frequency penalty.'),
  presence_penalty: field(numberOf('presencePenalty'), 'Presence penalty.'),
  seed: field(z.int(), 'The seed. Numbers beyond 32 bits are reduced to them; -1 means a random one.'),
  logit_bias: field(
    z.union([
      z.record(z.string().regex(/^\d{1,7}$/, 'its keys must be tokens'), bias),
      z
        .array(
          z.tuple([z.union([z.int().min(0), z.string().min(1).max(60)]), z.union([bias, z.literal(false)])]),
        )
        .max(300),
    ]),
    'Biases by token, as an object; or, as in llama-server, pairs of a token or text and a bias, with `false` for never.',
  ),
};

/** The fields that only llama-server and its clients have. */
export const moreSamplingFields = {
  top_k: field(z.int().min(-1).max(1000), 'Top K; 0 and -1 mean no limit.'),
  min_p: field(numberOf('minP'), 'Min P.'),
  repeat_penalty: field(numberOf('repeatPenalty'), 'Repeat penalty.'),
  repeat_last_n: field(numberOf('penaltyWindow'), 'How many of the last tokens the penalties consider.'),
  xtc_probability: field(numberOf('xtcProbability'), 'XTC probability.'),
  xtc_threshold: field(numberOf('xtcThreshold'), 'XTC threshold.'),
  dry_multiplier: field(numberOf('dryMultiplier'), 'DRY multiplier.'),
  dry_base: field(numberOf('dryBase'), 'DRY base.'),
  dry_allowed_length: field(numberOf('dryAllowedLength'), 'DRY allowed length.'),
  dry_penalty_last_n: field(
    z.int().min(-1).max(1_000_000),
    'DRY range; -1 means the whole answer, 0 switches DRY off.',
  ),
  dry_sequence_breakers: field(
    z.array(z.string().min(1).max(40)).max(16),
    'Texts at which DRY stops comparing.',
  ),
  typical_p: refused('Hearth has no locally typical sampling', 1),
  typ_p: refused('Hearth has no locally typical sampling', 1),
  top_n_sigma: refused('Hearth has no top-n-sigma sampling', -1, 0),
  mirostat: refused('Hearth has no Mirostat', 0),
  mirostat_tau: refused('Hearth has no Mirostat', 5),
  mirostat_eta: refused('Hearth has no Mirostat', 0.1),
  dynatemp_range: refused('Hearth has no dynamic temperature', 0),
  dynatemp_exponent: refused('Hearth has no dynamic temperature', 1),
  samplers: field(
    z.union([z.array(z.string().max(40)).max(32), z.string().max(32)]),
    'The samplers that are used, as a list of names or a text of letters; the others do nothing. Hearth keeps the usual order of llama.cpp: another one is named in `hearth.ignored`. Instead of `infill`, which Hearth does not have, the most likely token is picked.',
  ),
  min_keep: refused('Hearth has no minimum number of candidates', 0),
  ignore_eos: refused('the model ends its answers itself', false),
};

const openai = z.object(openaiSamplingFields);
const more = z.object(moreSamplingFields);
/** What these fields hold, as zod reads them. */
export type SamplingFields = z.infer<typeof openai> & Partial<z.infer<typeof more>>;

/** llama.cpp's largest 32-bit seed means "random", so seeds are reduced to the numbers below it. */
const seeds = 2 ** 32 - 1;
const seedOf = (seed: number): number | null => (seed === -1 ? null : ((seed % seeds) + seeds) % seeds);

const biasOf = (value: number | false): number => (value === false ? neverBias : value);

type Biases = { tokenBiases: { token: number; bias: number }[]; texts: { text: string; bias: number }[] };

const biasesOf = (given: NonNullable<SamplingFields['logit_bias']>): Biases => {
  if (!Array.isArray(given))
    return {
      tokenBiases: Object.entries(given).map(([token, value]) => ({ token: Number(token), bias: value })),
      texts: [],
    };
  return {
    tokenBiases: given.flatMap(([of, value]) =>
      typeof of === 'number' ? [{ token: of, bias: biasOf(value) }] : [],
    ),
    texts: given.flatMap(([of, value]) =>
      typeof of === 'string' ? [{ text: of, bias: biasOf(value) }] : [],
    ),
  };
};

/** The settings that the fields set, and the biases by token; absent fields are left to the settings of the model. */
export const samplingOf = (
  fields: SamplingFields,
): { sampling: Partial<Sampling>; tokenBiases: Biases['tokenBiases'] } => {
  const biases = biasesOf(fields.logit_bias ?? {});
  const topK = fields.top_k ?? null;
  const dryRange = fields.dry_penalty_last_n ?? null;
  const given: { [Name in keyof Sampling]?: Sampling[Name] | undefined } = {
    temperature: fields.temperature,
    topP: fields.top_p,
    frequencyPenalty: fields.frequency_penalty,
    presencePenalty: fields.presence_penalty,
    topK: topK === null ? null : Math.max(0, topK),
    minP: fields.min_p,
    repeatPenalty: fields.repeat_penalty,
    penaltyWindow: fields.repeat_last_n,
    xtcProbability: fields.xtc_probability,
    xtcThreshold: fields.xtc_threshold,
    dryMultiplier: dryRange === 0 ? 0 : fields.dry_multiplier,
    dryBase: fields.dry_base,
    dryAllowedLength: fields.dry_allowed_length,
    dryRange: dryRange !== null && dryRange > 0 ? dryRange : null,
    dryBreakers: fields.dry_sequence_breakers,
    logitBias: biases.texts.length === 0 ? null : biases.texts,
  };
  const set = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<Sampling>;
  const seed = fields.seed ?? null;
  return {
    sampling: {
      ...set,
      ...samplersOf(fields.samplers).off,
      ...(seed === null ? {} : { seed: seedOf(seed) }),
    },
    tokenBiases: biases.tokenBiases,
  };
};

/** The list of stop strings; an empty text is none. */
export const stopsOf = (stop: z.infer<typeof stopField>): string[] =>
  [stop ?? []].flat().filter((text) => text !== '');
