/** The jobs that the core sends to the thread of the passages, and their results. */
import type { FoundPassage, IndexedDocument } from './passage-index.ts';

/** How far a document is indexed, in UTF-16 code units of its text. */
export interface Progress {
  version: string;
  done: number;
  length: number;
}

export type PassagesJob =
  /**
   * Opens the index at `path`; one that is damaged or of another version is replaced by an empty one, and so is every one if `isNew`.
   * Returns the `Progress` of each document by its id.
   */
  | { kind: 'open'; path: string; isNew: boolean }
  /** Indexes some passages of a document. Returns its `Progress`, or `null` if its text cannot be read. */
  | { kind: 'advance'; document: IndexedDocument }
  /** Removes some passages of a document. Returns whether it has more. */
  | { kind: 'remove'; documentId: string }
  /** Returns `FoundPassage[][]`: the passages by their words, and by parts of words and by pairs of characters. */
  | { kind: 'find'; documentIds: readonly string[]; query: string; most: number }
  /** Returns the first passages of these documents. */
  | { kind: 'first'; documentIds: readonly string[]; most: number }
  | { kind: 'close' };

export type Found = FoundPassage[][];
