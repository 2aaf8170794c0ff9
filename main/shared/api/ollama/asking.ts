/** What chats and completions of Ollama have in common. */
import { z } from 'zod';
import type { ResponseFormat } from '../../settings/entry.ts';
import { unsupported } from '../body.ts';
import type { ApiSampling, KeepAlive } from '../request.ts';
import { keepAlive, readKeepAlive } from './keep-alive.ts';
import { options, readOptions } from './options.ts';

/** The fields that both have. */
export const asking = {
  model: z.string().max(300).nullish().describe('Without it: the model that is loaded or was used last.'),
  stream: z.boolean().nullish().describe('Whether the answer comes in lines of JSON; by default it does.'),
  format: z
    .union([z.literal('json'), z.literal(''), z.record(z.string(), z.unknown())])
    .nullish()
    .describe('`json`, or a JSON schema that binds the answer.'),
  keep_alive: keepAlive,
  options,
  think: z
    .union([z.boolean(), z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])])
    .nullish()
    .describe('Whether the model thinks, or how much.'),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  truncate: z.boolean().nullish().describe('`true` is refused: Hearth never drops messages of a prompt.'),
  shift: z.boolean().nullish().describe('`true` is refused: an answer ends when the context is full.'),
};
const shape = z.object(asking);
type Asking = z.infer<typeof shape>;

const formatOf = (format: Asking['format']): ResponseFormat | null => {
  if (format === null || format === undefined || format === '') return null;
  return { kind: 'schema', source: format === 'json' ? '{"type":"object"}' : JSON.stringify(format) };
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
  if (read.truncate) throw unsupported('truncate', 'Hearth never drops messages of a prompt');
  if (read.shift) throw unsupported('shift', 'an answer ends when the context is full');
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
