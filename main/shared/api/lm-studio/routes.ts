/** The routes of LM Studio's dialect. */
import { ApiFault } from '../fault.ts';
import { chatBody } from '../openai/chat-request.ts';
import { completionBody } from '../openai/completions.ts';
import { embeddingBody, readEmbeddings } from '../openai/embeddings.ts';
import type { ApiRoute } from '../route.ts';
import { readChat, readCompletion } from './completions.ts';
import { loadBody, readLoad, readUnload, unloadBody } from './loading.ts';
import { readModel, readModels, readModelsV1 } from './models.ts';

type Described = Omit<ApiRoute, 'dialect'>;

const refused = (method: ApiRoute['method'], path: string, why: string, instead: string): Described => ({
  method,
  path,
  right: 'models',
  about: `Refused: ${why}.`,
  body: null,
  read: () => {
    throw new ApiFault('impossible', `${path.replace(/\/:.*/, '')} is refused: ${why}. ${instead}`);
  },
});

const described: readonly Described[] = [
  {
    method: 'GET',
    path: '/api/v0/models',
    right: 'models',
    about: 'Lists the models with their state, as Zed and Cline read it.',
    body: null,
    read: readModels,
  },
  {
    method: 'GET',
    path: '/api/v0/models/*model',
    right: 'models',
    about: 'Describes one model, whose name may contain slashes.',
    body: null,
    read: readModel,
  },
  {
    method: 'POST',
    path: '/api/v0/chat/completions',
    right: 'ask',
    about: 'Answers a conversation, as /v1/chat/completions with `stats`, `model_info` and `runtime`.',
    body: chatBody,
    read: readChat,
  },
  {
    method: 'POST',
    path: '/api/v0/completions',
    right: 'ask',
    about: 'Continues texts, as /v1/completions with `stats`, `model_info` and `runtime`.',
    body: completionBody,
    read: readCompletion,
  },
  {
    method: 'POST',
    path: '/api/v0/embeddings',
    right: 'ask',
    about: 'Computes vectors of texts, as /v1/embeddings.',
    body: embeddingBody,
    read: readEmbeddings,
  },
  {
    method: 'GET',
    path: '/api/v1/models',
    right: 'models',
    about: 'Lists the models.',
    body: null,
    read: readModelsV1,
  },
  {
    method: 'POST',
    path: '/api/v1/models/load',
    right: 'models',
    about: 'Loads a model.',
    body: loadBody,
    read: readLoad,
  },
  {
    method: 'POST',
    path: '/api/v1/models/unload',
    right: 'models',
    about: 'Unloads a model.',
    body: unloadBody,
    read: readUnload,
  },
  refused(
    'POST',
    '/api/v1/chat',
    'Hearth does not run tools of its own for other programs',
    'Use /v1/responses, which keeps conversations too, or /v1/chat/completions.',
  ),
  refused(
    'POST',
    '/api/v1/models/download',
    'downloads are started by a person',
    'Download the model in Hearth under Models, or with the command hearth pull.',
  ),
  refused(
    'GET',
    '/api/v1/models/download/status/:job',
    'there are no downloads over this API',
    'See Models in Hearth.',
  ),
];

export const lmStudioRoutes: readonly ApiRoute[] = described.map((route) => ({
  ...route,
  dialect: 'lm-studio',
}));
