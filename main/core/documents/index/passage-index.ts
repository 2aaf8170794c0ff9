/** What the core and the other rankings know of the index of passages. */
import type { DocumentKind } from '../../../shared/documents/document-text.ts';

/** A document whose passages shall be found. */
export interface IndexedDocument {
  id: string;
  /** A question can name the document by its words. */
  name: string;
  /** Another one means that the text or its places are different. */
  version: string;
  kind: DocumentKind;
  /** The folder with its `text.txt` and `places.json`. */
  folder: string;
}

/** A passage, as offset and length in UTF-16 code units of the document's text. */
export interface FoundPassage {
  documentId: string;
  at: number;
  length: number;
}

/** Passages in an order of its own, the best first. It may reject or leave out passages; the other rankings are used then. */
export type Ranking = (
  query: string,
  documentIds: readonly string[],
  most: number,
) => Promise<FoundPassage[]>;

/** Puts passages that were found into a better order. If it rejects, they stay as they were. */
export type Reranker = (query: string, passages: readonly FoundPassage[]) => Promise<FoundPassage[]>;

/** The vectors of passages, by the model that made them. */
export interface VectorStore {
  /** Up to `most` passages that have no vector of this model yet. Empty as long as documents are being indexed. */
  missing(model: string, most: number): Promise<(FoundPassage & { row: number; context: string })[]>;
  put(model: string, vectors: readonly { row: number; at: number; vector: Float32Array }[]): Promise<void>;
  /** Removes the vectors of all other models. */
  keep(model: string): Promise<void>;
  /** The passages of these documents whose vectors are nearest to `vector`, the nearest first. */
  nearest(
    model: string,
    documentIds: readonly string[],
    vector: Float32Array,
    most: number,
  ): Promise<FoundPassage[]>;
}

export interface PassageIndex {
  readonly vectors: VectorStore;
  /** Takes these as all documents: indexes in idle time those that are new or have another version, and removes all others. */
  keep(documents: readonly IndexedDocument[]): void;
  /** Indexes a document in idle time, in place of an earlier version. */
  add(document: IndexedDocument): void;
  /** Removes documents from the index and overwrites what it has of them on the disk. They are not found from now on. */
  remove(documentIds: readonly string[]): Promise<void>;
  /**
   * The passages of these documents that fit `query` best, the best first. Those that are not indexed yet are indexed first, for a
   * short time; `share` tells whether some are missing. Rejects with `Refusal` if the index cannot be used.
   */
  find(documentIds: readonly string[], query: string, most: number): Promise<FoundPassage[]>;
  /** The share of a document's passages that can be found, from 0 to 1. */
  share(documentId: string): number;
  close(): Promise<void>;
}
