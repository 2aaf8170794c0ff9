/** The routes of OpenAI's dialect. Those without `/v1` are llama-server's. */
import type { ApiRoute } from '../route.ts';
import { readChatCompletion, readChatCount } from './chat.ts';
import { chatBody } from './chat-request.ts';
import { completionBody, readCompletion } from './completions.ts';
import { fimBody, readFim } from './fim.ts';
import { embeddingBody, readEmbeddings } from './embeddings.ts';
import { readModel, readModels } from './models.ts';
import { responseBody } from './responses-request.ts';
import {
  forgetResponse,
  readKeptResponse,
  readResponse,
  readResponseCount,
  refuseWebSocket,
} from './responses.ts';

type Described = Omit<ApiRoute, 'dialect' | 'path'> & { paths: readonly string[] };

const described: readonly Described[] = [
  {
    method: 'POST',
    paths: ['/v1/chat/completions', '/chat/completions'],
    right: 'ask',
    about: 'Answers a conversation.',
    body: chatBody,
    read: readChatCompletion,
  },
  {
    method: 'POST',
    paths: ['/v1/chat/completions/input_tokens'],
    right: 'ask',
    about:
      'Counts the tokens of a conversation’s prompt, as llama-server does. `hearth` has the predicted time to the first token.',
    body: chatBody,
    read: readChatCount,
  },
  {
    method: 'POST',
    paths: ['/v1/responses', '/responses'],
    right: 'ask',
    about: 'Answers an input and keeps the response, so that others continue it.',
    body: responseBody,
    read: readResponse,
  },
  {
    method: 'GET',
    paths: ['/v1/responses', '/responses'],
    right: 'ask',
    about: 'Refuses a WebSocket with status 426, after which Codex uses POST.',
    body: null,
    read: refuseWebSocket,
  },
  {
    method: 'POST',
    paths: ['/v1/responses/input_tokens'],
    right: 'ask',
    about: 'Counts the tokens of an input.',
    body: responseBody,
    read: readResponseCount,
  },
  {
    method: 'GET',
    paths: ['/v1/responses/:id'],
    right: 'ask',
    about: 'Returns a response that is kept.',
    body: null,
    read: readKeptResponse,
  },
  {
    method: 'DELETE',
    paths: ['/v1/responses/:id'],
    right: 'ask',
    about: 'Forgets a response that is kept.',
    body: null,
    read: forgetResponse,
  },
  {
    method: 'POST',
    paths: ['/v1/completions'],
    right: 'ask',
    about: 'Continues texts without the chat template or, with `suffix`, fills in what belongs between two.',
    body: completionBody,
    read: readCompletion,
  },
  {
    method: 'POST',
    paths: ['/v1/fim/completions', '/fim/completions'],
    right: 'ask',
    about:
      'Fills in the text between two others, answered like a chat completion (Mistral’s route, which editors ask).',
    body: fimBody,
    read: readFim,
  },
  {
    method: 'POST',
    paths: ['/v1/embeddings'],
    right: 'ask',
    about: 'Computes vectors of texts.',
    body: embeddingBody,
    read: readEmbeddings,
  },
  {
    method: 'GET',
    paths: ['/v1/models', '/models'],
    right: 'ask',
    about: 'Lists the models; in Anthropic’s shape for requests with the header `anthropic-version`.',
    body: null,
    read: readModels,
  },
  {
    method: 'GET',
    paths: ['/v1/models/*model', '/models/*model'],
    right: 'ask',
    about: 'Describes one model, whose name may contain slashes.',
    body: null,
    read: readModel,
  },
];

export const openaiRoutes: readonly ApiRoute[] = described.flatMap(({ paths, ...route }) =>
  paths.map((path): ApiRoute => ({ ...route, dialect: 'openai', path })),
);
