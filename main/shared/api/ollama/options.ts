/** Ollama's `options`: each is honoured or refused by its name. */
import { z } from 'zod';
import { field, noEffect, refused } from '../fields.ts';
import type { ApiSampling } from '../request.ts';
import { moreSamplingFields, openaiSamplingFields, samplingOf, stopField, stopsOf } from '../sampling.ts';
import { samplingEntries } from '../../settings/sampling.ts';

const ofModel = 'this is a setting of the model in Hearth';
const longestWindow = samplingEntries.penaltyWindow.to;

/** What is sampled alike in other dialects. */
const { temperature, top_p, presence_penalty, frequency_penalty } = openaiSamplingFields;
const { top_k, min_p, repeat_penalty, typical_p, mirostat } = moreSamplingFields;

export const options = z
  .strictObject({
    num_ctx: field(
      z.int().min(1).max(10_000_000),
      'The minimum context length in tokens; a model that is loaded with less is loaded again.',
    ),
    num_predict: field(z.int(), 'The most tokens of the answer; 0 and less: no limit.'),
    num_keep: noEffect('Hearth never drops the beginning of a prompt.', z.int()),
    seed: field(z.int(), 'The seed; negative: a random one. Larger ones than 32 bits are reduced to them.'),
    stop: stopField,
    temperature,
    top_k,
    top_p,
    min_p,
    repeat_penalty,
    repeat_last_n: field(
      z.int().min(-1).max(longestWindow),
      `How many of the last tokens the penalties consider; -1: ${longestWindow}.`,
    ),
    presence_penalty,
    frequency_penalty,
    typical_p,
    tfs_z: refused('Hearth has no tail-free sampling', 1),
    mirostat,
    mirostat_tau: noEffect('Mirostat is always off.', z.number()),
    mirostat_eta: noEffect('Mirostat is always off.', z.number()),
    penalize_newline: refused('line breaks are penalised like any other token', true),
    numa: refused(ofModel, false),
    num_batch: refused(ofModel),
    num_gpu: refused(ofModel, -1),
    main_gpu: refused(ofModel, 0),
    num_thread: refused(ofModel, 0),
    low_vram: refused(ofModel, false),
    f16_kv: refused('the precision of the KV cache is a setting in Hearth', true),
    use_mmap: refused(ofModel),
    use_mlock: refused(ofModel, false),
    logits_all: refused('log probabilities are told with logprobs only', false),
    vocab_only: refused('a model is always loaded whole', false),
    embedding_only: refused('embedding models have routes of their own', false),
  })
  .nullish();

/** What `options` say. */
export interface ReadOptions extends Pick<ApiSampling, 'sampling' | 'stopStrings' | 'longestAnswer'> {
  contextLength: number | null;
}

export const readOptions = (read: z.infer<typeof options>): ReadOptions => {
  const {
    stop,
    seed,
    repeat_last_n: window,
    num_predict: longest,
    num_ctx: context,
    ...sampled
  } = read ?? {};
  const { sampling } = samplingOf({
    ...sampled,
    // Ollama takes every negative seed as a random one.
    seed: typeof seed === 'number' ? Math.max(-1, seed) : null,
    repeat_last_n: window === -1 ? longestWindow : window,
  });
  return {
    sampling,
    stopStrings: stopsOf(stop),
    longestAnswer: typeof longest === 'number' && longest > 0 ? longest : null,
    contextLength: context ?? null,
  };
};
