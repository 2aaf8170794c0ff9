/** The thread that reads exports, so that reading does not delay a running answer. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FromImportThread } from './open-import-thread.ts';
import { readExports } from './read-exports.ts';

const port = parentPort!;
const post = (message: FromImportThread): void => port.postMessage(message);

/** The least time between two messages about the progress, in ms. */
const tellMs = 200;
let toldAt = -Infinity;

await readExports(workerData as string[], {
  chats: (chats) => {
    post({ kind: 'chats', chats });
    return new Promise((resolve) => port.once('message', () => resolve()));
  },
  progress: (reading) => {
    if (performance.now() - toldAt < tellMs) return;
    toldAt = performance.now();
    post({ kind: 'progress', reading });
  },
  remark: (unit, told, example) => post({ kind: 'remark', unit, told, example }),
});
post({ kind: 'end' });
