/** Ollama's `options`: each is honoured or refused by its name. */
import { z } from 'zod';
import { unsupported } from '../body.ts';
import { ApiFault } from '../fault.ts';
import type { ApiSampling } from '../request.ts';
import { sampledValue, seedOf, type SampledNumber } from '../sampled.ts';
import { samplingEntries } from '../../settings/sampling.ts';

const number = z.number().nullish();
const whole = z.int().nullish();
const flag = z.boolean().nullish();

const sampled: Record<string, SampledNumber> = {
  temperature: 'temperature',
  top_k: 'topK',
  top_p: 'topP',
  min_p: 'minP',
  repeat_penalty: 'repeatPenalty',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
};

const ofModel = 'it is a setting of the model in Hearth';
const notSampled = 'Hearth samples without it';

/** Values that ask for nothing beyond what Hearth does anyway; others are refused with the reason. */
const neutral: Record<string, { values: readonly unknown[]; why: string }> = {
  typical_p: { values: [1, 0], why: notSampled },
  tfs_z: { values: [1], why: notSampled },
  mirostat: { values: [0], why: notSampled },
  penalize_newline: { values: [true], why: 'line breaks are penalised like any other token' },
  numa: { values: [false], why: ofModel },
  num_batch: { values: [], why: ofModel },
  num_gpu: { values: [-1], why: ofModel },
  main_gpu: { values: [0], why: ofModel },
  num_thread: { values: [0], why: ofModel },
  low_vram: { values: [false], why: ofModel },
  f16_kv: { values: [true], why: 'the precision of the KV cache is a setting in Hearth' },
  use_mmap: { values: [], why: ofModel },
  use_mlock: { values: [false], why: ofModel },
  logits_all: { values: [false], why: 'logits are told with logprobs only' },
  vocab_only: { values: [false], why: 'a model is always loaded whole' },
  embedding_only: { values: [false], why: 'embedding models have routes of their own' },
};

export const options = z
  .strictObject({
    num_ctx: whole.describe('The least context in tokens; the model is loaded again if it has less.'),
    num_predict: whole.describe('The most tokens of the answer; 0 and less: no limit.'),
    num_keep: whole.describe('Has no effect: Hearth never drops the beginning of a prompt.'),
    seed: whole,
    stop: z
      .union([z.string(), z.array(z.string())])
      .nullish()
      .describe('Texts that end the answer.'),
    temperature: number,
    top_k: whole,
    top_p: number,
    min_p: number,
    repeat_penalty: number,
    repeat_last_n: whole.describe('The tokens that penalties look at; -1: as many as possible.'),
    presence_penalty: number,
    frequency_penalty: number,
    typical_p: number,
    tfs_z: number,
    mirostat: whole,
    mirostat_tau: number.describe('Has no effect: mirostat is always 0.'),
    mirostat_eta: number.describe('Has no effect: mirostat is always 0.'),
    penalize_newline: flag,
    numa: flag,
    num_batch: whole,
    num_gpu: whole,
    main_gpu: whole,
    num_thread: whole,
    low_vram: flag,
    f16_kv: flag,
    use_mmap: flag,
    use_mlock: flag,
    logits_all: flag,
    vocab_only: flag,
    embedding_only: flag,
  })
  .nullish();

/** What `options` say. */
export interface ReadOptions extends Pick<ApiSampling, 'sampling' | 'stopStrings' | 'longestAnswer'> {
  contextLength: number | null;
}

/** Throws `ApiFault` that names the first option that cannot be honoured. */
export const readOptions = (read: z.infer<typeof options>): ReadOptions => {
  const given = Object.entries(read ?? {}).filter(([, value]) => value !== null && value !== undefined);
  const sampling: Partial<Record<SampledNumber, number | null>> = {};
  for (const [name, value] of given) {
    const field = `options.${name}`;
    const rule = neutral[name];
    if (rule !== undefined && !rule.values.includes(value)) throw unsupported(field, rule.why);
    const setting = sampled[name];
    if (setting !== undefined) sampling[setting] = sampledValue(setting, Number(value), field);
  }
  const { seed, repeat_last_n: window, stop, num_predict: longest, num_ctx: context } = read ?? {};
  if (typeof seed === 'number') sampling.seed = seedOf(seed);
  if (typeof window === 'number')
    sampling.penaltyWindow =
      window === -1
        ? samplingEntries.penaltyWindow.to
        : sampledValue('penaltyWindow', window, 'options.repeat_last_n');
  if (typeof context === 'number' && context < 1)
    throw new ApiFault('bad-request', 'The field options.num_ctx is wrong: a context has at least 1 token.', {
      field: 'options.num_ctx',
    });
  return {
    sampling,
    stopStrings: typeof stop === 'string' ? [stop] : (stop ?? []),
    longestAnswer: typeof longest === 'number' && longest > 0 ? longest : null,
    contextLength: context ?? null,
  };
};
