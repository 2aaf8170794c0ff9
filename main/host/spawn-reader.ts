/** Starts a reader of documents as a child process of the Node host. */
import type { ReaderProcess } from '../core/documents/reader-process.ts';
import type { Log } from '../system/log.ts';
import { readerEntry } from '../system/paths.ts';
import { spawnProcess } from './spawn-process.ts';

export const spawnReader = (log: Log): ReaderProcess => spawnProcess(readerEntry, 'reader', process.env, log);
