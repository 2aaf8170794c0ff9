/** Responses: asking for one, reading one again, forgetting one, and counting the tokens of an input. */
import { ApiFault } from '../fault.ts';
import { readFields } from '../fields.ts';
import type { ApiConversation, ApiMessage } from '../request.ts';
import type { ApiInput, ReadRequest, ReadingContext } from '../route.ts';
import { openaiFault } from './faults.ts';
import { keepAliveOf, samplingPart } from './fields.ts';
import { continuesLast } from './messages.ts';
import { keptOf, wholeResponse, type ResponseAsked } from './responses-answer.ts';
import { inputMessages, keptConversation } from './responses-input.ts';
import { responseBody, responseFormatOf, responseThinking, type ResponseBody } from './responses-request.ts';
import { ResponseStream } from './responses-stream.ts';
import { responseTools, type ResponseTools } from './responses-tools.ts';

/** The conversation with the earlier response, and without the instructions, which hold for this response alone. */
const messagesOf = async (
  fields: ResponseBody,
  ignored: string[],
  context: ReadingContext,
): Promise<readonly ApiMessage[]> => {
  const before = fields.previous_response_id ?? null;
  const kept = before === null ? null : await keptConversation(before, context);
  if (before !== null && kept === null)
    throw new ApiFault('no-answer', `No response ${before.slice(0, 100)} is kept.`, {
      field: 'previous_response_id',
    });
  const messages = await inputMessages(fields.input ?? [], kept?.messages ?? [], { ignored, context });
  if (messages.length === 0) throw new ApiFault('bad-request', 'The input is empty.', { field: 'input' });
  return messages;
};

interface Read {
  fields: ResponseBody;
  ignored: string[];
  messages: readonly ApiMessage[];
  tools: ResponseTools;
  conversation: ApiConversation;
}

const readResponseBody = async (body: unknown, context: ReadingContext): Promise<Read> => {
  const { fields, ignored } = readFields(responseBody, body);
  const messages = await messagesOf(fields, ignored, context);
  const tools = responseTools(fields, ignored);
  const instructions = fields.instructions ?? '';
  return {
    fields,
    ignored,
    messages,
    tools,
    conversation: {
      messages: instructions === '' ? messages : [{ role: 'system', text: instructions }, ...messages],
      tools: tools.offered,
      ...responseThinking(fields),
      continuesLast: continuesLast(messages),
    },
  };
};

export const readResponse = async (
  { body }: ApiInput,
  context: ReadingContext,
): Promise<ReadRequest<'ask'>> => {
  const { fields, ignored, messages, tools, conversation } = await readResponseBody(body, context);
  const include = fields.include ?? [];
  const withLogprobs =
    include.includes('message.output_text.logprobs') || (fields.top_logprobs ?? null) !== null;
  const { part, readsOnly } = samplingPart(fields, {
    longest: fields.max_output_tokens ?? null,
    alternatives: withLogprobs ? (fields.top_logprobs ?? 0) : null,
    responseFormat: responseFormatOf(fields),
    ignored,
  });
  const summary = fields.reasoning?.summary ?? fields.reasoning?.generate_summary ?? 'none';
  const asked: ResponseAsked = {
    id: `resp_${context.newId()}`,
    created: Math.floor(context.now),
    fields,
    ignored,
    namespaces: tools.namespaces,
    withSummary: summary !== 'none',
    withEncrypted: include.includes('reasoning.encrypted_content'),
    withLogprobs,
  };
  return {
    work: {
      kind: 'ask',
      model: fields.model ?? '',
      keepAliveS: keepAliveOf(fields),
      ...conversation,
      ...part,
      readsOnly,
      contextLength: null,
    },
    whole: (reply) => wholeResponse(asked, reply),
    stream: fields.stream === true ? new ResponseStream(asked) : null,
    keep:
      fields.store === false
        ? null
        : { id: asked.id, conversation: (reply) => keptOf(asked, messages, reply) },
  };
};

export const readResponseCount = async (
  { body }: ApiInput,
  context: ReadingContext,
): Promise<ReadRequest<'count'>> => {
  const { fields, conversation } = await readResponseBody(body, context);
  return {
    work: { kind: 'count', model: fields.model ?? '', keepAliveS: keepAliveOf(fields), ...conversation },
    whole: ({ tokens }) => ({ body: { object: 'response.input_tokens', input_tokens: tokens } }),
    stream: null,
    keep: null,
  };
};

export const readKeptResponse = ({ params }: ApiInput): ReadRequest<'kept-answer'> => ({
  work: { kind: 'kept-answer', id: params['id'] ?? '' },
  whole: ({ body }) => ({ body }),
  stream: null,
  keep: null,
});

export const forgetResponse = ({ params }: ApiInput): ReadRequest<'forget-answer'> => {
  const id = params['id'] ?? '';
  return {
    work: { kind: 'forget-answer', id },
    whole: ({ wasKept }) =>
      wasKept
        ? { body: { id, object: 'response', deleted: true } }
        : openaiFault(new ApiFault('no-answer', `No response ${id.slice(0, 100)} is kept.`)),
    stream: null,
    keep: null,
  };
};

/** Codex tries a WebSocket first, and continues with POST at once if its status is 426. */
export const refuseWebSocket = ({ headers }: ApiInput): never => {
  throw headers['upgrade']?.toLowerCase() === 'websocket'
    ? new ApiFault('no-websocket', 'Responses are asked for with POST, not over a WebSocket.')
    : new ApiFault('method', '/v1/responses takes POST.');
};
