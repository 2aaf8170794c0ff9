/** Which document a citation means by its name. */
import type { Span } from './answer-code.ts';
import type { DocumentKind } from './document-text.ts';

/** A document of the chat, as far as it matters for citations. */
export interface Citable {
  documentId: string;
  name: string;
  /** `null` if it is not known. */
  kind: DocumentKind | null;
  /** Of a folder, the paths of its files. */
  paths?: readonly string[];
}

/** A name in an answer, of a document or of a file in a folder. */
export interface Named extends Span {
  document: Citable;
  path: string | null;
}

/** Stands for each code unit of a name, so that nothing within a name counts. */
export const named = '\uE000';

/** The names in an answer, in order, the longer one of two at the same place. Names are compared without case. */
export const namesIn = (answer: string, documents: readonly Citable[]): Named[] => {
  const all = documents.flatMap((document) => [
    { document, name: document.name, path: null },
    ...(document.paths ?? []).map((path) => ({ document, name: path, path })),
  ]);
  const lower = lowered(answer);
  const names: Named[] = [];
  for (const { document, name, path } of all) {
    const wanted = lowered(name);
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
const around = /^[\s,;:.–—*"'“”‘’`_-]+|[\s,;:.–—*"'“”‘’`_(-]+$/gu;
const leading =
  /^(?:see also|see|cf\.?|e\.g\.|from|in|source|sources|document|file|vgl\.?|siehe auch|siehe|aus|quelle|quellen|dokument|datei|and|und)(?=[\s:,.]|$)/iu;

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
  const inside = names.filter((name) => name.at >= at && name.end <= at + prefix.length);
  const last = inside.at(-1);
  if (last === undefined) return byWords(bare(prefix), documents);
  if (bare(prefix.slice(0, inside[0]!.at - at)) !== '') return 'unknown';
  const path = inside.findLast((name) => name.path !== null)?.path ?? null;
  const rest = bare(prefix.slice(last.end - at));
  const { document } = last;
  if (rest === '') return { document, path, sheet: '' };
  if (document.kind === 'folder') return { document, path: rest, sheet: '' };
  const sheet = sheetMeant(rest);
  return sheet === null || (document.kind !== 'sheet' && document.kind !== null)
    ? 'unknown'
    : { document, path, sheet };
};

/** A document or a file whose name has the words of `text`, if there is only one. */
const byWords = (text: string, documents: readonly Citable[]): Meant | null | 'unknown' => {
  if (text === '') return null;
  const words = wordsOf(text);
  if (words.length === 0) return 'unknown';
  const has = (name: string): boolean => {
    const its = wordsOf(name);
    return words.every((word) => its.includes(word)) && words.join('').length >= 3;
  };
  const found: Meant[] = documents.flatMap((document) => [
    // The word may be the name of a sheet, too.
    ...(has(document.name) ? [{ document, path: null, sheet: document.kind === 'sheet' ? text : '' }] : []),
    ...(document.paths ?? [])
      .filter((path) => `/${path}`.toLowerCase().endsWith(`/${text.toLowerCase()}`))
      .map((path) => ({ document, path, sheet: '' })),
  ]);
  return found.length === 1 ? found[0]! : 'unknown';
};

/** The name of a sheet as it is written before a row; `null` if that is no name. */
export const sheetMeant = (text: string): string | null => {
  const name = bare(text)
    .replace(/^(?:sheet|blatt|tabelle)\s+(?=["'“„]|\S+\s*$)/iu, '')
    .replaceAll(/^["'“”„]+|["'“”!]+$/gu, '')
    .trim();
  return name === '' || name.length > 100 ? null : name;
};
