/** The thread that scans the model folders, so that the core never waits for a disk. */
import { parentPort, workerData } from 'node:worker_threads';
import { keepLibrary } from './library-keeper.ts';
import type { FromLibraryThread, LibraryThreadOptions, ToLibraryThread } from './library-protocol.ts';

const port = parentPort!;
const onMessage = keepLibrary(workerData as LibraryThreadOptions, (message: FromLibraryThread) =>
  port.postMessage(message),
);
port.on('message', (message: ToLibraryThread) => onMessage(message));
