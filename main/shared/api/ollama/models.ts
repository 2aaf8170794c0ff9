/** What Ollama tells of models: `/api/tags`, `/api/show`, `/api/ps`. */
import { z } from 'zod';
import type { ApiModel } from '../answer.ts';
import { readBody } from '../body.ts';
import { field, refused } from '../fields.ts';
import { ApiFault } from '../fault.ts';
import type { ApiRoute, ReadRequest } from '../route.ts';

const capabilities: Partial<Record<ApiModel['can'][number], string>> = {
  chat: 'completion',
  tools: 'tools',
  think: 'thinking',
  see: 'vision',
  infill: 'insert',
  embed: 'embedding',
};

const time = (ms: number): string => new Date(ms).toISOString();

const detailsOf = ({ family, architecture, parameters, quantization }: ApiModel) => ({
  parent_model: '',
  format: 'gguf',
  family: family ?? architecture,
  families: [family ?? architecture],
  parameter_size: parameters ?? '',
  quantization_level: quantization ?? '',
});

const capabilitiesOf = ({ can }: ApiModel): string[] =>
  can.flatMap((one) => (capabilities[one] === undefined ? [] : [capabilities[one]]));

const listedOf = (model: ApiModel) => ({
  name: model.name,
  model: model.name,
  modified_at: time(model.modifiedAt),
  size: model.bytes,
  digest: model.digest,
  details: detailsOf(model),
  capabilities: capabilitiesOf(model),
});

export const tags: ApiRoute = {
  dialect: 'ollama',
  method: 'GET',
  path: '/api/tags',
  right: 'models',
  about: 'Lists the models.',
  body: null,
  read: (): ReadRequest =>
    ({
      work: { kind: 'models' },
      whole: ({ models }) => ({ body: { models: models.map(listedOf) } }),
      stream: null,
      keep: null,
    }) satisfies ReadRequest<'models'>,
};

const asShown = 'models are shown as they are';

const shown = z.strictObject({
  model: field(z.string().max(300), 'The model.'),
  name: field(z.string().max(300), 'The older name of `model`.'),
  verbose: refused('the vocabulary of a model is not listed', false),
  system: refused(asShown, ''),
  template: refused(asShown, ''),
  options: refused(asShown, {}),
});

/**
 * The keys of the file's metadata that clients read. The length of the context is the one that the model is loaded with, as long as it is
 * loaded: a client that fills the trained length would otherwise be refused.
 */
const metadataOf = (model: ApiModel) => {
  const { architecture } = model;
  return {
    'general.architecture': architecture,
    'general.basename': model.basename ?? model.title,
    ...(model.parameters === null ? {} : { 'general.size_label': model.parameters }),
    [`${architecture}.context_length`]: model.contextLength ?? model.trainedContextLength,
    ...(model.embeddingLength === null
      ? {}
      : { [`${architecture}.embedding_length`]: model.embeddingLength }),
  };
};

/**
 * The chat template of the file. Ollama's templates name `.Suffix` if the model fills in the middle, and Continue looks for that, so the
 * template of such a model ends with a comment that names it.
 */
const templateOf = ({ chatTemplate, can }: ApiModel): string =>
  `${chatTemplate ?? ''}${can.includes('infill') ? '{# .Suffix #}' : ''}`;

export const show: ApiRoute = {
  dialect: 'ollama',
  method: 'POST',
  path: '/api/show',
  right: 'models',
  about: 'Describes a model: what it can do, its size and its chat template.',
  body: shown,
  read: (input): ReadRequest => {
    const read = readBody(shown, input.body);
    const name = read.model || read.name;
    if (!name) throw new ApiFault('bad-request', 'The field model is missing.', { field: 'model' });
    return {
      work: { kind: 'model', model: name },
      whole: ({ model }) => ({
        body: {
          ...(model.license === null ? {} : { license: model.license }),
          modelfile: `# ${model.title}, as Hearth runs it\nFROM ${model.name}\n`,
          ...(model.contextLength === null ? {} : { parameters: `num_ctx ${model.contextLength}` }),
          template: templateOf(model),
          details: detailsOf(model),
          model_info: metadataOf(model),
          capabilities: capabilitiesOf(model),
          modified_at: time(model.modifiedAt),
        },
      }),
      stream: null,
      keep: null,
    } satisfies ReadRequest<'model'>;
  },
};

/** Ollama's clients need a time; theirs for "never" is as far away. */
const never = '2318-09-10T00:00:00Z';

export const running: ApiRoute = {
  dialect: 'ollama',
  method: 'GET',
  path: '/api/ps',
  right: 'status',
  about: 'Lists the loaded models.',
  body: null,
  read: (): ReadRequest =>
    ({
      work: { kind: 'running' },
      whole: ({ models }) => ({
        body: {
          models: models
            .filter(({ isLoaded }) => isLoaded)
            .map((model) => ({
              ...listedOf(model),
              size: model.memoryBytes ?? model.bytes,
              expires_at: model.unloadsAt === null ? never : time(model.unloadsAt),
              ...(model.gpuBytes === null ? {} : { size_vram: model.gpuBytes }),
              ...(model.contextLength === null ? {} : { context_length: model.contextLength }),
            })),
        },
      }),
      stream: null,
      keep: null,
    }) satisfies ReadRequest<'running'>,
};
