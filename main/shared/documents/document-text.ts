/**
 * The text of a document, as it was extracted from a file or a folder, and the places in it. Offsets and lengths are UTF-16 code units
 * of `text`.
 */
import type { Told } from '../words/told.ts';

/** How a document is read, shown and cited. */
export type DocumentKind =
  | 'text'
  | 'markdown'
  | 'code'
  | 'table'
  | 'json'
  | 'html'
  | 'pdf'
  | 'word'
  | 'sheet'
  | 'slides'
  | 'book'
  | 'mail'
  | 'image'
  | 'folder';

/** A named place begins at `at` and ends where the next one of its kind begins, or for headings one of the same or a higher level. */
export type Place =
  /** A page, counted from 1. */
  | { kind: 'page'; at: number; page: number }
  /** `level` is 1 to 6. `at` is the beginning of the heading's own line. */
  | { kind: 'heading'; at: number; level: number; title: string }
  /** A sheet of a workbook. Each line of its text is one row, and begins with the number of that row. */
  | { kind: 'sheet'; at: number; name: string }
  /** A file of a folder, with its path inside the folder, separated by `/`. The line at `at` is its first one. */
  | { kind: 'file'; at: number; path: string };

export interface DocumentText {
  kind: DocumentKind;
  /**
   * Line breaks are `\n`. Headings, lists, tables and code blocks are written as in Markdown if the file has them; `text`, `code`,
   * `markdown`, `json` and `table` are unchanged but for their encoding and line breaks; only notebooks become `markdown`.
   */
  text: string;
  /** In the order of `at`. */
  places: readonly Place[];
  /** `null` if the format has no pages. A scanned page has no text. */
  pages: { count: number; withText: number } | null;
  /** What the user should know of the extraction, for example that the text of 3 pages is missing. */
  remarks: readonly Told[];
}

/** Where something is in a document, as it is cited. Lines and rows are counted from 1. */
export type CitedPlace =
  | { kind: 'page'; page: number }
  | { kind: 'line'; line: number }
  | { kind: 'row'; sheet: string; row: number }
  | { kind: 'file'; path: string; line: number };
