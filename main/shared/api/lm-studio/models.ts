/** What LM Studio tells of models. Zed and Cline read it, Zed with strict lists of values. */
import type { ApiModel } from '../answer.ts';
import type { ApiInput, ReadRequest } from '../route.ts';

/** A type that Zed knows; `null`: it has none for rerankers, which lists leave out. */
const typeOf = ({ kind, can }: ApiModel): 'llm' | 'vlm' | 'embeddings' | null => {
  if (kind === 'embedding') return 'embeddings';
  if (kind === 'reranker') return null;
  return can.includes('see') ? 'vlm' : 'llm';
};

const stateOf = ({ isLoaded, isLoading }: ApiModel): 'loaded' | 'loading' | 'not-loaded' => {
  if (isLoaded) return 'loaded';
  return isLoading ? 'loading' : 'not-loaded';
};

/** `publisher` is a text in every client, so it is empty where it is not known. */
const describedOf = (model: ApiModel) => ({
  id: model.name,
  object: 'model',
  type: typeOf(model) ?? 'embeddings',
  publisher: model.publisher ?? '',
  arch: model.architecture,
  compatibility_type: 'gguf',
  ...(model.quantization === null ? {} : { quantization: model.quantization }),
  state: stateOf(model),
  max_context_length: model.trainedContextLength,
  ...(model.contextLength === null ? {} : { loaded_context_length: model.contextLength }),
  capabilities: [
    ...(model.can.includes('tools') ? ['tool_use'] : []),
    ...(model.can.includes('see') ? ['vision'] : []),
  ],
});

export const readModels = (): ReadRequest<'models'> => ({
  work: { kind: 'models' },
  whole: ({ models }) => ({
    body: { object: 'list', data: models.filter((model) => typeOf(model) !== null).map(describedOf) },
  }),
  stream: null,
  keep: null,
});

export const readModel = ({ params }: ApiInput): ReadRequest<'model'> => ({
  work: { kind: 'model', model: params['model'] ?? '' },
  whole: ({ model }) => ({ body: describedOf(model) }),
  stream: null,
  keep: null,
});

/** The list of /api/v1. */
const listedOf = (model: ApiModel) => ({
  type: model.kind === 'embedding' ? 'embedding' : 'llm',
  publisher: model.publisher ?? '',
  key: model.name,
  display_name: model.title,
  ...(model.kind === 'embedding' ? {} : { architecture: model.architecture }),
  quantization: model.quantization === null ? null : { name: model.quantization, bits_per_weight: null },
  size_bytes: model.bytes,
  params_string: model.parameters,
  loaded_instances:
    model.isLoaded && model.contextLength !== null
      ? [{ id: model.name, config: { context_length: model.contextLength } }]
      : [],
  max_context_length: model.trainedContextLength,
  format: 'gguf',
  ...(model.kind === 'embedding'
    ? {}
    : {
        capabilities: {
          vision: model.can.includes('see'),
          trained_for_tool_use: model.can.includes('tools'),
        },
        description: null,
      }),
});

export const readModelsV1 = (): ReadRequest<'models'> => ({
  work: { kind: 'models' },
  whole: ({ models }) => ({
    body: { models: models.filter(({ kind }) => kind !== 'reranker').map(listedOf) },
  }),
  stream: null,
  keep: null,
});
