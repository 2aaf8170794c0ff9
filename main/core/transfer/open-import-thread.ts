/** Starts the import thread and passes on the chats that it reads. */
import { Worker } from 'node:worker_threads';
import type { TransferUnit } from '../../shared/contract/transfer.ts';
import type { Told } from '../../shared/words/told.ts';
import { importThread } from '../../system/paths.ts';
import type { ImportedChat } from './programs/conversation.ts';
import type { Reading, ReadTo } from './read-exports.ts';

export type FromImportThread =
  | { kind: 'chats'; chats: ImportedChat[] }
  | { kind: 'progress'; reading: Reading }
  | { kind: 'remark'; unit: TransferUnit; told: Told; example: string | null }
  | { kind: 'end' };

/** The memory limit of the thread's objects, in MB. A parsed object takes several times the size of its text. */
const mostMemory = 1024;

/**
 * Reads `paths` in a thread until `signal` aborts. Resolves when all chats that were read are stored. Rejects if the thread fails, for
 * example because it runs out of memory.
 */
export const readInThread = async (
  paths: readonly string[],
  to: ReadTo,
  signal: AbortSignal,
): Promise<void> => {
  if (signal.aborted) return;
  const worker = new Worker(importThread, {
    workerData: paths,
    name: 'import',
    resourceLimits: { maxOldGenerationSizeMb: mostMemory },
  });
  /** Resolves when the last chats that were read are stored. */
  let storing: Promise<void> = Promise.resolve();
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      const store = async (chats: ImportedChat[]): Promise<void> => {
        await to.chats(chats);
        worker.postMessage(null);
      };
      worker.on('message', (message: FromImportThread) => {
        if (signal.aborted) return;
        switch (message.kind) {
          case 'chats':
            storing = store(message.chats);
            storing.catch(reject);
            break;
          case 'progress':
            to.progress(message.reading);
            break;
          case 'remark':
            to.remark(message.unit, message.told, message.example);
            break;
          case 'end':
            resolve();
        }
      });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('the import thread has ended')));
    });
  } finally {
    await worker.terminate();
    await storing;
  }
};
