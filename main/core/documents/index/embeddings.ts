/**
 * Finds passages by their meaning, if an embedding model is installed: it makes a vector of each passage in idle time, and the
 * passages whose vectors are nearest to that of the question are one more ranking. A reranker, if one is installed, orders the best
 * passages of all rankings.
 */
import type { LibraryModel } from '../../../shared/contract/library.ts';
import { modelKey } from '../../../shared/model/model-identity.ts';
import type { TextWork } from '../../../shared/engine/engine.ts';
import type { Log } from '../../../system/log.ts';
import type { Ranking, Reranker, VectorStore } from './passage-index.ts';
import { prefixesOf } from './prefixes.ts';

/** Passages that are embedded in one go. A large model takes a second or more for them. */
const atOnce = 4;

/** The pauses after some passages, while nothing is to be done, while other work comes first, and after a failure, in ms. */
const pauseMs = 20;
const lookMs = 15_000;
const busyMs = 1_000;
const afterFailureMs = 300_000;

interface Dependencies {
  work: TextWork;
  vectors: VectorStore;
  /** All models on this machine. */
  models: () => readonly LibraryModel[];
  /** Whether passages shall be found by their meaning. */
  isWanted: () => boolean;
  /** A part of a document's text; `null` if it cannot be read. */
  textOf: (documentId: string, at: number, length: number) => string | null;
  /** Other work comes first, or the machine runs on battery. */
  isHeldBack: () => boolean;
  log: Log;
  lookMs?: number;
}

export interface Embeddings {
  /** Empty without an embedding model. */
  rankings(): Ranking[];
  /** `null` without a reranker. */
  reranker(): Reranker | null;
  close(): void;
}

export const keepEmbeddings = (deps: Dependencies): Embeddings => {
  const { work, vectors, models, isWanted, textOf, isHeldBack, log } = deps;
  /** The smallest one: it runs beside the model that chats. */
  const modelOf = (kind: 'embedding' | 'reranker'): LibraryModel | null =>
    isWanted()
      ? (models()
          .filter((one) => one.kind === kind && one.problem === null)
          .toSorted((one, other) => one.bytes - other.bytes)[0] ?? null)
      : null;

  /** The model whose vectors are kept alone. */
  let kept: string | null = null;
  /** Makes some vectors; resolves with false if none is missing. */
  const step = async (): Promise<boolean> => {
    const model = modelOf('embedding');
    if (model === null) return false;
    const key = modelKey(model);
    const missing = await vectors.missing(key, atOnce);
    if (missing.length === 0) return false;
    if (kept !== key) {
      await vectors.keep(key);
      kept = key;
    }
    const { passage: prefix } = prefixesOf(model);
    const texts = missing.map(({ documentId, at, length, context }) => {
      const text = textOf(documentId, at, length) ?? '';
      return prefix + (context === '' ? text : `${context}\n${text}`);
    });
    const { vectors: made } = await work.embed(model.path, texts);
    await vectors.put(
      key,
      missing.map(({ row, at }, nth) => ({ row, at, vector: made[nth]! })),
    );
    return true;
  };

  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  const schedule = (ms: number): void => {
    if (!isClosed) timer = setTimeout(() => void look(), ms).unref();
  };
  const look = async (): Promise<void> => {
    if (isHeldBack()) return schedule(busyMs);
    try {
      schedule((await step()) ? pauseMs : (deps.lookMs ?? lookMs));
    } catch (error) {
      if (isClosed) return;
      log.error('passages were not embedded', error);
      schedule(afterFailureMs);
    }
  };
  schedule(deps.lookMs ?? lookMs);

  const byMeaning = (model: LibraryModel): Ranking => {
    const { question: prefix } = prefixesOf(model);
    return async (question, documentIds, most) => {
      const {
        vectors: [vector],
      } = await work.embed(model.path, [prefix + question]);
      return vectors.nearest(modelKey(model), documentIds, vector!, most);
    };
  };
  const byScore =
    (model: LibraryModel): Reranker =>
    async (question, passages) => {
      const texts = passages.map(({ documentId, at, length }) => textOf(documentId, at, length) ?? '');
      const { scores } = await work.rank(model.path, question, texts);
      return passages
        .map((passage, nth) => ({ passage, score: scores[nth] ?? 0 }))
        .toSorted((one, other) => other.score - one.score)
        .map(({ passage }) => passage);
    };

  return {
    rankings: () => {
      const model = modelOf('embedding');
      return model === null ? [] : [byMeaning(model)];
    },
    reranker: () => {
      const model = modelOf('reranker');
      return model === null ? null : byScore(model);
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
};
