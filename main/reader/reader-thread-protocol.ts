/** What the reader's process and its thread say to each other. */
import type { FromReader, ReaderLimits } from '../shared/documents/reader-protocol.ts';

interface Job {
  /** The name of the file or folder. */
  name: string;
  /** Gets the text; for files it has their copy. */
  folder: string;
  limits: ReaderLimits;
}

export type ReaderJob =
  | (Job & { kind: 'file'; bytes: number })
  /** `path`: of the folder that is read. */
  | (Job & { kind: 'folder'; path: string })
  | (Job & { kind: 'recognise'; bytes: number; languages: readonly string[]; languageFolder: string });

type Done = Extract<FromReader, { kind: 'done' }>;

export type FromReaderThread =
  | { kind: 'progress'; share: number }
  /** `digest`: of the text. `bytes`: of the files of a folder. */
  | { kind: 'done'; digest: string; bytes: number | null; facts: Done['facts'] }
  | Extract<FromReader, { kind: 'refused' }>;
