/** Queries of the index of passages. */
import type { Db } from '../../database/connection.ts';
import type { FoundPassage } from './passage-index.ts';
import { rowsOfDocument } from './passages-file.ts';
import type { Found, PassagesJob } from './passages-protocol.ts';
import { questionOf } from './question.ts';
import { rankWords, type Occurrence, type RankedPassage, type Term } from './rank-words.ts';
import { commonWords } from './common-words.ts';
import { meanings, spellings, stemsOf } from './term-words.ts';
import { partsAsked } from './word-parts.ts';

/** What a word counts for that says little of what a question is about. */
const commonWeight = 0.35;

/** How fast other words count less, the more passages have the word of the question itself. */
const lessByOccurrences = 0.3;

/** More parts of words are not looked for. */
const mostParts = 80;

/** A passage of an asked document. */
type Stored = RankedPassage & FoundPassage;

/** The rows of a document. */
interface Range {
  documentId: string;
  from: number;
  to: number;
}

export const findPassages = (
  db: Db,
  { documentIds, query, most }: Extract<PassagesJob, { kind: 'find' }>,
): Found => {
  const question = questionOf(query);
  if (question === null) return [];
  const ranges = rangesOf(db, documentIds);
  const passages = ranges.flatMap((range) => storedIn(db, range));
  const { terms, missing } = termsOf(db, question.words, ranges);
  const byRow = new Map(passages.map((passage) => [passage.row, passage]));
  const lists = [
    { weight: 1, rows: rankWords(passages, terms, question.asksForNumber) },
    { weight: missing.length / question.words.length, rows: rankParts(db, missing, ranges, most) },
  ];
  return lists.map(({ weight, rows }) => ({
    weight,
    passages: rows
      .slice(0, most)
      .flatMap((row) => byRow.get(row) ?? [])
      .map(({ documentId, at, length }) => ({ documentId, at, length })),
  }));
};

/** The rows of documents, in their order. Those that are being removed are left out. */
const rangesOf = (db: Db, documentIds: readonly string[]): Range[] =>
  (
    db
      .prepare(
        `SELECT id, number FROM documents
         WHERE version <> '' AND id IN (SELECT value FROM json_each(?)) ORDER BY number`,
      )
      .all(JSON.stringify(documentIds)) as { id: string; number: number }[]
  ).map(({ id, number }) => ({
    documentId: id,
    from: number * rowsOfDocument,
    to: (number + 1) * rowsOfDocument,
  }));

const storedIn = (db: Db, { documentId, from, to }: Range): Stored[] =>
  (
    db
      .prepare(
        'SELECT row, at, length, section, has_number FROM passages WHERE row >= ? AND row < ? ORDER BY row',
      )
      .all(from, to) as { row: number; at: number; length: number; section: number; has_number: number }[]
  ).map(({ has_number: hasNumber, ...row }) => ({ documentId, ...row, hasNumber: hasNumber === 1 }));

/** The first row of a document, and the first one behind it. */
export const rangeOf = (db: Db, documentId: string): [number, number] | null => {
  const [range] = rangesOf(db, [documentId]);
  return range === undefined ? null : [range.from, range.to];
};

/** The occurrences of the words of a question and of their replacements, and the words for which no passage has either. */
const termsOf = (
  db: Db,
  words: readonly string[],
  ranges: readonly Range[],
): { terms: Term[]; missing: string[] } => {
  const stems = stemsOf(db, words);
  const asked = stems.map((stem) => meanings(db, stem));
  const occurrences = occurrencesOf(db, new Set(asked.flatMap((one) => [...one.keys()])), ranges);
  const missing: string[] = [];
  const terms: Term[] = [];
  for (const [word, stem] of stems.entries()) {
    let alternatives = asked[word]!;
    let its = occurrences;
    if (![...alternatives.keys()].some((one) => its.has(one))) {
      alternatives = spellings(db, stem);
      its = occurrencesOf(db, new Set(alternatives.keys()), ranges);
      if (its.size === 0) missing.push(words[word]!);
    }
    const less = 1 + lessByOccurrences * Math.log(1 + (its.get(stem)?.size ?? 0));
    const ofWord = commonWords.has(words[word]!) ? commonWeight : 1;
    for (const [other, weight] of alternatives) {
      const found = its.get(other);
      if (found === undefined || (other !== stem && stems.includes(other))) continue;
      terms.push({ word, weight: ofWord * (other === stem ? 1 : weight / less), occurrences: found });
    }
  }
  return { terms, missing };
};

/** Where each of these stems is in the asked documents. Those that they do not have are left out. */
const occurrencesOf = (
  db: Db,
  stems: ReadonlySet<string>,
  ranges: readonly Range[],
): Map<string, Map<number, Occurrence>> => {
  const [first, last] = [ranges[0]?.from ?? 0, ranges.at(-1)?.to ?? 0];
  const rows = db
    .prepare(
      `SELECT term, doc, group_concat(iif(col = 'text', offset, NULL)) AS offsets, max(col = 'context') AS head
       FROM found_words WHERE term IN (SELECT value FROM json_each(?)) AND doc >= ? AND doc < ? GROUP BY term, doc`,
    )
    .all(JSON.stringify([...stems]), first, last) as {
    term: string;
    doc: number;
    offsets: string | null;
    head: number;
  }[];
  const isAsked = (row: number): boolean => ranges.some(({ from, to }) => row >= from && row < to);
  const found = new Map<string, Map<number, Occurrence>>();
  for (const { term, doc, offsets, head } of rows) {
    if (!isAsked(doc)) continue;
    const numbers = (offsets ?? '').split(',').filter(Boolean).map(Number);
    const its = found.get(term) ?? new Map<number, Occurrence>();
    found.set(term, its.set(doc, { offsets: numbers.toSorted((a, b) => a - b), isInContext: head === 1 }));
  }
  return found;
};

/** The rows with parts of these words, the best first, by FTS5's BM25. */
const rankParts = (db: Db, words: readonly string[], ranges: readonly Range[], most: number): number[] => {
  const parts = partsAsked(words).slice(0, mostParts);
  if (parts.length === 0) return [];
  const match = parts.map((part) => `"${part}"`).join(' OR ');
  return ranges
    .flatMap(
      ({ from, to }) =>
        db
          .prepare(
            `SELECT rowid AS row, bm25(parts) AS score FROM parts WHERE parts MATCH ? AND rowid >= ? AND rowid < ?
             ORDER BY score LIMIT ${Math.trunc(most)}`,
          )
          .all(match, from, to) as { row: number; score: number }[],
    )
    .toSorted((one, other) => one.score - other.score || one.row - other.row)
    .map(({ row }) => row);
};

/**
 * More passages of these documents, for a question that few fit: those that are nearest to the ones that were found, near to the best
 * first; without any, the first ones, in turn one of each document.
 */
export const morePassages = (
  db: Db,
  { documentIds, found, most }: Extract<PassagesJob, { kind: 'more' }>,
): FoundPassage[] => {
  const all = rangesOf(db, documentIds).map((range) => storedIn(db, range));
  const rowOf = new Map(all.flat().map(({ row, documentId, at }) => [`${at} ${documentId}`, row]));
  const known = found.flatMap(({ at, documentId }) => rowOf.get(`${at} ${documentId}`) ?? []);
  const turns = Math.max(0, ...all.map(({ length }) => length));
  const more =
    known.length === 0
      ? Array.from({ length: Math.min(turns, most) }, (_, turn) =>
          all.flatMap((its) => its[turn] ?? []),
        ).flat()
      : all
          .flat()
          .filter(({ row }) => !known.includes(row))
          .map((passage) => ({
            passage,
            apart: Math.min(...known.map((row, rank) => Math.abs(row - passage.row) + rank / known.length)),
          }))
          .toSorted((one, other) => one.apart - other.apart)
          .map(({ passage }) => passage);
  return more.slice(0, most).map(({ documentId, at, length }) => ({ documentId, at, length }));
};
