/** The routes of llama-server's own dialect. */
import { ApiFault } from '../fault.ts';
import { chatBody } from '../openai/chat-request.ts';
import type { ApiRoute } from '../route.ts';
import { completionBody, infillBody, readCompletion, readInfill } from './completion.ts';
import { detokenizeBody, readApplyTemplate, readDetokenize, readTokenize, tokenizeBody } from './prompts.ts';
import { readHealth, readMetrics, readProps, readSlots } from './status.ts';
import { embeddingBody, readEmbedding, readRerank, rerankBody } from './vectors.ts';

type Described = Omit<ApiRoute, 'dialect' | 'path'> & { paths: readonly string[] };

const status = { method: 'GET', right: 'status', body: null } as const;
const asks = { method: 'POST', right: 'ask' } as const;

const refused = (method: ApiRoute['method'], path: string, why: string): Described => ({
  method,
  paths: [path],
  right: 'status',
  about: `Refused: ${why}.`,
  body: null,
  read: () => {
    throw new ApiFault('impossible', `${path.replace(/\/:.*/, '')} is refused: ${why}.`);
  },
});

const described: readonly Described[] = [
  {
    ...status,
    paths: ['/health', '/v1/health'],
    about: 'Says whether Hearth can answer requests now.',
    read: readHealth,
  },
  {
    ...status,
    paths: ['/props'],
    about: 'Describes the loaded model, its context and its chat template.',
    read: readProps,
  },
  {
    ...status,
    paths: ['/slots'],
    about: 'Lists what is running; with `fail_on_no_slot=1` the status is 503 if no slot is free.',
    read: readSlots,
  },
  {
    ...status,
    paths: ['/metrics'],
    about: 'Has the counters since Hearth started, in Prometheus’ format.',
    read: readMetrics,
  },
  {
    ...asks,
    paths: ['/completion', '/completions'],
    about: 'Continues texts or tokens without the chat template.',
    body: completionBody,
    read: readCompletion,
  },
  {
    ...asks,
    paths: ['/infill'],
    about: 'Fills in the text between two others.',
    body: infillBody,
    read: readInfill,
  },
  {
    ...asks,
    paths: ['/tokenize'],
    about: 'Turns a text into tokens.',
    body: tokenizeBody,
    read: readTokenize,
  },
  {
    ...asks,
    paths: ['/detokenize'],
    about: 'Turns tokens into text.',
    body: detokenizeBody,
    read: readDetokenize,
  },
  {
    ...asks,
    paths: ['/apply-template'],
    about: 'Returns the prompt that the chat template makes of a conversation.',
    body: chatBody,
    read: readApplyTemplate,
  },
  {
    ...asks,
    paths: ['/embedding', '/embeddings'],
    about: 'Computes a vector of length 1 for each text.',
    body: embeddingBody,
    read: readEmbedding,
  },
  {
    ...asks,
    paths: ['/rerank', '/reranking', '/v1/rerank', '/v1/reranking'],
    about: 'Ranks texts by how well they answer a question.',
    body: rerankBody,
    read: readRerank,
  },
  refused('POST', '/props', 'the settings of Hearth are changed in its window'),
  refused('POST', '/slots/:slot', 'Hearth keeps the states of all prompts by itself'),
  refused('GET', '/lora-adapters', 'Hearth does not load adapters'),
  refused('POST', '/lora-adapters', 'Hearth does not load adapters'),
];

export const llamaServerRoutes: readonly ApiRoute[] = described.flatMap(({ paths, ...route }) =>
  paths.map((path): ApiRoute => ({ ...route, dialect: 'llama-server', path })),
);
