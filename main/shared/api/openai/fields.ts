/** Fields that several of OpenAI's requests share. */
import { z } from 'zod';
import type { ApiSampling, KeepAlive } from '../request.ts';
import { anyObject, field, ignore, noEffect, refused } from '../fields.ts';
import { unsupported } from '../body.ts';
import { samplersOf } from '../samplers.ts';
import {
  moreSamplingFields,
  samplingOf,
  stopsOf,
  type openaiSamplingFields,
  type stopField,
} from '../sampling.ts';
import { grammarFormat, objectFormat, schemaFormat } from '../schemas.ts';
import type { ResponseFormat } from '../../settings/entry.ts';
import { ApiFault } from '../fault.ts';

export const modelField = field(
  z.string().max(300),
  'A model by its name or an alias; absent or empty: whichever is loaded, or was used last.',
);

export const streamFields = {
  stream: field(z.boolean(), 'Whether the answer is streamed as server-sent events.'),
  stream_options: field(
    z.object({
      include_usage: z.boolean().nullish(),
      include_obfuscation: noEffect('Events are never padded.', z.boolean()),
      continuous_usage_stats: noEffect('Figures are known at the end.', z.boolean()),
    }),
    'With `include_usage`, the stream ends with a chunk that has `usage` and an empty `choices`.',
  ),
  return_progress: field(
    z.boolean(),
    'Whether chunks with `prompt_progress` say how much of the prompt is processed (llama-server).',
  ),
};

/** How long the model stays loaded, as Ollama and LM Studio name it. */
export const keepAliveFields = {
  keep_alive: field(
    z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?(ms|s|m|h)?$/)]),
    'How long the model stays loaded: seconds, or a text such as "5m"; negative: until it is replaced; 0: it is unloaded. The model that the user opened in Hearth stays at least as long as the settings say.',
  ),
  ttl: field(z.int().min(0).max(31_536_000), 'Seconds for which the model stays loaded (LM Studio).'),
};

const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

export const keepAliveOf = ({
  keep_alive: given,
  ttl,
}: {
  keep_alive?: number | string | null | undefined;
  ttl?: number | null | undefined;
}): KeepAlive => {
  if (given === null || given === undefined) return ttl ?? null;
  const [, amount = '', unit = 's'] = /^(-?[\d.]+)(ms|s|m|h)?$/.exec(String(given)) ?? [];
  const seconds = Number(amount) * (units[unit] ?? 1);
  return seconds < 0 ? Infinity : seconds;
};

/** The most answers to one prompt. */
const mostAnswers = 16;
export const answersField = field(
  z.int().min(1).max(mostAnswers),
  `The number of answers, at most ${mostAnswers}. The prompt is processed once.`,
);

export const longestAnswer = z.int().min(-1).max(10_000_000);

/** What is sent about the request, not about its answer. */
export const aboutRequestFields = {
  user: noEffect('Hearth tells clients apart by their keys.', z.string()),
  safety_identifier: noEffect('Hearth tells clients apart by their keys.', z.string()),
  metadata: noEffect('Metadata is for the client only.'),
  service_tier: noEffect('There is one tier.', z.string()),
  prompt_cache_key: noEffect('The state of every prompt is kept and found by its tokens.', z.string()),
  prompt_cache_retention: noEffect('The state of every prompt is kept.', z.string()),
  prompt_cache_options: noEffect('The state of every prompt is kept.'),
};

/** What llama-server has beyond OpenAI. */
export const llamaFields = {
  ...moreSamplingFields,
  n_predict: field(longestAnswer, 'As `max_tokens`.'),
  n_probs: field(z.int().min(0).max(20), 'As `top_logprobs` with `logprobs`.'),
  cache_prompt: noEffect('The state of every prompt is kept and reused.', z.boolean()),
  id_slot: noEffect('Hearth assigns sequences to requests itself.', z.int()),
  n_keep: refused('Hearth ends an answer when the context is full', 0, -1),
  n_discard: refused('Hearth ends an answer when the context is full', 0),
  t_max_predict_ms: field(
    z.int().min(-1).max(1_000_000_000),
    'Milliseconds from the first token on: the answer ends at the first new line after them. 0 and -1: no limit.',
  ),
  t_max_prompt_ms: noEffect('A prompt is always processed in full.', z.number()),
  timings_per_token: field(
    z.boolean(),
    'Whether each piece of a stream has `timings`, as they were measured last.',
  ),
  post_sampling_probs: field(
    z.boolean(),
    'Refused with log probabilities, which are those of the model before sampling; otherwise it changes nothing.',
  ),
  backend_sampling: noEffect('Hearth decides where tokens are sampled.', z.boolean()),
  sse_ping_interval: noEffect('Hearth decides when it sends keep-alive comments.'),
  lora: refused('Hearth does not load adapters'),
};

type Stops = z.infer<typeof stopField>;

/** What the fields of a request say about how its answers are sampled and bounded. */
export const samplingPart = (
  fields: z.infer<z.ZodObject<typeof openaiSamplingFields>> &
    Partial<z.infer<z.ZodObject<typeof llamaFields>>> & {
      stop?: Stops;
      n?: number | null | undefined;
    },
  bounds: {
    longest: number | null;
    alternatives: number | null;
    responseFormat: ResponseFormat | null;
    /** Gets the names of what is not honoured. */
    ignored: string[];
  },
): { part: ApiSampling; readsOnly: boolean } => {
  const longest = bounds.longest ?? fields.n_predict ?? null;
  const alternatives = bounds.alternatives ?? (fields.n_probs || null);
  if (fields.post_sampling_probs === true && alternatives !== null)
    throw unsupported('post_sampling_probs', 'probabilities are those of the model before sampling');
  for (const name of samplersOf(fields.samplers).ignored) ignore(bounds.ignored, name);
  const longestMs = fields.t_max_predict_ms ?? 0;
  return {
    part: {
      ...samplingOf(fields),
      stopStrings: stopsOf(fields.stop),
      longestAnswer: longest === null || longest <= 0 ? null : longest,
      alternatives,
      answers: fields.n ?? 1,
      responseFormat: bounds.responseFormat,
      ...(longestMs > 0 ? { lines: { longestMs, leastIndent: 0 } } : {}),
    },
    readsOnly: longest === 0,
  };
};

export const formatFields = {
  response_format: field(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('text') }),
      z.object({ type: z.literal('json_object'), schema: anyObject.nullish() }),
      z.object({
        type: z.literal('json_schema'),
        json_schema: z.object({
          name: z.string().nullish(),
          description: noEffect('It is not part of the prompt.', z.string()),
          strict: noEffect('An answer always validates.', z.boolean()),
          schema: anyObject.nullish(),
        }),
      }),
    ]),
    'The format that the answer must have, after its thoughts. A keyword that a grammar cannot enforce is refused by its name.',
  ),
  json_schema: field(anyObject, 'A bare JSON schema that binds the answer (llama-server).'),
  grammar: field(z.string().max(64_000), 'A grammar in GBNF that binds the answer (llama-server).'),
};

/** What the answer is bound to; `null`: nothing. */
export const formatOf = ({
  response_format: format,
  json_schema: schema,
  grammar,
}: z.infer<z.ZodObject<typeof formatFields>>): ResponseFormat | null => {
  const found: ResponseFormat[] = [];
  if (format?.type === 'json_object')
    found.push(
      format.schema === null || format.schema === undefined
        ? objectFormat
        : schemaFormat(format.schema, 'response_format.schema'),
    );
  if (format?.type === 'json_schema')
    found.push(schemaFormat(format.json_schema.schema ?? {}, 'response_format.json_schema.schema'));
  if (schema !== null && schema !== undefined) found.push(schemaFormat(schema, 'json_schema'));
  if (grammar !== null && grammar !== undefined && grammar !== '')
    found.push(grammarFormat(grammar, 'grammar'));
  if (found.length > 1)
    throw new ApiFault('bad-request', 'An answer can be bound to one format only.', {
      field: 'response_format',
    });
  return found[0] ?? null;
};
