/** Messages, and the count of their tokens. */
import { readFields } from '../fields.ts';
import { samplingOf } from '../sampling.ts';
import type { ApiConversation } from '../request.ts';
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
} from './fields.ts';
import { toolsOf } from './tools.ts';

const conversationOf = (fields: CountBody, ignored: string[]): ApiConversation => {
  ignoreEdits(fields, ignored);
  const messages = messagesOf(fields, ignored);
  const last = messages.at(-1);
  return {
    messages,
    tools: toolsOf(fields, ignored),
    thinking: thinkingOf(fields),
    templateVariables: {},
    continuesLast: last?.role === 'assistant' && last.calls.length === 0,
  };
};

export const readMessages = ({ body }: ApiInput, context: ReadingContext): ReadRequest<'ask'> => {
  const { fields, ignored } = readFields(messagesBody, body);
  const longest = fields.max_tokens ?? null;
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
      ...conversationOf(fields, ignored),
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
    keep: null,
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
