/** Messages, and the count of their tokens. */
import { readFields } from '../fields.ts';
import { samplingOf } from '../sampling.ts';
import type { ReplyTo } from '../answer.ts';
import { ApiFault } from '../fault.ts';
import type { ApiConversation, ApiMessage } from '../request.ts';
import type { ApiInput, ReadRequest, ReadingContext } from '../route.ts';
import { MessageStream, wholeMessage, type MessageAsked } from './answer.ts';
import { messagesOf } from './blocks.ts';
import {
  countBody,
  formatOf,
  ignoreEdits,
  messagesBody,
  omitsThoughts,
  thinkingOf,
  type CountBody,
  type MessagesBody,
} from './fields.ts';
import { toolsOf } from './tools.ts';

/** What is kept of a thread: its messages with the system prompt, and its tools as the client described them. */
interface Thread {
  messages: readonly ApiMessage[];
  tools: CountBody['tools'];
}

const newThread: Thread = { messages: [], tools: null };

/** The thread that a request continues. */
const threadOf = async (
  { thread, system, tools }: MessagesBody,
  context: ReadingContext,
): Promise<Thread | null> => {
  if (thread?.type !== 'continue') return null;
  const given = (system ?? null) === null ? ((tools ?? null) === null ? null : 'tools') : 'system';
  if (given !== null)
    throw new ApiFault('bad-request', `A thread that is continued has its own ${given}.`, { field: given });
  const id = thread.previous_message_id;
  const kept = await context.keptAnswer(id);
  if (kept !== null) return kept.conversation as Thread;
  throw new ApiFault('no-answer', `No thread with the message ${id.slice(0, 100)} is kept.`, {
    field: 'thread.previous_message_id',
  });
};

const conversationOf = (
  fields: CountBody,
  ignored: string[],
  { messages: earlier, tools }: Thread = newThread,
): ApiConversation => {
  ignoreEdits(fields, ignored);
  const messages = messagesOf(fields, ignored, earlier);
  if (messages.length === 0)
    throw new ApiFault('bad-request', 'There are no messages.', { field: 'messages' });
  const last = messages.at(-1);
  return {
    messages,
    tools: toolsOf({ ...fields, tools: fields.tools ?? tools }, ignored),
    thinking: thinkingOf(fields),
    templateVariables: {},
    continuesLast: last?.role === 'assistant' && last.calls.length === 0,
  };
};

/** The conversation with the answer, for requests that continue it. */
const keptThread = (
  { messages }: ApiConversation,
  tools: CountBody['tools'],
  { answers }: ReplyTo<'ask'>,
): Thread => ({
  messages: [
    ...messages,
    ...answers.map(({ text, thoughts, calls }) => ({ role: 'assistant' as const, text, thoughts, calls })),
  ],
  tools,
});

export const readMessages = async (
  { body }: ApiInput,
  context: ReadingContext,
): Promise<ReadRequest<'ask'>> => {
  const { fields, ignored } = readFields(messagesBody, body);
  const longest = fields.max_tokens ?? null;
  const thread = (await threadOf(fields, context)) ?? newThread;
  const conversation = conversationOf(fields, ignored, thread);
  const asked: MessageAsked = {
    id: `msg_${context.newId()}`,
    model: fields.model ?? '',
    ignored,
    omitsThoughts: omitsThoughts(fields),
  };
  return {
    work: {
      kind: 'ask',
      model: fields.model ?? '',
      keepAliveS: null,
      ...conversation,
      ...samplingOf(fields),
      stopStrings: fields.stop_sequences ?? [],
      longestAnswer: longest === 0 ? null : longest,
      alternatives: null,
      answers: 1,
      responseFormat: formatOf(fields),
      readsOnly: longest === 0,
      contextLength: null,
    },
    whole: (reply) => wholeMessage(asked, reply),
    stream: fields.stream === true ? new MessageStream(asked) : null,
    keep:
      (fields.thread ?? null) === null
        ? null
        : {
            id: asked.id,
            conversation: (reply) => keptThread(conversation, fields.tools ?? thread.tools, reply),
          },
  };
};

/** `hearth` tells beside the count how much of it is cached, and when an answer will begin. */
export const readTokenCount = ({ body }: ApiInput): ReadRequest<'count'> => {
  const { fields, ignored } = readFields(countBody, body);
  return {
    work: { kind: 'count', model: fields.model ?? '', keepAliveS: null, ...conversationOf(fields, ignored) },
    whole: ({ tokens, cachedTokens, firstTokenMs }) => ({
      body: {
        input_tokens: tokens,
        hearth: {
          cached_tokens: cachedTokens,
          ...(firstTokenMs === null ? {} : { first_token_ms: firstTokenMs }),
          ...(ignored.length === 0 ? {} : { ignored }),
        },
      },
    }),
    stream: null,
    keep: null,
  };
};
