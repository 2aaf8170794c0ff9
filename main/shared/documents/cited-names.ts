/** Which document a citation means by its name. */
import type { Span } from './answer-code.ts';
import type { CitedPlace, DocumentKind } from './document-text.ts';

/** A document of the chat, as far as it matters for citations. */
export interface Citable {
  documentId: string;
  name: string;
  /** `null` if it is not known. */
  kind: DocumentKind | null;
  /** Of a folder, the paths of its files. */
  paths?: readonly string[];
}

/** Offsets are UTF-16 code units of the answer. */
export interface Citation extends Span {
  documentId: string;
  /** `null`: the document as a whole. The document need not have the place: see `offsetOf`. */
  place: CitedPlace | null;
}

/** A name in an answer, of a document or of a file in a folder. */
export interface Named extends Span {
  document: Citable;
  path: string | null;
}

/**
 * The ways in which models write a name: as it is, composed (macOS stores decomposed letters), as the prompt escapes it, with
 * Markdown's escapes, and as an address.
 */
const spellings = (name: string): Set<string> => {
  const composed = name.normalize('NFC');
  return new Set(
    [
      name,
      composed,
      composed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
      composed.replaceAll(/[_*[\]]/g, String.raw`\$&`),
      composed.replaceAll('_', String.raw`\_`),
      // A lone surrogate has no address.
      ...(/\p{Surrogate}/u.test(composed) ? [] : [encodeURI(composed)]),
      composed.replaceAll(' ', '%20'),
    ].map(lowered),
  );
};

/**
 * The names in an answer, in order, the longer one of two at the same place, and the first document of several with the same name.
 * Names are compared without case.
 */
export const namesIn = (answer: string, documents: readonly Citable[]): Named[] => {
  const all = documents.flatMap((document) => [
    ...[...spellings(document.name)].map((wanted) => ({ document, wanted, path: null })),
    // A folder can have thousands of files.
    ...(document.paths ?? []).map((path) => ({ document, wanted: lowered(path), path })),
  ]);
  const lower = lowered(answer);
  const names: Named[] = [];
  for (const { document, wanted, path } of all) {
    if (wanted === '') continue;
    for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, at + 1)) {
      const end = at + wanted.length;
      if (/[\p{L}\p{N}_/.-]$/u.test(answer.slice(Math.max(0, at - 2), at))) continue;
      if (/^[\p{L}\p{N}_/-]/u.test(answer.slice(end, end + 2))) continue;
      names.push({ at, end, document, path });
    }
  }
  let last = 0;
  return names
    .toSorted((one, other) => one.at - other.at || other.end - one.end)
    .filter(({ at, end }) => {
      const isApart = at >= last;
      if (isApart) last = end;
      return isApart;
    });
};

/** The names between two offsets of the answer; `names` are in order. */
export const namesWithin = (names: readonly Named[], at: number, end: number): Named[] => {
  const first = countBefore(names, at);
  let last = first;
  while (last < names.length && names[last]!.end <= end) last += 1;
  return names.slice(first, last);
};

/** How many spans begin before an offset; they are in order. */
export const countBefore = (spans: readonly Span[], offset: number): number => {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spans[middle]!.at < offset) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** In lower case with the same length: some letters become two. */
const lowered = (text: string): string => {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from({ length: text.length }, (_, index) => {
    const one = text[index]!.toLowerCase();
    return one.length === 1 ? one : text[index]!;
  }).join('');
};

/** What is written around names. */
const around =
  /^[\s,;:.–—*"'“”„‘’`_|→>#=(){}[\]«»‹›「」『』《》，：；、-]+|[\s,;:.–—*"'“”„‘’`_|→>#=({[«»‹›「」『』《》，：；、-]+$/gu;
const leading =
  /^(?:\d{1,3}(?::\d{1,3})?†|[来來]源|参考|參考|出典|出[处處]|(?:see also|see|cf|e\.g|from|in|the|sources?|documents?|name|files?|ibid|vgl|siehe auch|siehe|aus|der|die|das|quellen?|dokument|datei|ebd|ebenda|and|und|voir|v[ée]ase|vedi|fuentes?|font[ei]|источник)(?=[\s:,.=：]|$))/iu;

const bare = (text: string): string => {
  let [before, now] = ['', text];
  while (before !== now) {
    before = now;
    now = now.replaceAll(around, '').replace(leading, '');
  }
  return now;
};

/** A name without its ending, as words. */
const wordsOf = (name: string): string[] =>
  name
    .toLowerCase()
    .replace(/\.\p{L}[\p{L}\p{N}]{0,4}$/u, '')
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** A document as a citation means it, with a file of a folder or a sheet of a workbook. */
interface Meant {
  document: Citable | null;
  path: string | null;
  sheet: string;
}

/**
 * What precedes a place in a citation: a document, `null` if it is nothing but marks, or `unknown`. `at` is the offset of `prefix` in the
 * answer.
 */
export const documentMeant = (
  prefix: string,
  at: number,
  names: readonly Named[],
  documents: readonly Citable[],
): Meant | null | 'unknown' => {
  const inside = namesWithin(names, at, at + prefix.length);
  const last = inside.at(-1);
  if (last === undefined) return byNumber(prefix, documents) ?? byWords(bare(prefix), documents);
  const path = inside.findLast((name) => name.path !== null)?.path ?? null;
  const rest = bare(prefix.slice(last.end - at));
  const { document } = last;
  if (rest === '') return { document, path, sheet: '' };
  if (document.kind === 'folder') return { document, path: rest, sheet: '' };
  if (document.kind !== 'sheet' && document.kind !== null) return { document, path, sheet: '' };
  const sheet = sheetMeant(rest);
  return sheet === null ? 'unknown' : { document, path, sheet };
};

/** `Document 2`: the second document of the chat. */
const byNumber = (prefix: string, documents: readonly Citable[]): Meant | null => {
  const [, number] =
    /^\W*(?:document|doc|source|file|dokument|quelle|datei)\.?\s*#?(\d{1,2})\W*$/iu.exec(prefix) ?? [];
  const document = number === undefined ? undefined : documents[Number(number) - 1];
  return document === undefined ? null : { document, path: null, sheet: '' };
};

/** What a document is called, for names that are not written exactly. */
interface Called {
  words: Set<string>;
  /** The paths of its files, in lower case, by their last part. */
  paths: Map<string, string[]>;
}

const calledBy = new WeakMap<Citable, Called>();

const calledOf = (document: Citable): Called => {
  const known = calledBy.get(document);
  if (known !== undefined) return known;
  const called: Called = { words: new Set(wordsOf(document.name)), paths: new Map() };
  const ending = /\.(\p{L}[\p{L}\p{N}]{0,4})$/u.exec(document.name)?.[1];
  if (ending !== undefined) called.words.add(ending.toLowerCase());
  for (const path of document.paths ?? []) {
    const last = lastPart(path);
    called.paths.set(last, [...(called.paths.get(last) ?? []), path]);
  }
  calledBy.set(document, called);
  return called;
};

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase();

/** A document or a file whose name has the words of `text`, if there is only one; of documents with the same name the first. */
const byWords = (text: string, documents: readonly Citable[]): Meant | null | 'unknown' => {
  if (text === '') return null;
  const words = wordsOf(text);
  if (words.length === 0) return 'unknown';
  const isLong = words.join('').length >= 3;
  const found = new Map<string, Meant>();
  for (const document of documents) {
    const { words: its, paths } = calledOf(document);
    if (isLong && words.every((word) => its.has(word)) && !found.has(document.name))
      // The word may be the name of a sheet, too.
      found.set(document.name, { document, path: null, sheet: document.kind === 'sheet' ? text : '' });
    for (const path of paths.get(lastPart(text)) ?? [])
      if (`/${path}`.toLowerCase().endsWith(`/${text.toLowerCase()}`))
        found.set(`${document.documentId} ${path}`, { document, path, sheet: '' });
  }
  const [only] = found.values();
  return only !== undefined && found.size === 1 ? only : 'unknown';
};

/** The name of a sheet as it is written before a row; `null` if that is no name. */
export const sheetMeant = (text: string): string | null => {
  const name = bare(text)
    .replace(/^(?:sheet|blatt|tabelle)\s+(?=["'“„]|\S+\s*$)/iu, '')
    .replaceAll(/^["'“”„]+|["'“”!]+$/gu, '')
    .trim();
  return name === '' || name.length > 100 ? null : name;
};
