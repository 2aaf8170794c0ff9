/** The list of models, in the shape of OpenAI, or of Anthropic for clients that send its header. */
import type { ApiModel } from '../answer.ts';
import { anthropicModel, anthropicModels } from '../anthropic/models.ts';
import type { ApiInput, ReadRequest } from '../route.ts';

/** `meta` is llama-server's; `context_length` is that of the loaded model. */
const modelOf = (model: ApiModel) => ({
  id: model.name,
  object: 'model',
  created: Math.floor(model.modifiedAt / 1000),
  owned_by: model.publisher ?? 'hearth',
  aliases: model.aliases,
  capabilities: model.can,
  ...(model.contextLength === null ? {} : { context_length: model.contextLength }),
  max_context_length: model.trainedContextLength,
  meta: {
    n_ctx_train: model.trainedContextLength,
    ...(model.contextLength === null ? {} : { n_ctx: model.contextLength }),
    ...(model.embeddingLength === null ? {} : { n_embd: model.embeddingLength }),
    size: model.bytes,
  },
});

const isAnthropic = ({ headers }: ApiInput): boolean => headers['anthropic-version'] !== undefined;

export const readModels = (input: ApiInput): ReadRequest<'models'> => ({
  work: { kind: 'models' },
  whole: ({ models }) => ({
    body: isAnthropic(input) ? anthropicModels(models) : { object: 'list', data: models.map(modelOf) },
  }),
  stream: null,
  keep: null,
});

export const readModel = (input: ApiInput): ReadRequest<'model'> => ({
  work: { kind: 'model', model: input.params['model'] ?? '' },
  whole: ({ model }) => ({ body: isAnthropic(input) ? anthropicModel(model) : modelOf(model) }),
  stream: null,
  keep: null,
});
