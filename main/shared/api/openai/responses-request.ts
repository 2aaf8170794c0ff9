/** Requests for responses. */
import { z } from 'zod';
import type { ResponseFormat } from '../../settings/entry.ts';
import { anyObject, field, noEffect, refused } from '../fields.ts';
import { moreSamplingFields, openaiSamplingFields, stopField } from '../sampling.ts';
import { objectFormat, schemaFormat } from '../schemas.ts';
import { templateVariablesOf, thinkingOfEffort } from '../thinking.ts';
import type { ApiConversation } from '../request.ts';
import { aboutRequestFields, keepAliveFields, longestAnswer, modelField } from './fields.ts';
import { responseToolFields } from './responses-tools.ts';

/** The most items of one request. */
const mostItems = 20_000;

const format = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    name: z.string().nullish(),
    description: noEffect('It is not part of the prompt.', z.string()),
    strict: noEffect('An answer always validates.', z.boolean()),
    schema: anyObject.nullish(),
  }),
]);

export const responseBody = z.strictObject({
  model: modelField,
  input: field(
    z.union([z.string(), z.array(z.looseObject({ type: z.string().max(100).nullish() })).max(mostItems)]),
    'A text, or items: messages, reasoning, function calls and their outputs, and references to items of kept responses. Items of tools that Hearth does not have are skipped and named in `hearth.ignored`.',
  ),
  instructions: field(z.string(), 'The system prompt, before the input.'),
  previous_response_id: field(
    z.string().min(1).max(200),
    'A kept response, whose conversation comes before the input. Its instructions do not.',
  ),
  store: field(
    z.boolean(),
    'Whether the response is kept in memory, to be continued or read again; `true` if absent.',
  ),
  ...responseToolFields,
  text: field(
    z.object({
      format: format.nullish(),
      verbosity: noEffect('Local models have no such control.', z.string()),
    }),
    'The format that the answer must have.',
  ),
  reasoning: field(
    z.object({
      effort: z.string().min(1).max(40).nullish(),
      summary: z.string().max(40).nullish(),
      generate_summary: z.string().max(40).nullish(),
      context: noEffect('All thoughts that are sent back are used, as far as the template uses them.'),
      mode: noEffect('There is one mode.'),
    }),
    'The effort of thinking. With `summary`, the thoughts come in full as the summary, because Hearth does not summarise them.',
  ),
  include: field(
    z.array(z.string().max(100)).max(50),
    '`reasoning.encrypted_content` also has the thoughts, for clients that send back nothing else. `message.output_text.logprobs` asks for log probabilities. Other values concern tools that Hearth does not have.',
  ),
  max_output_tokens: field(
    longestAnswer,
    'The longest answer in tokens, thoughts included; 0: the input is processed and kept, and nothing is answered.',
  ),
  top_logprobs: field(
    z.int().min(0).max(20),
    'How many of the most likely tokens come beside each token; asks for log probabilities.',
  ),
  stream: field(z.boolean(), 'Whether the answer is streamed as server-sent events.'),
  stream_options: noEffect('Events are never padded, and the last one always has the figures.'),
  ...openaiSamplingFields,
  ...moreSamplingFields,
  ...keepAliveFields,
  ...aboutRequestFields,
  stop: stopField,
  chat_template_kwargs: field(
    z.record(z.string().max(100), z.unknown()),
    'Variables of the chat template: texts, numbers, switches and `null`.',
  ),
  client_metadata: noEffect('Metadata is for the client only.'),
  access_programs: noEffect('This concerns another server.'),
  max_tool_calls: noEffect('This limits tools that the server runs, and Hearth runs none.'),
  truncation: refused('a prompt that does not fit is refused', 'disabled'),
  background: refused('an answer belongs to its request', false),
  conversation: refused('`previous_response_id` takes its place'),
  context_management: refused('Hearth leaves conversations as they are', []),
  prompt: refused('Hearth has no stored prompts'),
  moderation: refused('Hearth does not moderate'),
});
export type ResponseBody = z.infer<typeof responseBody>;

export const responseFormatOf = ({ text }: ResponseBody): ResponseFormat | null => {
  const asked = text?.format;
  if (asked?.type === 'json_object') return objectFormat;
  return asked?.type === 'json_schema' ? schemaFormat(asked.schema ?? {}, 'text.format.schema') : null;
};

export const responseThinking = ({
  reasoning,
  chat_template_kwargs: kwargs,
}: ResponseBody): Pick<ApiConversation, 'thinking' | 'templateVariables'> => ({
  thinking: thinkingOfEffort(reasoning?.effort),
  templateVariables: templateVariablesOf(kwargs),
});
