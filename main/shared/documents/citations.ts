/**
 * Citations in answers: `[report.pdf, p. 3]`, `[notes.md, l. 41]`, `[costs.xlsx, Sheet1 row 7]`, `[project, src/a.ts l. 41]`, and the
 * ways in which small models write them: `(p. 3)`, `[report p.3]`, `[page 3]`, `【report.pdf, S. 3】`, several in one bracket.
 */
import { codeIn, type Span } from './answer-code.ts';
import {
  countBefore,
  documentMeant,
  namesIn,
  namesWithin,
  sheetMeant,
  type Citable,
  type Citation,
  type Named,
} from './cited-names.ts';
import { notesIn } from './cited-notes.ts';
import { named, placesIn, type WrittenPlace } from './cited-places.ts';
import type { CitedPlace } from './document-text.ts';

/** A longer text in brackets is no citation. A line break within a bracket is that of a paragraph. */
const brackets =
  /\[(?:[^[\]\n]|\n(?!\s*[\n>|#*-])){1,300}\]|\((?:[^()\n]|\n(?!\s*[\n>|#*-])){1,300}\)|【[^【】\n]{1,300}】|［[^［］\n]{1,300}］|（[^（）\n]{1,300}）/gu;

/** The address of a Markdown link, behind its text. */
const address = /^\(<?([^()\n]{1,300})>?\)/u;

/**
 * The citations in an answer, in order. Several in one bracket divide the bracket among them. A place without a name is in the document
 * that the line names before it, or that was cited last, or that is the only one in question. Outside of brackets, a place beside an
 * exact name is a citation, and so is the mark of a note that cites. Code has no citations.
 */
export const findCitations = (answer: string, documents: readonly Citable[]): Citation[] => {
  if (documents.length === 0) return [];
  const { masked, names } = mask(answer, namesIn(answer, documents));
  const citations: Citation[] = [];
  const add = (span: Span, items: readonly Item[]): void => {
    for (const [index, { document, place, end }] of items.entries())
      citations.push({
        at: index === 0 ? span.at : items[index - 1]!.end,
        end: index === items.length - 1 ? span.end : end,
        documentId: document.documentId,
        place,
      });
  };
  let [last, done]: [Citable | null, number] = [null, 0];
  let nextName = 0;
  /** Names outside of brackets up to an offset. */
  const addNamed = (until: number): void => {
    for (; nextName < names.length && names[nextName]!.end <= until; nextName += 1) {
      const name = names[nextName]!;
      if (name.at < done) continue;
      const item = besideName(masked, name, names[nextName + 1]?.at ?? masked.length);
      if (item === null || item.at < done) continue;
      add(item, [item]);
      last = name.document;
      done = item.end;
    }
  };
  for (const found of masked.matchAll(brackets)) {
    const at = found.index;
    if (at < done) continue;
    addNamed(at);
    if (at < done) continue;
    let end = at + found[0].length;
    const before = names[countBefore(names, at) - 1];
    const isInLine = before !== undefined && !answer.slice(before.end, at).includes('\n');
    const inside = { at: at + 1, end: end - 1 };
    let implied = isInLine ? before.document : last;
    const [link, target] = (found[0].startsWith('[') && address.exec(masked.slice(end, end + 310))) || [];
    const linked = link === undefined ? undefined : namesWithin(names, end, end + link.length)[0];
    if (linked !== undefined) implied = linked.document;
    let items = itemsIn(masked, inside, names, documents, implied);
    if (linked !== undefined && link !== undefined && target !== undefined) {
      if (items.length === 0) {
        const [place] = placesIn(target);
        const { document, path } = linked;
        const none = path === null ? null : ({ kind: 'file', path, line: 1 } as const);
        items = [
          {
            document,
            place: place === undefined ? none : placeOf(place, document, { path, sheet: '' }),
            end,
          },
        ];
      }
      end += link.length;
    }
    add({ at, end }, items);
    last = items.at(-1)?.document ?? last;
    if (items.length > 0) done = end;
  }
  addNamed(masked.length);
  return [...citations, ...notesIn(masked, citations)].toSorted((one, other) => one.at - other.at);
};

/** The answer with `named` in place of names of documents, and spaces in place of code that has brackets, and the names that are left. */
const mask = (answer: string, all: readonly Named[]): { masked: string; names: Named[] } => {
  const code = codeIn(answer).filter(({ at, end }) => /[[(【［（\n]/u.test(answer.slice(at, end)));
  const names: Named[] = [];
  const pieces: string[] = [];
  let [from, nth] = [0, 0];
  const put = ({ at, end }: Span, by: string): void => {
    pieces.push(answer.slice(from, at), by.repeat(end - at));
    from = end;
  };
  for (const name of all) {
    for (; nth < code.length && code[nth]!.at < name.end; nth += 1) put(code[nth]!, ' ');
    // A name within code is code.
    if (name.at < from) continue;
    put(name, named);
    names.push(name);
  }
  for (; nth < code.length; nth += 1) put(code[nth]!, ' ');
  pieces.push(answer.slice(from));
  return { masked: pieces.join(''), names };
};

interface Item {
  document: Citable;
  place: CitedPlace | null;
  end: number;
}

/** What is left of a bracket beside names, places and marks. */
const beside = /[\s,;.:()[\]*_"'“”„‘’`|†，、。]+|\b(?:of|in|aus|von|from|de|du)\b/gu;
/** A longer text beside a name and a place is more than a heading or a table that is cited. */
const longestBeside = 80;

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
  const [first, last] = [places[0]!, places.at(-1)!];
  const rest = content.slice(last.end).replaceAll(named, '').replaceAll(beside, '');
  const behind = namesWithin(names, at + last.end, end)[0];
  const isNamed = content.includes(named);
  const most = isNamed && last.unit !== 'any' ? longestBeside : 0;
  if (rest.length > most || first.at > 200) return [];
  const items: Item[] = [];
  let before = { document: behind?.document ?? implied, path: behind?.path ?? null, sheet: '' };
  let from = 0;
  for (const place of places) {
    const prefix = content.slice(from, place.at);
    const meant = documentMeant(prefix, at + from, names, documents);
    from = place.end;
    if (meant === 'unknown') {
      const sheet = sheetMeant(prefix);
      const document = before.document ?? only(documents, place);
      if (sheet === null || place.needsName || document?.kind !== 'sheet') {
        if (items.length > 0) continue;
        // A heading or a table precedes the place, and the name follows it.
        if (behind === undefined) return [];
      } else before = { document, path: null, sheet };
    } else if (meant !== null) before = meant;
    else if (place.needsName && !isNamed) return [];
    const document = before.document ?? only(documents, place);
    if (document === null) return [];
    before.document = document;
    items.push({ document, place: placeOf(place, document, before), end: at + place.end });
  }
  return items;
};

/** A place directly behind a name, or before it with `of` between them. */
const besideName = (
  masked: string,
  { at, end, document, path }: Named,
  next: number,
): (Item & Span) | null => {
  const behind = masked.slice(end - 1, Math.min(end + 60, next));
  const gap =
    /^.["'”’»*_`]{0,4}[,:;]?[^\S\n]{0,2}(?:\n[^\S\n]{0,2})?(?:[–—-]\s|on\s|at\s|auf\s)?/u.exec(behind)?.[0]
      .length ?? 1;
  const [place] = placesIn(behind);
  if (place !== undefined && place.unit !== 'any' && place.at <= gap && place.at > 0)
    return { at, end: end - 1 + place.end, document, place: placeOf(place, document, { path, sheet: '' }) };
  const from = Math.max(0, at - 60);
  const before = masked.slice(from, at);
  const last = placesIn(before).at(-1);
  if (last === undefined || last.needsName) return null;
  if (
    !/^,?\s(?:of|in|from|von|aus|in der|de|du|van)\s(?:the\s)?["“„«*_`]{0,3}$/u.test(before.slice(last.end))
  )
    return null;
  return { at: from + last.at, end, document, place: placeOf(last, document, { path, sheet: '' }) };
};

/** The only document that can have such a place. */
const only = (documents: readonly Citable[], { unit }: WrittenPlace): Citable | null => {
  const paged = new Set(['pdf', 'slides', 'book', 'word', 'image', null]);
  const fitting = documents.filter(({ kind }) =>
    unit === 'page' || unit === 'any'
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
  if (unit === 'page' || (unit === 'any' && (kind === 'pdf' || kind === 'slides')))
    return { kind: 'page', page: number };
  if (kind === 'sheet' || (unit === 'row' && kind === null)) return { kind: 'row', sheet, row: number };
  const file = path ?? (kind === 'folder' && paths?.length === 1 ? paths[0]! : null);
  return file === null ? { kind: 'line', line: number } : { kind: 'file', path: file, line: number };
};

/** Documents that are cited as a whole, if the bracket has nothing but their names. */
const documentsIn = (content: string, at: number, names: readonly Named[]): Item[] => {
  const rest = content.replaceAll(named, '').replace(/^\s*\d{1,3}(?::\d{1,3})?†/, '');
  if (
    !content.includes(named) ||
    rest.replaceAll(/[\s,;:"'`*_“”„«»]+|\b(?:sources?|quellen?|see|siehe)\b/giu, '') !== ''
  )
    return [];
  const inside = namesWithin(names, at, at + content.length);
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
