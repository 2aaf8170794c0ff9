/**
 * Citations in answers: `[report.pdf, p. 3]`, `[notes.md, l. 41]`, `[costs.xlsx, Sheet1 row 7]`, `[project, src/a.ts l. 41]`, and the
 * ways in which small models write them: `(p. 3)`, `[report p.3]`, `[page 3]`, `【report.pdf, S. 3】`, several in one bracket.
 */
import { codeIn, type Span } from './answer-code.ts';
import { documentMeant, named, namesIn, sheetMeant, type Citable, type Named } from './cited-names.ts';
import { placesIn, type WrittenPlace } from './cited-places.ts';
import type { CitedPlace } from './document-text.ts';

/** Offsets are UTF-16 code units of the answer. */
export interface Citation extends Span {
  documentId: string;
  /** `null`: the document as a whole. The document need not have the place: see `offsetOf`. */
  place: CitedPlace | null;
}

/** A longer text in brackets is no citation. */
const brackets = /\[[^[\]\n]{1,300}\]|\([^()\n]{1,300}\)|【[^【】\n]{1,300}】|［[^［］\n]{1,300}］/gu;

/**
 * The citations in an answer, in order. Several in one bracket divide the bracket among them. A place without a name is in the document
 * that the line names before it, or that was cited last, or that is the only one in question. Code has no citations.
 */
export const findCitations = (answer: string, documents: readonly Citable[]): Citation[] => {
  if (documents.length === 0) return [];
  const names = namesIn(answer, documents);
  const masked = mask(answer, names);
  const citations: Citation[] = [];
  let last: Citable | null = null;
  for (const found of masked.matchAll(brackets)) {
    const at = found.index;
    const end = at + found[0].length;
    const before = names.findLast((name) => name.end <= at);
    const isInLine = before !== undefined && !answer.slice(before.end, at).includes('\n');
    const inside = { at: at + 1, end: end - 1 };
    const items = itemsIn(masked, inside, names, documents, isInLine ? before.document : last);
    for (const [index, item] of items.entries()) {
      citations.push({
        at: index === 0 ? at : items[index - 1]!.end,
        end: index === items.length - 1 ? end : item.end,
        documentId: item.document.documentId,
        place: item.place,
      });
      last = item.document;
    }
  }
  return citations;
};

/** The answer with `named` in place of names of documents, and spaces in place of code that has brackets. */
const mask = (answer: string, names: readonly Span[]): string => {
  const code = codeIn(answer).filter(({ at, end }) => /[[(【［\n]/u.test(answer.slice(at, end)));
  const spans = [
    ...names.map((span) => ({ ...span, by: named })),
    ...code.map((span) => ({ ...span, by: ' ' })),
  ].toSorted((one, other) => one.at - other.at);
  let masked = '';
  for (const { at, end, by } of spans) {
    const from = Math.max(at, masked.length);
    masked += answer.slice(masked.length, from) + by.repeat(Math.max(0, end - from));
    // A name within code is code.
    if (by === ' ' && from > at) masked = masked.slice(0, at) + by.repeat(end - at);
  }
  return masked + answer.slice(masked.length);
};

interface Item {
  document: Citable;
  place: CitedPlace | null;
  end: number;
}

/** What a bracket cites; empty if it has anything that is no citation. */
const itemsIn = (
  masked: string,
  { at, end }: Span,
  names: readonly Named[],
  documents: readonly Citable[],
  implied: Citable | null,
): Item[] => {
  const content = masked.slice(at, end);
  const places = placesIn(content);
  if (places.length === 0) return documentsIn(content, at, names);
  const rest = content.slice(places.at(-1)!.end);
  const behind = names.find((name) => name.at >= at + places.at(-1)!.end && name.end <= end);
  if (rest.replaceAll(named, '').replaceAll(/[\s,;.:]+|of|in|aus|von/g, '') !== '') return [];
  const items: Item[] = [];
  let before = { document: behind?.document ?? implied, path: behind?.path ?? null, sheet: '' };
  let from = 0;
  for (const place of places) {
    const prefix = content.slice(from, place.at);
    const meant = documentMeant(prefix, at + from, names, documents);
    if (meant === 'unknown') {
      const sheet = sheetMeant(prefix);
      const document = before.document ?? only(documents, place);
      if (sheet === null || place.needsName || document?.kind !== 'sheet') return [];
      before = { document, path: null, sheet };
    } else if (meant !== null) before = meant;
    else if (place.needsName) return [];
    const document = before.document ?? only(documents, place);
    if (document === null) return [];
    before.document = document;
    items.push({ document, place: placeOf(place, document, before), end: at + place.end });
    from = place.end;
  }
  return items;
};

/** The only document that can have such a place. */
const only = (documents: readonly Citable[], { unit }: WrittenPlace): Citable | null => {
  const paged = new Set(['pdf', 'slides', 'book', 'word', 'image', null]);
  const fitting = documents.filter(({ kind }) =>
    unit === 'page'
      ? paged.has(kind)
      : unit === 'row'
        ? kind === 'sheet' || kind === 'table'
        : !paged.has(kind),
  );
  if (documents.length === 1) return documents[0]!;
  return fitting.length === 1 ? fitting[0]! : null;
};

const placeOf = (
  { unit, number }: WrittenPlace,
  { kind, paths }: Citable,
  { path, sheet }: { path: string | null; sheet: string },
): CitedPlace => {
  if (unit === 'page') return { kind: 'page', page: number };
  if (kind === 'sheet' || (unit === 'row' && kind === null)) return { kind: 'row', sheet, row: number };
  const file = path ?? (kind === 'folder' && paths?.length === 1 ? paths[0]! : null);
  return file === null ? { kind: 'line', line: number } : { kind: 'file', path: file, line: number };
};

/** Documents that are cited as a whole, if the bracket has nothing but their names. */
const documentsIn = (content: string, at: number, names: readonly Named[]): Item[] => {
  if (!content.includes(named) || content.replaceAll(named, '').replaceAll(/[\s,;"'`*]+/g, '') !== '')
    return [];
  const inside = names.filter((name) => name.at >= at && name.end <= at + content.length);
  // The path of a file belongs to the folder that is named before it.
  const cited = inside.filter(({ path, document }, index) => {
    const next = inside[index + 1];
    return path !== null || next === undefined || next.path === null || next.document !== document;
  });
  return cited.map(({ document, path, end }) => ({
    document,
    place: path === null ? null : { kind: 'file', path, line: 1 },
    end,
  }));
};
