/** The fields of llama-server's own completions. */
import { z } from 'zod';
import { unsupported } from '../body.ts';
import { field, noEffect, refused } from '../fields.ts';
import { ApiFault } from '../fault.ts';
import {
  answersField,
  formatFields,
  formatOf,
  llamaFields,
  longestAnswer,
  modelField,
  samplingPart,
} from '../openai/fields.ts';
import type { ApiSampling } from '../request.ts';
import { openaiSamplingFields, stopField } from '../sampling.ts';

const { response_format: _, ...nativeFormats } = formatFields;

/** What `/completion` and `/infill` both take. */
export const nativeFields = {
  model: modelField,
  ...openaiSamplingFields,
  ...llamaFields,
  ...nativeFormats,
  stop: stopField,
  n_predict: field(
    z.int().min(-2).max(10_000_000),
    'The longest answer in tokens; -1: no limit; 0: the prompt is processed and kept, and nothing is answered.',
  ),
  max_tokens: field(longestAnswer, 'As `n_predict`, which precedes it.'),
  n_probs: field(
    z.int().min(0).max(20),
    'How many of the most likely tokens come beside each token of the answer.',
  ),
  stream: field(z.boolean(), 'Whether the answer is streamed as server-sent events.'),
  return_progress: field(
    z.boolean(),
    'Whether events with `prompt_progress` say how much of the prompt is processed.',
  ),
  return_tokens: field(z.boolean(), 'Whether the answer has its tokens beside its text.'),
  response_fields: field(
    z.array(z.string().max(200)).max(100),
    'The fields that the answer has; `a/b` is the field `b` of `a`, under the name `a/b`.',
  ),
  n_indent: field(
    z.int().min(0).max(1000),
    'Spaces and tabs: the answer ends before a line, other than its first, that begins with fewer.',
  ),
  n_cache_reuse: refused('states are reused from the beginning of a prompt only', 0),
  image_data: refused('models do not see images in this version of Hearth', []),
  system_prompt: refused('`prompt` has the whole prompt', ''),
  'speculative.n_max': noEffect('Hearth guesses tokens by itself.', z.number()),
  'speculative.n_min': noEffect('Hearth guesses tokens by itself.', z.number()),
  'speculative.p_min': noEffect('Hearth guesses tokens by itself.', z.number()),
};

const shape = z.object(nativeFields);
export type NativeFields = z.infer<typeof shape>;

export const answersFields = { n_cmpl: answersField, n: answersField };

/** How an answer is sampled, and what is told of it. */
export interface NativeAsked {
  sampling: ApiSampling;
  readsOnly: boolean;
  withTokens: boolean;
  withProbabilities: boolean;
  withProgress: boolean;
  withTimings: boolean;
  ignored: readonly string[];
  fields: readonly string[] | null;
  /** What was asked, as `generation_settings` repeats it. */
  settings: Readonly<Record<string, unknown>>;
}

/** Not repeated in `generation_settings`: the texts. */
const texts = new Set(['prompt', 'input_prefix', 'input_suffix', 'input_extra', 'model']);

export const askedOf = (
  fields: NativeFields & { n?: number | null | undefined },
  ignored: string[],
): NativeAsked => {
  if (fields.n_predict === -2)
    throw unsupported('n_predict -2', '-1 has the same effect: an answer ends when the context is full');
  if (fields.json_schema && fields.grammar)
    throw new ApiFault('bad-request', 'Either json_schema or grammar can be given, not both.', {
      field: 'grammar',
    });
  const withTokens = fields.return_tokens === true;
  const probabilities = fields.n_probs ?? 0;
  const { part, readsOnly } = samplingPart(fields, {
    longest: fields.n_predict ?? fields.max_tokens ?? null,
    alternatives: probabilities > 0 ? probabilities : withTokens ? 0 : null,
    responseFormat: formatOf(fields),
    ignored,
  });
  const leastIndent = fields.n_indent ?? 0;
  return {
    sampling: leastIndent === 0 ? part : { ...part, lines: { longestMs: null, ...part.lines, leastIndent } },
    readsOnly,
    withTokens,
    withProbabilities: probabilities > 0,
    withProgress: fields.return_progress === true,
    withTimings: fields.timings_per_token === true,
    ignored,
    fields: fields.response_fields ?? null,
    settings: Object.fromEntries(
      Object.entries(fields).filter(
        ([name, value]) => !texts.has(name) && value !== null && value !== undefined,
      ),
    ),
  };
};
