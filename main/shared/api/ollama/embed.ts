/** `POST /api/embed` and the older `/api/embeddings`. */
import { z } from 'zod';
import { readBody, unsupported } from '../body.ts';
import { field } from '../fields.ts';
import type { ApiRoute, ReadRequest } from '../route.ts';
import { loadFigures } from './figures.ts';
import { keepAlive, readKeepAlive } from './keep-alive.ts';
import { options, readOptions } from './options.ts';

const model = field(z.string().max(300), 'An embedding model by its name or an alias.');

const body = z.strictObject({
  model,
  input: z
    .union([z.string(), z.array(z.string()).min(1).max(10_000)])
    .meta({ description: 'A text, or a list of texts.' }),
  truncate: field(
    z.boolean(),
    'Texts that are too long for the model are cut, or refused if it is `false`. Hearth embeds at most about 2,000 tokens of a text.',
  ),
  dimensions: field(z.int().min(1), 'Vectors are shortened to this many values and normalised again.'),
  keep_alive: keepAlive,
  options: options.describe('Sampling has no effect on vectors; num_ctx is refused.'),
});

const older = z.strictObject({
  model,
  prompt: z.string().meta({ description: 'The text.' }),
  keep_alive: keepAlive,
  options,
});

/** Throws `ApiFault` for what would change how the model is loaded. */
const checkOptions = (read: z.infer<typeof options>): void => {
  if (readOptions(read).contextLength !== null)
    throw unsupported(
      'options.num_ctx',
      'embedding models are loaded with the context that they were trained with',
    );
};

export const embed: ApiRoute = {
  dialect: 'ollama',
  method: 'POST',
  path: '/api/embed',
  right: 'ask',
  about: 'Computes a vector of length 1 for each text.',
  body,
  read: (input): ReadRequest => {
    const read = readBody(body, input.body);
    checkOptions(read.options);
    const asked = read.model ?? '';
    return {
      work: {
        kind: 'embed',
        model: asked,
        keepAliveS: readKeepAlive(read.keep_alive),
        texts: typeof read.input === 'string' ? [read.input] : read.input,
        dimensions: read.dimensions ?? null,
        cutsLong: read.truncate ?? true,
      },
      whole: ({ vectors, tokens, totalMs, loadMs, model: used }) => ({
        body: {
          model: asked || used.name,
          embeddings: vectors.map((vector) => [...vector]),
          ...loadFigures(loadMs, totalMs),
          ...(tokens === null ? {} : { prompt_eval_count: tokens }),
        },
      }),
      stream: null,
      keep: null,
    } satisfies ReadRequest<'embed'>;
  },
};

export const embeddings: ApiRoute = {
  dialect: 'ollama',
  method: 'POST',
  path: '/api/embeddings',
  right: 'ask',
  about: 'Computes a vector of length 1 for a text; older than /api/embed.',
  body: older,
  read: (input): ReadRequest => {
    const read = readBody(older, input.body);
    checkOptions(read.options);
    return {
      work: {
        kind: 'embed',
        model: read.model ?? '',
        keepAliveS: readKeepAlive(read.keep_alive),
        texts: [read.prompt],
        dimensions: null,
        cutsLong: true,
      },
      whole: ({ vectors: [vector] }) => ({ body: { embedding: [...(vector ?? [])] } }),
      stream: null,
      keep: null,
    } satisfies ReadRequest<'embed'>;
  },
};
