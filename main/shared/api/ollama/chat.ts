/** `POST /api/chat`. */
import { z } from 'zod';
import { readBody } from '../body.ts';
import type { ApiRoute, ReadRequest } from '../route.ts';
import { streamedAnswer, wholeAnswer, type Writing } from './answers.ts';
import { asking, readAsking } from './asking.ts';
import { createdAt } from './figures.ts';
import { loading } from './loading.ts';
import { messages, readMessages, readTools, tools } from './messages.ts';

const body = z.strictObject({ ...asking, messages, tools });

const writingOf = (model: string, now: number): Writing => ({
  head: { model, created_at: createdAt(now) },
  said: ({ text, thoughts, calls }) => ({
    message: {
      role: 'assistant',
      content: text,
      ...(thoughts === '' ? {} : { thinking: thoughts }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    },
  }),
  last: () => ({}),
});

export const chat: ApiRoute = {
  dialect: 'ollama',
  method: 'POST',
  path: '/api/chat',
  right: 'ask',
  about: 'Answers a chat. Without messages it loads the model, or unloads it with `keep_alive` 0.',
  body,
  read: (input, { now }): ReadRequest => {
    const read = readBody(body, input.body);
    const { streams, sampling, ...asked } = readAsking(read);
    const writing = writingOf(asked.model, now);
    const conversation = readMessages(read.messages);
    if (conversation.length === 0) return loading(asked.model, asked.keepAliveS, streams, writing);
    const last = conversation.at(-1);
    return {
      work: {
        kind: 'ask',
        ...asked,
        ...sampling,
        messages: conversation,
        tools: readTools(read.tools),
        templateVariables: {},
        continuesLast: last?.role === 'assistant' && last.calls.length === 0,
        readsOnly: false,
      },
      whole: wholeAnswer(writing),
      stream: streams ? streamedAnswer(writing) : null,
      keep: null,
    } satisfies ReadRequest<'ask'>;
  },
};
