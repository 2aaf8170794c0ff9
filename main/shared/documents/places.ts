/** From offsets in a document's text to the places that are cited, and back. */
import type { CitedPlace, DocumentText, Place } from './document-text.ts';

type PlaceOf<Kind extends Place['kind']> = Extract<Place, { kind: Kind }>;

/** The lines of a text and its places by kind, each in the order of `at`. */
interface Outline {
  /** The offset of each line's beginning. */
  lines: Uint32Array;
  pages: PlaceOf<'page'>[];
  headings: PlaceOf<'heading'>[];
  /** For each heading the index of the one that it is under; -1: none. */
  parents: number[];
  sheets: PlaceOf<'sheet'>[];
  files: PlaceOf<'file'>[];
}

const outlines = new WeakMap<DocumentText, Outline>();

/** The outline of a document, which is made once for each object. */
export const outlineOf = (document: DocumentText): Outline => {
  const known = outlines.get(document);
  if (known !== undefined) return known;
  const of = <Kind extends Place['kind']>(kind: Kind): PlaceOf<Kind>[] =>
    document.places
      .filter((place): place is PlaceOf<Kind> => place.kind === kind)

      .toSorted((one, other) => one.at - other.at);
  const headings = of('heading');
  const outline: Outline = {
    lines: lineStarts(document.text),
    pages: of('page'),
    headings,
    parents: parentsOf(headings),
    sheets: of('sheet'),
    files: of('file'),
  };
  outlines.set(document, outline);
  return outline;
};

const lineStarts = (text: string): Uint32Array => {
  let starts = new Uint32Array(1024);
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (count === starts.length) {
      const larger = new Uint32Array(2 * count);
      larger.set(starts);
      starts = larger;
    }
    starts[count] = at + 1;
    count += 1;
  }
  return starts.subarray(0, count);
};

/** The number of elements of a sorted list that are not after `offset`; `at` gives their offsets. */
const countUpTo = (length: number, at: (index: number) => number, offset: number): number => {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(middle) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The last of these places that begins at or before `offset`. */
export const lastBefore = <One extends { at: number }>(
  places: readonly One[],
  offset: number,
): One | undefined => places[countUpTo(places.length, (index) => places[index]!.at, offset) - 1];

/** The first of these places that begins after `offset`. */
const firstAfter = <One extends { at: number }>(places: readonly One[], offset: number): One | undefined =>
  places[countUpTo(places.length, (index) => places[index]!.at, offset)];

/** The line that has `offset`, from 1. */
export const lineAt = (document: DocumentText, offset: number): number => {
  const { lines } = outlineOf(document);
  return Math.max(
    1,
    countUpTo(lines.length, (index) => lines[index]!, offset),
  );
};

/** The number that begins a line of a sheet, or the count of its lines if there is no such number. */
const rowAt = (document: DocumentText, sheet: PlaceOf<'sheet'>, offset: number): number => {
  const line = lineAt(document, offset);
  const written = rowNumberOf(document.text, outlineOf(document).lines[line - 1]!);
  return written ?? line - lineAt(document, sheet.at) + 1;
};

const rowNumberOf = (text: string, lineStart: number): number | null => {
  const [, digits] = /^[^\S\n]*(\d{1,9})(?!\d)/.exec(text.slice(lineStart, lineStart + 24)) ?? [];
  return digits === undefined ? null : Number(digits);
};

/**
 * How the place of an offset is cited: by page if the document has pages, by the line of a file in a folder, by the row of a sheet,
 * otherwise by line.
 */
export const placeAt = (document: DocumentText, offset: number): CitedPlace => {
  const { pages, sheets, files } = outlineOf(document);
  const file = lastBefore(files, offset) ?? files[0];
  if (file !== undefined)
    return {
      kind: 'file',
      path: file.path,
      line: Math.max(1, lineAt(document, offset) - lineAt(document, file.at) + 1),
    };
  const sheet = lastBefore(sheets, offset) ?? sheets[0];
  if (sheet !== undefined) return { kind: 'row', sheet: sheet.name, row: rowAt(document, sheet, offset) };
  const page = lastBefore(pages, offset) ?? pages[0];
  if (page !== undefined) return { kind: 'page', page: page.page };
  return { kind: 'line', line: lineAt(document, offset) };
};

/**
 * The offset where a place begins; `null` if the document has no such place. Names are compared without case; that of an only sheet
 * does not matter.
 */
export const offsetOf = (document: DocumentText, place: CitedPlace): number | null => {
  const { lines, pages, sheets, files } = outlineOf(document);
  switch (place.kind) {
    case 'page':
      return pages.find(({ page }) => page === place.page)?.at ?? null;
    case 'line':
      return lines[place.line - 1] ?? null;
    case 'row': {
      const sheet =
        sheets.find(({ name }) => isSame(name, place.sheet)) ?? (sheets.length === 1 ? sheets[0] : undefined);
      if (sheet === undefined) return null;
      const first = lineAt(document, sheet.at);
      const end = lineEnd(document, firstAfter(sheets, sheet.at)?.at);
      // Rows without any cell are left out, so a row is at most as many lines behind the first one as its number says.
      for (let line = first; line < Math.min(end, first + place.row); line += 1)
        if (rowNumberOf(document.text, lines[line - 1]!) === place.row) return lines[line - 1]!;
      return null;
    }
    case 'file': {
      const file = fileOf(files, place.path);
      if (file === undefined) return null;
      const line = lineAt(document, file.at) + place.line - 1;
      if (place.line < 1 || line >= lineEnd(document, firstAfter(files, file.at)?.at)) return null;
      return place.line === 1 ? file.at : lines[line - 1]!;
    }
  }
};

/** The first line after a part of the document that ends at `offset`, or at the end of the text. */
const lineEnd = (document: DocumentText, offset: number | undefined): number =>
  offset === undefined ? outlineOf(document).lines.length + 1 : lineAt(document, offset);

/** The file with this path, or the only one whose path ends with it. */
const fileOf = (files: readonly PlaceOf<'file'>[], path: string): PlaceOf<'file'> | undefined => {
  const wanted = path.replace(/^\.?\//, '');
  const exact = files.find((file) => isSame(file.path, wanted));
  if (exact !== undefined) return exact;
  const ending = files.filter((file) => file.path.toLowerCase().endsWith(`/${wanted.toLowerCase()}`));
  return ending.length === 1 ? ending[0] : undefined;
};

const isSame = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();

/** The titles of the headings that `offset` is under, from the outermost one on; a heading is not under itself. */
export const headingsAt = (document: DocumentText, offset: number): string[] => {
  const { headings, parents, files, sheets } = outlineOf(document);
  const start = (lastBefore(files, offset) ?? lastBefore(sheets, offset))?.at ?? 0;
  const titles: string[] = [];
  let index = countUpTo(headings.length, (one) => headings[one]!.at, offset) - 1;
  if (headings[index]?.at === offset) index = parents[index]!;
  for (; index >= 0 && headings[index]!.at >= start; index = parents[index]!)
    titles.unshift(headings[index]!.title);
  return titles;
};

const parentsOf = (headings: readonly PlaceOf<'heading'>[]): number[] => {
  const open: number[] = [];
  return headings.map(({ level }, index) => {
    while (open.length > 0 && headings[open.at(-1)!]!.level >= level) open.pop();
    const parent = open.at(-1) ?? -1;
    open.push(index);
    return parent;
  });
};

/** A place as it is cited: `p. 3`, `l. 41`, `Sheet1 row 7`, `src/a.ts l. 41`. */
export const placeLabel = (place: CitedPlace): string => {
  switch (place.kind) {
    case 'page':
      return `p. ${place.page}`;
    case 'line':
      return `l. ${place.line}`;
    case 'row':
      return `${place.sheet} row ${place.row}`.trim();
    case 'file':
      return `${place.path} l. ${place.line}`;
  }
};
