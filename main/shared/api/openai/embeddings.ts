/** Embeddings. */
import { z } from 'zod';
import { toBase64 } from '../base64.ts';
import { field, readFields } from '../fields.ts';
import type { ApiInput, ReadRequest } from '../route.ts';
import { aboutRequestFields, keepAliveFields, keepAliveOf, modelField } from './fields.ts';

/** As OpenAI's bound. */
const mostTexts = 2048;
const tokens = z.array(z.int().min(0).max(10_000_000)).min(1).max(100_000);
const text = z.string().min(1);

export const embeddingBody = z.strictObject({
  model: modelField,
  input: z
    .union([
      text,
      tokens,
      z
        .array(z.union([text, tokens]))
        .min(1)
        .max(mostTexts),
    ])
    .meta({
      description: `A text, or a list of at most ${mostTexts}. A text can be given as tokens, which are those of the model, not those of OpenAI’s. One of more than about 2,000 tokens is refused.`,
    }),
  encoding_format: field(
    z.enum(['float', 'base64']),
    'Numbers, or their 32-bit little-endian bytes in base64; `float` if absent.',
  ),
  dimensions: field(
    z.int().min(1).max(100_000),
    'Vectors are shortened to this many values and normalised again.',
  ),
  ...keepAliveFields,
  ...aboutRequestFields,
});

const inputsOf = (input: z.infer<typeof embeddingBody>['input']): (string | number[])[] => {
  if (typeof input === 'string') return [input];
  return typeof input[0] === 'number' ? [input as number[]] : (input as (string | number[])[]);
};

/** The values as 32-bit little-endian numbers, whatever the order of this machine. */
const base64Of = (vector: Float32Array): string => {
  const bytes = new Uint8Array(4 * vector.length);
  const view = new DataView(bytes.buffer);
  vector.forEach((value, index) => view.setFloat32(4 * index, value, true));
  return toBase64(bytes);
};

export const readEmbeddings = ({ body }: ApiInput): ReadRequest<'embed'> => {
  const { fields } = readFields(embeddingBody, body);
  const model = fields.model ?? '';
  return {
    work: {
      kind: 'embed',
      model,
      keepAliveS: keepAliveOf(fields),
      texts: inputsOf(fields.input),
      dimensions: fields.dimensions ?? null,
      cutsLong: false,
    },
    whole: (reply) => ({
      body: {
        object: 'list',
        model: model || reply.model.name,
        data: reply.vectors.map((vector, index) => ({
          object: 'embedding',
          index,
          embedding: fields.encoding_format === 'base64' ? base64Of(vector) : [...vector],
        })),
        ...(reply.tokens === null
          ? {}
          : { usage: { prompt_tokens: reply.tokens, total_tokens: reply.tokens } }),
      },
    }),
    stream: null,
    keep: null,
  };
};
