/** What the core needs of the index of passages. */
import type { DocumentText } from '../../shared/documents/document-text.ts';

/** A passage, as offset and length in UTF-16 code units of the document's text. */
export interface FoundPassage {
  documentId: string;
  at: number;
  length: number;
}

export interface PassageIndex {
  /** Indexes the text in idle time, in place of an earlier one of the same document. */
  add(documentId: string, text: DocumentText): void;
  remove(documentIds: readonly string[]): void;
  /** The passages of these documents that fit `query` best, the best first. Rejects with `Refusal` if the index cannot be used. */
  find(documentIds: readonly string[], query: string, most: number): Promise<FoundPassage[]>;
  /** The share of a document's passages that can be found, from 0 to 1. */
  share(documentId: string): number;
  close(): Promise<void>;
}
