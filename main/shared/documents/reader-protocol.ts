/** The messages between the core and the reader, the process that extracts the text of documents. One process reads one document. */
import type { Told } from '../words/told.ts';
import type { DocumentKind } from './document-text.ts';

/** Bounds of one extraction. */
export interface ReaderLimits {
  /** Of the file, and of all files of a folder. */
  bytes: number;
  /** UTF-16 code units of extracted text. */
  characters: number;
  /** Of the reader's resident memory, in bytes. */
  memory: number;
  /** The reader's work until the text is extracted, in ms; the recognition of text takes longer. See `waitingShare`. */
  ms: number;
}

/** While a reader waits, for the processor or for a disk, this share of the time counts as work. */
export const waitingShare = 1 / 4;

export type ToReader =
  /**
   * Extract the text of the file or folder at `path` into `folder`, which exists and is empty: `text.txt` (UTF-8) and `places.json`
   * (`Place[]`), and for a file its copy `original`, from which the text is extracted, so that it belongs to these bytes.
   */
  | { kind: 'read'; path: string; name: string; folder: string; limits: ReaderLimits }
  /**
   * Recognise the text of the pages without text in `folder/original` and write the files anew. `languages`: tesseract's names, as
   * `eng`; their data is in `languageFolder`.
   */
  | {
      kind: 'recognise';
      name: string;
      folder: string;
      languages: readonly string[];
      languageFolder: string;
      limits: ReaderLimits;
    };

export type FromReader =
  /** `share`: from 0 to 1; `null` if it cannot be told. */
  | { kind: 'progress'; share: number | null }
  | {
      kind: 'done';
      /** SHA-256 of the file in hex; for a folder, of its text. */
      digest: string;
      bytes: number;
      /** The modification time in ms since the epoch, and the size, of the file that was read; `null` for a folder. */
      stamp: { modifiedAt: number; bytes: number } | null;
      facts: {
        kind: DocumentKind;
        characters: number;
        lines: number;
        pages: { count: number; withText: number } | null;
        remarks: readonly Told[];
        canRecognise: boolean;
      };
    }
  /** `problem` is for the user; `detail` for the log. */
  | { kind: 'refused'; problem: Told; detail: string };
