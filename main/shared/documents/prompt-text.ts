/**
 * The text of documents as the prompt has it. The same document is the same text in every chat, so that what a model has read of it can
 * be used again. Marks in brackets tell the model where a text is, in the form in which it shall cite it.
 */
import type { DocumentText } from './document-text.ts';
import { tableHeadAt } from './tables.ts';
import { headingsAt, lineAt, outlineOf, placeAt, placeLabel } from './places.ts';

/** Precedes the first document of a prompt. */
export const howToCite =
  'When you use a document below, cite it after the sentence by its name and the nearest mark before the text, for example [report.pdf, p. 3], [notes.md, l. 41] or [costs.xlsx, Sheet1 row 7]. Quote its words exactly.\n\n';

/** A part of a document's text, in UTF-16 code units. */
export interface Range {
  at: number;
  length: number;
}

/** A whole document, from its opening tag to an empty line behind its closing tag. Takes time in proportion to the text. */
export const documentPrompt = (name: string, document: DocumentText): string => {
  const pieces = [`<document name="${escaped(name)}">\n`];
  writeRange(document, { at: 0, length: document.text.length }, pieces);
  pieces.push('</document>\n\n');
  return pieces.join('');
};

/**
 * Passages of a document in the order of its text, as `documentPrompt`. Passages that touch are joined; `[…]` is written between others.
 * Each begins with its mark, with the headings that it is under, and within a table with the table's first row.
 */
export const passagesPrompt = (name: string, document: DocumentText, passages: readonly Range[]): string => {
  const pieces = [`<document name="${escaped(name)}" passages="true">\n`];
  for (const [index, range] of joined(document.text, passages).entries()) {
    if (index > 0) pieces.push('[…]\n');
    const headings = headingsAt(document, range.at);
    const head = tableHeadAt(document, range.at);
    writeRange(document, range, pieces, [
      ...(headings.length === 0 ? [] : [`(${headings.map(oneLine).join(' › ')})\n`]),
      ...(head === null ? [] : [defused(document.text.slice(head.at, head.at + head.length))]),
    ]);
  }
  pieces.push('</document>\n\n');
  return pieces.join('');
};

/** The passages in order; those with only white space between them become one. */
const joined = (text: string, passages: readonly Range[]): Range[] => {
  const ranges: Range[] = [];
  for (const { at, length } of passages.toSorted((one, other) => one.at - other.at)) {
    const start = Math.max(0, Math.min(at, text.length));
    const end = Math.min(start + length, text.length);
    const last = ranges.at(-1);
    const lastEnd = last === undefined ? -1 : last.at + last.length;
    if (last !== undefined && (start <= lastEnd || text.slice(lastEnd, start).trim() === ''))
      last.length = Math.max(lastEnd, end) - last.at;
    else if (end > start) ranges.push({ at: start, length: end - start });
  }
  return ranges;
};

/** Marks of lines are at least this far apart, in lines or in code units, and further for what has no paragraphs. */
const linesApart = 12;
const unitsApart = 1200;
const mostApart = 2;

/** Writes a part of the text with its marks. `context` is written after the first mark. */
const writeRange = (
  document: DocumentText,
  { at, length }: Range,
  pieces: string[],
  context: readonly string[] = [],
): void => {
  const { text } = document;
  const end = at + length;
  let from = at;
  let isFirst = true;
  for (const mark of marksIn(document, at, end)) {
    writeText(text, from, mark.at, pieces);
    from = mark.at;
    pieces.push(`${mark.label}\n`);
    if (isFirst) pieces.push(...context);
    isFirst = false;
  }
  writeText(text, from, end, pieces);
};

const writeText = (text: string, from: number, end: number, pieces: string[]): void => {
  if (from === end) return;
  pieces.push(defused(text.slice(from, end)));
  if (text[end - 1] !== '\n') pieces.push('\n');
};

/** The marks of a part of the text, the first one at its beginning. */
const marksIn = (document: DocumentText, at: number, end: number): { at: number; label: string }[] => {
  const { pages, sheets, files } = outlineOf(document);
  const isIn = (one: { at: number }): boolean => one.at > at && one.at < end;
  if (files.length > 0) {
    const marks = [];
    const starts = [at, ...files.filter(isIn).map((file) => file.at)];
    for (const [index, start] of starts.entries()) {
      const place = placeAt(document, start);
      if (place.kind !== 'file') continue;
      marks.push({ at: start, label: `[file ${oneLine(place.path)}]` });
      marks.push(
        ...lineMarks(document, start, starts[index + 1] ?? end, lineAt(document, start) - place.line),
      );
    }
    return marks;
  }
  if (sheets.length > 0)
    return [{ at, name: sheets.findLast((sheet) => sheet.at <= at)?.name ?? sheets[0]!.name }]
      .concat(sheets.filter(isIn))
      .map((sheet) => ({ at: sheet.at, label: `[sheet "${oneLine(sheet.name)}"]` }));
  if (pages.length > 0) {
    const starts = [at, ...pages.filter(isIn).map((page) => page.at)];
    // A page without text needs no mark.
    const withText = starts.filter((start, index) =>
      /\S/.test(document.text.slice(start, starts[index + 1] ?? end)),
    );
    return withText.map((start) => ({ at: start, label: `[${placeLabel(placeAt(document, start))}]` }));
  }
  return lineMarks(document, at, end, 0);
};

/** Marks of lines, which are counted from the line after `base`: at the beginning, then before paragraphs. */
const lineMarks = (
  document: DocumentText,
  at: number,
  end: number,
  base: number,
): { at: number; label: string }[] => {
  const { lines } = outlineOf(document);
  const first = lineAt(document, at);
  const marks = [{ at, label: `[l. ${first - base}]` }];
  let last = { line: first, at };
  for (let line = first + 1; line <= lines.length && lines[line - 1]! < end; line += 1) {
    const start = lines[line - 1]!;
    const apart = Math.max((line - last.line) / linesApart, (start - last.at) / unitsApart);
    if (apart < 1 || isBlank(document.text, start)) continue;
    if (apart < mostApart && !isBlank(document.text, lines[line - 2]!)) continue;
    marks.push({ at: start, label: `[l. ${line - base}]` });
    last = { line, at: start };
  }
  return marks;
};

/** Whether the line that begins at `start` is empty. Lines with more than a few spaces do not count. */
const isBlank = (text: string, start: number): boolean => {
  for (let at = start; at < Math.min(text.length, start + 16); at += 1) {
    if (text[at] === '\n') return true;
    if (text[at] !== ' ' && text[at] !== '\t') return false;
  }
  return start === text.length;
};

/** A text that cannot end its document or begin another one. */
const defused = (text: string): string => text.replaceAll(/<(?=\/?document)/gi, '< ');

const oneLine = (text: string): string => defused(text.replaceAll(/\s+/g, ' ').trim());

const escaped = (name: string): string =>
  oneLine(name)
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
