/**
 * Embedding models and rerankers: models that make a vector of a text, or a score of a question and a text. They run on the
 * processor alone, so that they take nothing of the GPU's memory from the model that chats.
 */
import { basename } from 'node:path';
import type { LlamaEmbeddingContext, LlamaModel, LlamaRankingContext, Token } from 'node-llama-cpp';
import { say } from '../../shared/words/catalogue.ts';
import { physicalCores, startCpu } from '../load/backend.ts';
import { explainLoadFailure, readFacts } from '../load/inspect.ts';
import { RefusedFile } from '../process/refused-file.ts';
import { areOfVocabulary } from '../prompt/vocabulary.ts';

/**
 * Tokens that are evaluated of one text: a passage has up to about 1,000. The attention of most embedding models is not causal, so
 * that all of them must fit into one batch.
 */
const longestText = 2048;

/** Tokens for the marks around a text, at most. */
const forMarks = 16;

export interface TextModel {
  /** Values of each vector; 0 for a reranker. */
  dimensions: number;
  /**
   * One vector of length 1 for each text, which may be given as tokens, and the tokens that were evaluated, marks included. Only for
   * embedding models. Throws `RefusedFile` if a token is not known, and if a text is too long and `refusesLong`; else it is cut.
   */
  embed(
    texts: readonly (string | readonly number[])[],
    refusesLong: boolean,
  ): Promise<{ vectors: Float32Array[]; tokens: number }>;
  /**
   * How well each text answers the question, from 0 to 1, and the tokens that were evaluated: the question and the marks count once for
   * each text, or each part of a long one. Only for rerankers. Throws `RefusedFile` if the question is too long and `refusesLong`; else
   * it is cut.
   */
  rank(
    question: string,
    texts: readonly string[],
    refusesLong: boolean,
  ): Promise<{ scores: number[]; tokens: number }>;
}

/** Throws `RefusedFile` with a sentence if the model cannot be used so. */
export const openTextModel = async (path: string, kind: 'embedding' | 'reranker'): Promise<TextModel> => {
  const { architecture, trainedContextLength, bytes } = await readFacts(path);
  const llama = await startCpu();
  const threads = bytes < smallModelBytes ? 1 : physicalCores(llama);
  const most = Math.min(longestText, trainedContextLength || longestText);
  const options = { contextSize: most, batchSize: most, threads, ignoreMemorySafetyChecks: true };
  let model: LlamaModel;
  let context: LlamaEmbeddingContext | LlamaRankingContext;
  try {
    model = await llama.loadModel({ modelPath: path, gpuLayers: 0 });
    context =
      kind === 'embedding'
        ? await model.createEmbeddingContext(options)
        : await model.createRankingContext(options);
  } catch (error) {
    throw error instanceof RefusedFile
      ? error
      : await explainLoadFailure(basename(path), architecture, error);
  }
  const tokensOf = (text: string | readonly number[]): Token[] => {
    if (typeof text === 'string') return model.tokenize(text, false);
    if (!areOfVocabulary(model, text)) throw new RefusedFile(say('engine.no-such-token'));
    return [...text] as Token[];
  };
  const roomIn = (tokens: number): number => Math.max(1, tokens - forMarks);
  const refused = (): never => {
    throw new RefusedFile(say('engine.other-text-model', { name: basename(path) }));
  };
  return {
    dimensions: kind === 'embedding' ? model.embeddingVectorSize : 0,
    embed: async (texts, refusesLong) => {
      if (!('getEmbeddingFor' in context)) return refused();
      const vectors = [];
      let tokens = 0;
      const inputs = texts.map(tokensOf);
      const long = inputs.findIndex(({ length }) => length > roomIn(most));
      if (refusesLong && long >= 0)
        throw new RefusedFile(
          say('engine.text-too-long', { nth: long, given: inputs[long]!.length, most: roomIn(most) }),
        );
      for (const whole of inputs) {
        const input = whole.slice(0, roomIn(most));
        tokens += input.length === 0 ? 0 : context.calculateInputLength(input);
        const { vector } = await context.getEmbeddingFor(input);
        vectors.push(normalized(vector));
      }
      return { vectors, tokens };
    },
    rank: async (question, texts, refusesLong) => {
      if (!('rankAll' in context)) return refused();
      const whole = tokensOf(question);
      const mostAsked = roomIn(most / 2);
      if (refusesLong && whole.length > mostAsked)
        throw new RefusedFile(say('engine.question-too-long', { given: whole.length, most: mostAsked }));
      const asked = whole.slice(0, mostAsked);
      const scores = [];
      let tokens = 0;
      for (const text of texts) {
        const parts = partsOf(
          model.tokenize(text, false, 'trimLeadingSpace'),
          (part) => (context as LlamaRankingContext).calculateInputLength(asked, part) < most,
        );
        for (const part of parts) tokens += context.calculateInputLength(asked, part);
        scores.push(Math.max(...(await context.rankAll(asked, parts))));
      }
      return { scores, tokens };
    },
  };
};

/** The share of a part of a long text that the next part repeats. */
const overlap = 0.1;

/** The text as parts that fit; the best part counts. */
const partsOf = (text: Token[], fits: (part: Token[]) => boolean): Token[][] => {
  if (fits(text)) return [text];
  // The marks around a part, and how often they repeat it, are known only to the library.
  let length = text.length;
  while (length > 1 && !fits(text.slice(0, length))) length = Math.floor(length * 0.9);
  const parts: Token[][] = [];
  const step = Math.max(1, Math.floor(length * (1 - overlap)));
  for (let start = 0; parts.length === 0 || start < text.length - (length - step); start += step)
    parts.push(text.slice(start, start + length));
  return parts;
};

/** See `smallModelBytes` in load/open-model.ts. */
const smallModelBytes = 48 * 1024 ** 2;

/** Scales a vector to length 1: the scalar product of two such vectors is the cosine of the angle between them. */
const normalized = (vector: readonly number[]): Float32Array => {
  const values = Float32Array.from(vector);
  const length = Math.hypot(...values);
  if (!Number.isFinite(length) || length === 0) return new Float32Array(values.length);
  return values.map((value) => value / length);
};
