/** The core's end of the library thread: starts it, and asks it questions. */
import { Worker } from 'node:worker_threads';
import type { Library } from '../../shared/contract/library.ts';
import type { Log } from '../../system/log.ts';
import { libraryThread } from '../../system/paths.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say } from '../../shared/words/catalogue.ts';
import type {
  Answers,
  FromLibraryThread,
  LibraryThreadOptions,
  Question,
  ToLibraryThread,
} from './library-protocol.ts';
import type { FactsRow, LibraryStore } from './library-store.ts';

export interface LibraryThread {
  /** Throws `Refusal` with the thread's reason, or if the thread has ended. */
  ask<One extends Question>(question: One): Promise<Answers[One['ask']]>;
  close(): Promise<void>;
}

interface Listeners {
  onLibrary: (library: Library) => void;
  /** Called when the thread ended without being closed. */
  onEnd: () => void;
}

/** Rows that are read from the database at once. The core does other work between two reads. */
const rowsAtOnce = 250;

/** Starts the thread, stores the facts that it finds, and passes the library on to `onLibrary` whenever it changes. */
export const startLibraryThread = (
  options: LibraryThreadOptions,
  store: LibraryStore,
  log: Log,
  { onLibrary, onEnd }: Listeners,
): LibraryThread => {
  const worker = new Worker(libraryThread, { workerData: options, name: 'models' });
  const asked = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  let hasEnded = false;
  const tell = (message: ToLibraryThread): void => worker.postMessage(message);

  const onMessage = (message: FromLibraryThread): void => {
    switch (message.type) {
      case 'library':
        return onLibrary(message.library);
      case 'facts':
        return store.saveFacts(message.rows);
      case 'gone':
        return store.forgetFacts(message.paths);
      case 'answer':
        asked.get(message.id)?.resolve(message.answer as never);
        break;
      case 'refused':
        log.warn(`models: ${message.reason}`);
        asked.get(message.id)?.reject(Refusal.of(message.told ?? say('library.file-unreadable')));
        break;
      case 'log':
        return log[message.level](message.text);
    }
    asked.delete(message.id);
  };
  worker.on('message', (message: FromLibraryThread) => {
    if (hasEnded) return;
    try {
      onMessage(message);
    } catch (error) {
      // Facts cannot be stored on a full disk, for example. Their files are then read again at the next start.
      log.error('what the thread that looks for models told was lost', error);
    }
  });
  worker.on('error', (error) => log.error('the thread that looks for models failed', error));
  worker.on('exit', () => {
    for (const { reject } of asked.values()) reject(new Refusal('library.scan-failed'));
    asked.clear();
    if (!hasEnded) onEnd();
    hasEnded = true;
  });

  /** Sends the thread the facts of earlier runs, so that it need not read those files again. */
  const known = (async () => {
    let rows: FactsRow[] = [];
    do {
      await new Promise(setImmediate);
      if (hasEnded) return;
      rows = store.factsAfter(rows.at(-1)?.[0] ?? '', rowsAtOnce);
      tell({ type: 'known', rows });
    } while (rows.length === rowsAtOnce);
  })();

  return {
    ask: async (question) => {
      await known;
      if (hasEnded) throw new Refusal('library.scan-failed');
      return new Promise((resolve, reject) => {
        lastId += 1;
        asked.set(lastId, { resolve, reject });
        tell({ type: 'question', id: lastId, question });
      });
    },
    close: async () => {
      hasEnded = true;
      await worker.terminate();
    },
  };
};
