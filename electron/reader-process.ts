/** Starts a reader of documents as a utility process of Electron. */
import type { ReaderProcess } from '../main/core/documents/reader-process.ts';
import { desktopWords } from '../main/shared/words/desktop.ts';
import type { Log } from '../main/system/log.ts';
import { readerEntry } from '../main/system/paths.ts';
import { spawnProcess } from './own-process.ts';

const names = { name: 'reader', serviceName: desktopWords.readerProcess };

/** Only when Electron is ready. */
export const spawnReader = (log: Log): ReaderProcess => spawnProcess(readerEntry, names, log);
