/** What embedding models want in front of a text, as their model cards say. It decides how well they find passages. */
import type { ModelFacts } from '../../../shared/contract/model.ts';

export interface Prefixes {
  question: string;
  passage: string;
}

const none: Prefixes = { question: '', passage: '' };

/** The prefixes of each family of models. An entry is chosen by llama.cpp's name of the architecture and by the model's name; the first one that fits counts. */
const known: readonly { architecture?: RegExp; name?: RegExp; prefixes: Prefixes }[] = [
  {
    // https://huggingface.co/google/embeddinggemma-300m
    architecture: /^gemma-embedding$/,
    prefixes: { question: 'task: search result | query: ', passage: 'title: none | text: ' },
  },
  {
    // https://huggingface.co/nomic-ai/nomic-embed-text-v1.5
    architecture: /^nomic-bert/,
    prefixes: { question: 'search_query: ', passage: 'search_document: ' },
  },
  {
    // https://huggingface.co/Qwen/Qwen3-Embedding-0.6B
    name: /qwen3?.{0,12}embed/i,
    prefixes: {
      question:
        'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:',
      passage: '',
    },
  },
  {
    // https://huggingface.co/intfloat/multilingual-e5-large-instruct
    name: /\be5\b.*instruct/i,
    prefixes: {
      question:
        'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ',
      passage: '',
    },
  },
  {
    // https://huggingface.co/intfloat/multilingual-e5-base
    name: /\be5\b/i,
    prefixes: { question: 'query: ', passage: 'passage: ' },
  },
  {
    // https://huggingface.co/Snowflake/snowflake-arctic-embed-m-v2.0
    name: /arctic.*embed.*v2/i,
    prefixes: { question: 'query: ', passage: '' },
  },
  {
    // https://huggingface.co/BAAI/bge-base-en-v1.5, https://huggingface.co/mixedbread-ai/mxbai-embed-large-v1 and
    // https://huggingface.co/Snowflake/snowflake-arctic-embed-m
    name: /bge.*\ben\b|mxbai.*embed|arctic.*embed/i,
    prefixes: { question: 'Represent this sentence for searching relevant passages: ', passage: '' },
  },
];

export const prefixesOf = ({ architecture, name }: Pick<ModelFacts, 'architecture' | 'name'>): Prefixes => {
  const words = name.replaceAll(/[_.-]+/g, ' ');
  return (
    known.find(
      (one) =>
        (one.architecture?.test(architecture) ?? true) &&
        (one.name === undefined || one.name.test(words) || one.name.test(name)),
    )?.prefixes ?? none
  );
};
