/** The routes of Anthropic's dialect. The list of models is among those of OpenAI's, which has the same path. */
import type { ApiRoute } from '../route.ts';
import { countBody, messagesBody } from './fields.ts';
import { readMessages, readTokenCount } from './messages.ts';

export const anthropicRoutes: readonly ApiRoute[] = [
  {
    dialect: 'anthropic',
    method: 'POST',
    path: '/v1/messages',
    right: 'ask',
    about: 'Answers a conversation.',
    body: messagesBody,
    read: readMessages,
  },
  {
    dialect: 'anthropic',
    method: 'POST',
    path: '/v1/messages/count_tokens',
    right: 'ask',
    about: 'Counts the tokens of a conversation’s prompt.',
    body: countBody,
    read: readTokenCount,
  },
];
