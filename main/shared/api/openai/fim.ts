/** Fill in the middle as Mistral's server has it: answered like chat completions. Continue and Kilo ask for it. */
import { z } from 'zod';
import { field, readFields, refused } from '../fields.ts';
import { openaiSamplingFields, stopField } from '../sampling.ts';
import type { ApiInput, ReadRequest, ReadingContext } from '../route.ts';
import { chatCompletion, ChatStream, type ChatAsked } from './chat-answer.ts';
import {
  aboutRequestFields,
  keepAliveFields,
  keepAliveOf,
  llamaFields,
  longestAnswer,
  modelField,
  samplingPart,
  streamFields,
} from './fields.ts';

export const fimBody = z.strictObject({
  model: modelField,
  prompt: z.string().meta({ description: 'The text before the cursor.' }),
  suffix: field(z.string(), 'The text after the cursor.'),
  max_tokens: field(
    longestAnswer,
    'The longest answer in tokens; -1: no limit; 0: the prompt is processed and kept, and nothing is answered.',
  ),
  max_completion_tokens: field(longestAnswer, 'As `max_tokens`, which it precedes.'),
  min_tokens: refused('answers have no minimum length', 0),
  random_seed: field(z.int(), 'As `seed`.'),
  stop: stopField,
  ...openaiSamplingFields,
  ...llamaFields,
  ...streamFields,
  ...keepAliveFields,
  ...aboutRequestFields,
});

export const readFim = ({ body }: ApiInput, context: ReadingContext): ReadRequest<'infill'> => {
  const { fields, ignored } = readFields(fimBody, body);
  const { part, readsOnly } = samplingPart(
    { ...fields, seed: fields.seed ?? fields.random_seed },
    {
      longest: fields.max_completion_tokens ?? fields.max_tokens ?? null,
      alternatives: null,
      responseFormat: null,
      ignored,
    },
  );
  const model = fields.model ?? '';
  const asked: ChatAsked = {
    id: `fim-${context.newId()}`,
    created: Math.floor(context.now),
    model,
    ignored,
    withLogprobs: part.alternatives !== null,
    withUsage: fields.stream_options?.include_usage === true,
    withProgress: fields.return_progress === true,
    withTimings: fields.timings_per_token === true,
  };
  return {
    work: {
      kind: 'infill',
      model,
      keepAliveS: keepAliveOf(fields),
      ...part,
      prefix: fields.prompt,
      suffix: fields.suffix ?? '',
      prompt: '',
      extra: [],
      readsOnly,
      contextLength: null,
    },
    whole: (reply) => chatCompletion(asked, reply),
    stream: fields.stream === true ? new ChatStream(asked) : null,
    keep: null,
  };
};
