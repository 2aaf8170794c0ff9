/** Tables in a document's text: the rows of sheets and CSV files, and tables in Markdown. */
import type { DocumentText } from './document-text.ts';
import { lastBefore, lineAt, outlineOf } from './places.ts';

/** A longer first row of a table is not repeated, in UTF-16 code units. */
export const longestHead = 600;

/** The line below the head of a Markdown table. Lines of other texts that begin with `|` are no table without it. */
export const isTableRule = (line: string): boolean => /^\s{0,3}\|(?:\s*:?-+:?\s*\|)+\s*$/.test(line);

export const isTableRow = (line: string): boolean => /^\s{0,3}\|/.test(line);

/**
 * The first row of the table that `offset` is in, with its line break and in Markdown with the rule below; `null` outside of tables, in
 * the first row itself, and if that row is too long to be repeated. Takes time in proportion to the rows before.
 */
export const tableHeadAt = (
  document: DocumentText,
  offset: number,
): { at: number; length: number } | null => {
  const { lines, sheets } = outlineOf(document);
  const startOf = (line: number): number => lines[line - 1] ?? document.text.length;
  const lineOf = (line: number): string => document.text.slice(startOf(line), startOf(line + 1));
  const current = lineAt(document, offset);
  const sheet = lastBefore(sheets, offset);
  let [first, rows] = [sheet === undefined ? 1 : lineAt(document, sheet.at), 1];
  if (sheet === undefined && document.kind !== 'table') {
    first = current;
    while (first > 0 && isTableRow(lineOf(first))) first -= 1;
    first += 1;
    rows = 2;
    if (first > current || !isTableRule(lineOf(first + 1))) return null;
  }
  const [at, end] = [startOf(first), startOf(first + rows)];
  return current < first + rows || end - at > longestHead ? null : { at, length: end - at };
};
