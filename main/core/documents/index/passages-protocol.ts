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
  /** Overwrites on the disk what was removed. */
  | { kind: 'overwrite' }
  /** Returns `Found`: the passages by their words, and by parts of the words that no passage has. */
  | { kind: 'find'; documentIds: readonly string[]; query: string; most: number }
  /** Returns `FoundPassage[]`: those near the passages in `found`, or the first ones of these documents. */
  | { kind: 'more'; documentIds: readonly string[]; found: readonly FoundPassage[]; most: number }
  /** Returns `WithoutVector[]`: passages of these documents that have no vector of this model yet. */
  | { kind: 'without-vector'; model: string; documentIds: readonly string[]; most: number }
  /** Stores vectors of passages. */
  | { kind: 'put-vectors'; model: string; vectors: readonly PassageVector[] }
  /** Removes the vectors of all models but this one. */
  | { kind: 'keep-vectors'; model: string }
  /** Returns `FoundPassage[]`: those whose vectors are nearest to `vector`. */
  | { kind: 'nearest'; model: string; documentIds: readonly string[]; vector: Float32Array; most: number }
  | { kind: 'close' };

/** A passage by its row in the index. */
export interface WithoutVector extends FoundPassage {
  row: number;
  /** The headings that it is under. */
  context: string;
}

interface PassageVector {
  row: number;
  at: number;
  vector: Float32Array;
}

export type Found = { weight: number; passages: FoundPassage[] }[];
