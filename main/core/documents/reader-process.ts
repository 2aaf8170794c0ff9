/** The reader's process, which the shell starts for the core: one for each document. */
import type { FromReader, ToReader } from '../../shared/documents/reader-protocol.ts';
import type { OwnProcess } from '../../system/own-process.ts';

export type ReaderProcess = OwnProcess<ToReader, FromReader>;

export type SpawnReader = () => ReaderProcess;
