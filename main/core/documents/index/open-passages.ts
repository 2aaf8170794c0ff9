/**
 * Keeps the index of passages. It can be made from the texts of the documents at any time, so one that is damaged, foreign or lost is
 * built again. Documents are indexed in steps in idle time, in a thread. The index stores the version of each document: one that was
 * extracted again while Hearth ended is indexed again after the next start.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import { isDiskFull } from '../../../system/disk-full.ts';
import type { Log } from '../../../system/log.ts';
import { passagesThread } from '../../../system/paths.ts';
import { openThread, type Thread } from '../../../system/thread.ts';
import { fuse } from './fuse.ts';
import type {
  FoundPassage,
  IndexedDocument,
  PassageIndex,
  Ranking,
  Reranker,
  VectorStore,
} from './passage-index.ts';
import type { Found, PassagesJob, Progress, WithoutVector } from './passages-protocol.ts';

/** The pause between two steps, before the next look while an answer runs, and after a failure, in ms. */
const pauseMs = 15;
const busyMs = 500;
const afterFailureMs = 60_000;

/** The least time between two calls of `onMove` for a document that is not complete, in ms. */
const tellMs = 500;

/** The longest time that a question indexes its documents first, in ms. */
const waitMs = 2_000;

/** Passages of each ranking that are joined. */
const ofEachRanking = 50;
/** Passages that a reranker gets. */
const toRerank = 30;
/** If fewer passages fit a question, others follow them: the words of a question may not be those of its answer. */
const fewest = 5;

interface Options {
  dataFolder: string;
  /** Whether an answer is running, from which the index must not take time. */
  isBusy: () => boolean;
  /** More of these documents can be found. */
  onMove: (documentIds: readonly string[]) => void;
  /** More rankings to join, for example by embeddings, as long as they are available. */
  rankings?: () => readonly Ranking[];
  reranker?: () => Reranker | null;
  log: Log;
}

export const passagesPath = (dataFolder: string): string => join(dataFolder, 'documents.db');

export const openPassageIndex = (options: Options): PassageIndex => {
  const { dataFolder, isBusy, onMove, log } = options;
  let thread: Thread<PassagesJob> | null = null;
  /** What the index has; `null` until it is open. */
  let progress: Map<string, Progress> | null = null;
  const wanted = new Map<string, IndexedDocument>();
  /** Documents that the index may have and that are not wanted. */
  const unwanted = new Set<string>();
  /** Whether `wanted` has all documents. */
  let isAll = false;
  let isClosed = false;

  const open = async (isNew: boolean): Promise<void> => {
    thread ??= openThread<PassagesJob>(passagesThread, {});
    const job = { kind: 'open', path: passagesPath(dataFolder), isNew } as const;
    progress = new Map(await thread.send<[string, Progress][]>(job));
    if (isAll) dropUnwanted();
    onMove([...wanted.keys()]);
  };
  const dropUnwanted = (): void => {
    for (const id of progress?.keys() ?? []) if (!wanted.has(id)) drop(id);
  };
  const drop = (id: string): void => {
    unwanted.add(id);
    progress?.delete(id);
  };
  /** Ends the thread that failed, unless another one is in use by now. */
  const abandon = (failed: Thread<PassagesJob> | null): void => {
    void failed?.end().catch(() => undefined);
    if (thread !== failed) return;
    thread = null;
    progress = null;
  };
  /** Does a job; if that fails, once more on a new index. A second failure is not the fault of the file. */
  const done = async <Result>(job: PassagesJob): Promise<Result> => {
    let used = thread;
    try {
      if (progress === null) await open(false);
      used = thread;
      return await used!.send<Result>(job);
    } catch (error) {
      abandon(used);
      if (isClosed || isDiskFull(error)) throw error;
      log.error('the index of passages is built again', error);
      try {
        await open(true);
        used = thread;
        return await used!.send<Result>(job);
      } catch (again) {
        abandon(used);
        throw again;
      }
    }
  };
  /** The last job: one runs at a time. */
  let last: Promise<unknown> = Promise.resolve();
  const send = <Result>(job: PassagesJob): Promise<Result> => {
    const work = (): Promise<Result> => done(job);
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };

  const isComplete = ({ id, version }: IndexedDocument): boolean => {
    const known = progress?.get(id);
    return known !== undefined && known.version === version && known.done === known.length;
  };
  let toldAt = -tellMs;
  const advance = async (document: IndexedDocument): Promise<void> => {
    const { id } = document;
    const result = await send<Progress | null>({ kind: 'advance', document });
    // It may have been replaced meanwhile.
    if (wanted.get(id) !== document) return;
    if (result === null) {
      log.warn(`the text of the document ${id} cannot be indexed, because it cannot be read`);
      wanted.delete(id);
      return;
    }
    progress?.set(id, result);
    const now = performance.now();
    if (!isComplete(document) && now - toldAt < tellMs) return;
    toldAt = now;
    onMove([id]);
  };
  const ready = async (): Promise<void> => {
    if (progress === null) await send({ kind: 'more', documentIds: [], found: [], most: 0 });
  };
  /** Does one step; resolves with false if there is nothing to do. */
  const step = async (): Promise<boolean> => {
    await ready();
    const [gone] = unwanted;
    if (gone !== undefined) {
      if (!(await send<boolean>({ kind: 'remove', documentId: gone }))) unwanted.delete(gone);
      if (unwanted.size === 0) await send({ kind: 'overwrite' });
      return true;
    }
    const next = [...wanted.values()].find((document) => !isComplete(document));
    if (next !== undefined) await advance(next);
    return next !== undefined;
  };

  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;
  const schedule = (ms: number): void => {
    clearTimeout(timer);
    if (isClosed) return;
    timer = setTimeout(() => void look(), ms);
    timer.unref();
  };
  const look = async (): Promise<void> => {
    if (isLooking) return schedule(pauseMs);
    if (isBusy()) return schedule(busyMs);
    isLooking = true;
    try {
      if (await step()) schedule(pauseMs);
    } catch (error) {
      if (!isClosed) log.error('the index of passages was not continued', error);
      schedule(afterFailureMs);
    } finally {
      isLooking = false;
    }
  };

  const share = (id: string): number => {
    const document = wanted.get(id);
    const known = progress?.get(id);
    if (document === undefined || known === undefined || known.version !== document.version) return 0;
    return known.length === 0 ? 1 : known.done / known.length;
  };
  const found = async (
    documentIds: readonly string[],
    query: string,
    most: number,
  ): Promise<FoundPassage[]> => {
    await ready();
    const end = performance.now() + waitMs;
    for (const id of documentIds)
      for (let next = wanted.get(id); next !== undefined && !isComplete(next); next = wanted.get(id)) {
        if (performance.now() > end) break;
        await advance(next);
      }
    const asked = documentIds.filter((id) => wanted.has(id));
    const [lists, more] = await Promise.all([
      send<Found>({ kind: 'find', documentIds: asked, query, most: ofEachRanking }),
      Promise.allSettled((options.rankings?.() ?? []).map((rank) => rank(query, asked, ofEachRanking))),
    ]);
    const rankings = [...lists];
    for (const one of more)
      if (one.status === 'fulfilled') rankings.push({ weight: 1, passages: one.value });
      else log.error('a ranking of passages failed', one.reason);
    const joined = fuse(rankings);
    const reranker = options.reranker?.() ?? null;
    let best = joined.slice(0, most);
    if (reranker !== null && joined.length > 0) {
      const first = joined.slice(0, Math.max(most, toRerank));
      const better = await reranker(query, first).catch((error: unknown) => {
        log.error('passages were not reranked', error);
        return first;
      });
      best = better.slice(0, most);
    }
    const few = Math.min(most, joined.length === 0 ? most : fewest) - best.length;
    if (few <= 0) return best;
    const job = { kind: 'more', documentIds: asked, found: best, most: few } as const;
    return [...best, ...(await send<FoundPassage[]>(job))];
  };

  const vectors: VectorStore = {
    missing: async (model, most) => {
      if (wanted.size === 0) return [];
      await ready();
      const complete = [...wanted.values()].filter(isComplete);
      if (complete.length < wanted.size) return [];
      const documentIds = complete.map(({ id }) => id);
      return send<WithoutVector[]>({ kind: 'without-vector', model, documentIds, most });
    },
    put: (model, made) => send({ kind: 'put-vectors', model, vectors: made }),
    keep: async (model) => {
      await ready();
      await send({ kind: 'keep-vectors', model });
    },
    nearest: (model, documentIds, vector, most) =>
      send({ kind: 'nearest', model, documentIds, vector, most }),
  };

  return {
    vectors,
    keep: (documents) => {
      isAll = true;
      wanted.clear();
      for (const document of documents) wanted.set(document.id, document);
      dropUnwanted();
      // Without documents, and without a file to remove them from, no thread is started.
      if (documents.length > 0 || existsSync(passagesPath(dataFolder))) schedule(pauseMs);
    },
    add: (document) => {
      unwanted.delete(document.id);
      wanted.set(document.id, document);
      schedule(pauseMs);
    },
    remove: async (documentIds) => {
      for (const id of documentIds) {
        wanted.delete(id);
        drop(id);
      }
      try {
        for (const documentId of documentIds) {
          while (unwanted.has(documentId) && (await send<boolean>({ kind: 'remove', documentId })));
          unwanted.delete(documentId);
        }
        await send({ kind: 'overwrite' });
      } catch (error) {
        log.error('a document was not removed from the index', error);
        schedule(afterFailureMs);
      }
    },
    find: async (documentIds, query, most) => {
      try {
        return await found(documentIds, query, most);
      } catch (error) {
        log.error('no passages were found', error);
        throw new Refusal('documents.no-passages', {}, { cause: error });
      }
    },
    share,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await last;
      if (thread !== null && progress !== null)
        await thread
          .send({ kind: 'close' })
          .catch((error: unknown) => log.error('the index of passages was left', error));
      await thread?.end();
    },
  };
};
