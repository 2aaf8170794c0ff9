/** Queries of the index of passages. */
import type { Db } from '../../database/connection.ts';
import type { FoundPassage } from './passage-index.ts';
import { rowsOfDocument } from './passages-file.ts';
import type { Found, PassagesJob } from './passages-protocol.ts';
import { questionOf } from './question.ts';
import { rankWords, type Occurrence, type RankedPassage, type Term } from './rank-words.ts';
import { synonyms } from './synonyms.ts';
import { partsAsked } from './word-parts.ts';

/** What a synonym counts for, compared with the word of the question. */
const synonymWeight = 0.5;

/** More parts of words are not looked for. */
const mostParts = 80;

/** A passage of an asked document. */
interface Stored extends RankedPassage, FoundPassage {}

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

/** The words as the index has them, in order: English ones by their stems. */
const stemsOf = (db: Db, words: readonly string[]): string[] =>
  // Each word is a text of its own, as one may become several.
  db.transaction(() => {
    db.exec('DELETE FROM temp.asked');
    for (const [row, word] of words.entries())
      db.prepare('INSERT INTO temp.asked (rowid, text) VALUES (?, ?)').run(row, word);
    const stems = new Map(
      (
        db.prepare('SELECT doc, term FROM temp.asked_words WHERE offset = 0').all() as {
          doc: number;
          term: string;
        }[]
      ).map(({ doc, term }) => [doc, term]),
    );
    return words.map((word, row) => stems.get(row) ?? word);
  });

/** The stems of synonyms by stem. */
let synonymsByStem: Map<string, string[]> | null = null;

const synonymsOf = (db: Db, stem: string): readonly string[] => {
  if (synonymsByStem === null) {
    const all = synonyms.flat();
    const stems = stemsOf(db, all);
    const stemOf = new Map(all.map((word, index) => [word, stems[index]!]));
    synonymsByStem = new Map();
    for (const group of synonyms.map((words) => words.map((word) => stemOf.get(word)!)))
      for (const one of group)
        synonymsByStem.set(one, [
          ...new Set([...(synonymsByStem.get(one) ?? []), ...group.filter((other) => other !== one)]),
        ]);
  }
  return synonymsByStem.get(stem) ?? [];
};

/** The first row of a document, and the first one behind it. */
export const rangeOf = (db: Db, documentId: string): [number, number] | null => {
  const found = db.prepare("SELECT number FROM documents WHERE id = ? AND version <> ''").get(documentId) as
    | { number: number }
    | undefined;
  return found === undefined ? null : [found.number * rowsOfDocument, (found.number + 1) * rowsOfDocument];
};

/** Where the words of a question and their synonyms are, and the words that no passage has. */
const termsOf = (
  db: Db,
  words: readonly string[],
  ranges: readonly Range[],
): { terms: Term[]; missing: string[] } => {
  const stems = stemsOf(db, words);
  const missing: string[] = [];
  const terms: Term[] = [];
  for (const [word, stem] of stems.entries()) {
    const occurrences = occurrencesOf(db, stem, ranges);
    if (occurrences.size === 0) missing.push(words[word]!);
    terms.push({ word, weight: 1, occurrences });
    for (const other of synonymsOf(db, stem))
      if (!stems.includes(other))
        terms.push({ word, weight: synonymWeight, occurrences: occurrencesOf(db, other, ranges) });
  }
  return { terms, missing };
};

const occurrencesOf = (db: Db, stem: string, ranges: readonly Range[]): Map<number, Occurrence> => {
  const [first, last] = [ranges[0]?.from ?? 0, ranges.at(-1)?.to ?? 0];
  const rows = db
    .prepare(
      `SELECT doc, group_concat(iif(col = 'text', offset, NULL)) AS offsets, max(col = 'context') AS head
       FROM found_words WHERE term = ? AND doc >= ? AND doc < ? GROUP BY doc`,
    )
    .all(stem, first, last) as { doc: number; offsets: string | null; head: number }[];
  const isAsked = (row: number): boolean => ranges.some(({ from, to }) => row >= from && row < to);
  return new Map(
    rows
      .filter(({ doc }) => isAsked(doc))
      .map(({ doc, offsets, head }) => [
        doc,
        {
          offsets: (offsets ?? '')
            .split(',')
            .filter(Boolean)
            .map(Number)
            .toSorted((a, b) => a - b),
          isInContext: head === 1,
        },
      ]),
  );
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

/** The first passages of these documents, in turn one of each. */
export const firstPassages = (
  db: Db,
  { documentIds, most }: Extract<PassagesJob, { kind: 'first' }>,
): FoundPassage[] => {
  const each = Math.ceil(most / Math.max(1, documentIds.length));
  const found = rangesOf(db, documentIds).map(({ documentId, from, to }) =>
    (
      db
        .prepare(
          `SELECT at, length FROM passages WHERE row >= ? AND row < ? ORDER BY row LIMIT ${Math.trunc(each)}`,
        )
        .all(from, to) as { at: number; length: number }[]
    ).map((passage) => ({ documentId, ...passage })),
  );
  const turns = Array.from({ length: each }, (_, turn) => found.flatMap((rows) => rows[turn] ?? []));
  return turns.flat().slice(0, most);
};
