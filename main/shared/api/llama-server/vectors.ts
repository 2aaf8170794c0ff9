/** Vectors and ranks: `/embedding`, `/rerank`. */
import { z } from 'zod';
import { field, readFields, refused } from '../fields.ts';
import { ApiFault } from '../fault.ts';
import { modelField } from '../openai/fields.ts';
import type { ApiInput, ReadRequest } from '../route.ts';

const tokens = z.array(z.int().min(0).max(10_000_000)).min(1).max(100_000);
const texts = z.union([
  z.string(),
  tokens,
  z
    .array(z.union([z.string(), tokens]))
    .min(1)
    .max(10_000),
]);

export const embeddingBody = z.strictObject({
  content: field(
    texts,
    'A text, or a list of texts. A text can be given as the tokens of the model. One of more than about 2,000 tokens is refused.',
  ),
  input: field(texts, 'As `content`, which precedes it.'),
  model: modelField,
  embd_normalize: refused('vectors always have length 1', 2),
  encoding_format: refused('vectors are numbers', 'float'),
  image_data: refused('models do not see images in this version of Hearth', []),
});

export const readEmbedding = ({ body }: ApiInput): ReadRequest<'embed'> => {
  const { fields } = readFields(embeddingBody, body);
  const given = fields.content ?? fields.input;
  if (given === undefined || given === null)
    throw new ApiFault('bad-request', 'The field content is missing.', { field: 'content' });
  const listed = typeof given === 'string' || typeof given[0] === 'number' ? [given] : given;
  return {
    work: {
      kind: 'embed',
      model: fields.model ?? '',
      keepAliveS: null,
      texts: listed as (string | number[])[],
      dimensions: null,
      cutsLong: false,
    },
    whole: ({ vectors }) => ({
      body: vectors.map((vector, index) => ({ index, embedding: [[...vector]] })),
    }),
    stream: null,
    keep: null,
  };
};

const document = z.union([z.string(), z.strictObject({ text: z.string() })]);

export const rerankBody = z.strictObject({
  query: z.string().meta({ description: 'The question.' }),
  documents: field(z.array(document).min(1).max(10_000), 'The texts.'),
  texts: field(z.array(z.string()).min(1).max(10_000), 'As `documents`, but the answer is a plain list.'),
  top_n: field(z.int().min(1), 'The maximum number of results.'),
  return_documents: field(z.boolean(), 'Whether the results have their texts.'),
  return_text: field(z.boolean(), 'As `return_documents`, for `texts`.'),
  model: modelField,
});

export const readRerank = ({ body }: ApiInput): ReadRequest<'rank'> => {
  const { fields } = readFields(rerankBody, body);
  const documents = fields.documents ?? fields.texts;
  if (documents === undefined || documents === null)
    throw new ApiFault('bad-request', 'The field documents is missing.', { field: 'documents' });
  const ranked = documents.map((one) => (typeof one === 'string' ? one : one.text));
  const isPlain = !fields.documents;
  const withText = (isPlain ? fields.return_text : fields.return_documents) === true;
  const model = fields.model ?? '';
  return {
    work: { kind: 'rank', model, keepAliveS: null, question: fields.query, texts: ranked },
    whole: ({ scores, tokens: used, model: ranking }) => {
      const best = scores
        .map((score, index) => ({ score, index }))
        .toSorted((one, other) => other.score - one.score)
        .slice(0, fields.top_n ?? scores.length);
      if (isPlain)
        return {
          body: best.map(({ index, score }) => ({
            index,
            score,
            ...(withText ? { text: ranked[index] } : {}),
          })),
        };
      return {
        body: {
          model: model || ranking.name,
          object: 'list',
          ...(used === null ? {} : { usage: { prompt_tokens: used, total_tokens: used } }),
          results: best.map(({ index, score }) => ({
            index,
            relevance_score: score,
            ...(withText ? { document: { text: ranked[index] } } : {}),
          })),
        },
      };
    },
    stream: null,
    keep: null,
  };
};
