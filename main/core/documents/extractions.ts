/** Extracts the texts of documents, one after the other, each in a process of its own. */
import type { Extraction } from '../../shared/contract/documents.ts';
import type { FromReader, ReaderLimits } from '../../shared/documents/reader-protocol.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Log } from '../../system/log.ts';

/** What a reader is asked to do: `ToReader` without the limits. */
export type ExtractionJob =
  | { kind: 'read'; path: string; name: string; folder: string }
  | { kind: 'recognise'; name: string; folder: string };

/** What is known after an extraction. */
export type Extracted = Omit<Extract<FromReader, { kind: 'done' }>, 'kind'>;

/** Runs one job; rejects with `Refusal` if the text cannot be extracted, and ends the process if `stop` is aborted. */
export type ReadDocument = (
  job: ExtractionJob,
  limits: ReaderLimits,
  onProgress: (share: number | null) => void,
  stop: AbortSignal,
) => Promise<Extracted>;

/** The bounds of every extraction. */
export const readerLimits: ReaderLimits = {
  bytes: 256 * 1024 ** 2,
  characters: 20_000_000,
  memory: 900 * 1024 ** 2,
  ms: 120_000,
};

/** The shortest time between two reports of a progress, in ms. */
const tellMs = 200;

interface Work {
  job: () => ExtractionJob;
  /** The text was extracted. */
  onDone: (extracted: Extracted) => void;
  /** It cannot be extracted. Not called after `stop`. */
  onProblem: (problem: Told) => void;
  /** Nothing reads the file any more, however that came. */
  onOver?: () => void;
}

export interface Extractions {
  /** Extracts the text of a document when those before it are done. */
  add(id: string, work: Work): void;
  /** How far the extraction of a document is; `null` if none runs or waits. */
  state(id: string): Extraction | null;
  /** Resolves when no extraction of the document runs or waits any more. */
  whenOver(id: string): Promise<void>;
  stop(id: string): void;
  /** Stops all; resolves when no process uses the files any more. */
  close(): Promise<void>;
}

export const createExtractions = (
  read: ReadDocument,
  onMove: (id: string) => void,
  log: Log,
): Extractions => {
  const waiting = new Map<string, Work>();
  let running: { id: string; share: number | null; stop: AbortController; over: Promise<void> } | null = null;

  const run = async (id: string, { job, onDone, onProblem }: Work, stop: AbortController): Promise<void> => {
    let toldAt = 0;
    try {
      const extracted = await read(
        job(),
        readerLimits,
        (share) => {
          if (running?.id !== id) return;
          running.share = share;
          if (performance.now() - toldAt < tellMs) return;
          toldAt = performance.now();
          onMove(id);
        },
        stop.signal,
      );
      if (!stop.signal.aborted) onDone(extracted);
    } catch (error) {
      if (stop.signal.aborted) return;
      log.warn(`the text of a document was not extracted: ${String(error)}`);
      onProblem(error instanceof Refusal ? error.told : say('documents.reading-failed'));
    }
  };
  /** What waits for the end of an extraction, by document. */
  const listeners = new Map<string, (() => void)[]>();
  const isOver = (id: string): boolean => running?.id !== id && !waiting.has(id);
  const tellOver = (id: string): void => {
    if (!isOver(id)) return;
    const over = listeners.get(id) ?? [];
    listeners.delete(id);
    for (const listener of over) listener();
  };
  const next = (): void => {
    if (running !== null) return;
    for (const [id, work] of waiting) {
      waiting.delete(id);
      const stop = new AbortController();
      running = { id, share: null, stop, over: Promise.resolve() };
      running.over = run(id, work, stop)
        .catch((error: unknown) => log.error('an extraction was not stored', error))
        .finally(() => {
          running = null;
          work.onOver?.();
          onMove(id);
          tellOver(id);
          next();
        });
      onMove(id);
      return;
    }
  };

  return {
    add: (id, work) => {
      waiting.set(id, work);
      next();
    },
    state: (id) =>
      running?.id === id
        ? { state: 'running', share: running.share }
        : waiting.has(id)
          ? { state: 'waiting' }
          : null,
    whenOver: (id) =>
      new Promise((resolve) => {
        listeners.set(id, [...(listeners.get(id) ?? []), resolve]);
        tellOver(id);
      }),
    stop: (id) => {
      waiting.get(id)?.onOver?.();
      waiting.delete(id);
      if (running?.id === id) running.stop.abort();
      tellOver(id);
    },
    close: async () => {
      waiting.clear();
      running?.stop.abort();
      await running?.over;
      for (const id of listeners.keys()) tellOver(id);
    },
  };
};
