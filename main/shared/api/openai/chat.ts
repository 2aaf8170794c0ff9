/** Chat completions, and the count of their prompt's tokens. */
import type { ApiInput, ReadRequest, ReadingContext } from '../route.ts';
import { chatCompletion, ChatStream, type ChatAsked } from './chat-answer.ts';
import { readChat } from './chat-request.ts';

export const readChatCompletion = ({ body }: ApiInput, context: ReadingContext): ReadRequest<'ask'> => {
  const { fields, ignored, work } = readChat(body);
  const asked: ChatAsked = {
    id: `chatcmpl-${context.newId()}`,
    created: Math.floor(context.now),
    model: work.model,
    ignored,
    withLogprobs: work.alternatives !== null,
    withUsage: fields.stream_options?.include_usage === true,
    withProgress: fields.return_progress === true,
    withTimings: fields.timings_per_token === true,
  };
  return {
    work,
    whole: (reply) => chatCompletion(asked, reply),
    stream: fields.stream === true ? new ChatStream(asked) : null,
    keep: null,
  };
};

/** llama-server's count of the tokens of a prompt. */
export const readChatCount = ({ body }: ApiInput): ReadRequest<'count'> => {
  const { work } = readChat(body);
  const { model, keepAliveS, messages, tools, thinking, templateVariables, continuesLast } = work;
  return {
    work: {
      kind: 'count',
      model,
      keepAliveS,
      messages,
      tools,
      thinking,
      templateVariables,
      continuesLast,
    },
    whole: ({ tokens, cachedTokens, firstTokenMs }) => ({
      body: {
        object: 'response.input_tokens',
        input_tokens: tokens,
        input_tokens_details: { cached_tokens: cachedTokens },
        ...(firstTokenMs === null ? {} : { hearth: { first_token_ms: firstTokenMs } }),
      },
    }),
    stream: null,
    keep: null,
  };
};
