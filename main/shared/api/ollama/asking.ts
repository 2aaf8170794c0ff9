/** What chats and completions of Ollama have in common. */
import { z } from 'zod';
import type { ResponseFormat } from '../../settings/entry.ts';
import { anyObject, field, refused } from '../fields.ts';
import type { ApiSampling, KeepAlive } from '../request.ts';
import { objectFormat, schemaFormat } from '../schemas.ts';
import { keepAlive, readKeepAlive } from './keep-alive.ts';
import { options, readOptions } from './options.ts';

/** The fields that both have. */
export const asking = {
  model: field(
    z.string().max(300),
    'A model by its name or an alias; absent: whichever is loaded, or was used last.',
  ),
  stream: field(z.boolean(), 'Whether the answer is streamed as lines of JSON; `true` if absent.'),
  format: field(
    z.union([z.literal('json'), z.literal(''), anyObject]),
    '`json`, or a JSON schema that binds the answer.',
  ),
  keep_alive: keepAlive,
  options,
  think: field(
    z.union([z.boolean(), z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])]),
    'Whether the model thinks, or with which effort.',
  ),
  logprobs: field(z.boolean(), 'Whether the answer has the log probabilities of its tokens.'),
  top_logprobs: field(
    z.int().min(0).max(20),
    'How many of the most likely tokens come beside each token, with `logprobs`.',
  ),
  truncate: refused('Hearth never drops messages of a prompt', false),
  shift: refused('an answer ends when the context is full', false),
};
const shape = z.object(asking);
type Asking = z.infer<typeof shape>;

const formatOf = (format: Asking['format']): ResponseFormat | null => {
  if (format === null || format === undefined || format === '') return null;
  return format === 'json' ? objectFormat : schemaFormat(format, 'format');
};

/** `null` and `on` as the thinking of a request has them; an effort says that it thinks, but for `none`. */
const thinkingOf = (think: Asking['think']) => {
  if (typeof think !== 'string') return { on: think ?? null, effort: null, budget: null };
  return think === 'none'
    ? { on: false, effort: null, budget: null }
    : { on: true, effort: think, budget: null };
};

export const readAsking = (
  read: Asking,
): {
  model: string;
  keepAliveS: KeepAlive;
  streams: boolean;
  thinking: ReturnType<typeof thinkingOf>;
  contextLength: number | null;
  sampling: ApiSampling;
} => {
  const { contextLength, ...sampling } = readOptions(read.options);
  return {
    model: read.model ?? '',
    keepAliveS: readKeepAlive(read.keep_alive),
    streams: read.stream ?? true,
    thinking: thinkingOf(read.think),
    contextLength,
    sampling: {
      ...sampling,
      tokenBiases: [],
      alternatives: read.logprobs ? (read.top_logprobs ?? 0) : null,
      answers: 1,
      responseFormat: formatOf(read.format),
    },
  };
};
