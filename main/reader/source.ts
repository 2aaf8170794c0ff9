/** What the formats read from, and what they give. */
import type { DocumentText } from '../shared/documents/document-text.ts';
import type { TextBounds } from './text/written-text.ts';

/** The copy of a file that is read. */
export interface Source {
  path: string;
  /** The name of the original file, for sentences; formats never tell what a file is from it. */
  name: string;
  bytes: number;
  text: TextBounds;
  /** Reports the share that is read, from 0 to 1. */
  progress: (share: number) => void;
}

/** The text of a document, and whether it has pages or images whose text can be recognised. */
export interface Extracted extends DocumentText {
  canRecognise: boolean;
}
