/** Finds the words of the index to search for in place of a word of the question: its other forms, its synonyms, and corrections of its spelling. */
import type { Db } from '../../database/connection.ts';
import { irregularForms } from './irregular-forms.ts';
import { synonyms } from './synonyms.ts';

/** What a word counts for that has another ending or spelling, compared with the word of the question. */
const [endingWeight, spellingWeight] = [0.5, 0.5];

/** The words as the index has them, in order: English ones by their stems. */
export const stemsOf = (db: Db, words: readonly string[]): string[] =>
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

/** The words of all groups that a word is in, by its stem. */
let related: Map<string, Set<string>> | null = null;

const relatedWords = (db: Db): Map<string, Set<string>> => {
  const groups = [...irregularForms, ...synonyms];
  const words = [...new Set(groups.flat())];
  const stems = stemsOf(db, words);
  const stemOf = new Map(words.map((word, index) => [word, stems[index]!]));
  const all = new Map(stems.map((stem) => [stem, new Set<string>()]));
  for (const group of groups)
    for (const one of group) for (const other of group) all.get(stemOf.get(one)!)!.add(stemOf.get(other)!);
  return all;
};

/** The stems to search for in place of this stem, which is one of them, each with its weight. */
export const meanings = (db: Db, stem: string): Map<string, number> => {
  related ??= relatedWords(db);
  const others = endings(db, stem).map((other): [string, number] => [other, endingWeight]);
  const all = new Map(others);
  for (const other of related.get(stem) ?? []) all.set(other, 1);
  return all.set(stem, 1);
};

const hasDigit = /\p{N}/u;

/** The words of the index between two words, in order. */
const between = (db: Db, from: string, to: string, lengths: readonly [number, number]): string[] =>
  (
    db
      .prepare('SELECT term FROM vocabulary WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?')
      .all(from, to, ...lengths) as { term: string }[]
  ).map(({ term }) => term);

const behind = (beginning: string): string => `${beginning}\u{10ffff}`;

/**
 * Words that begin in the same way and differ by an ending. They are forms of one word in all likelihood, in languages for which FTS5 has
 * no stemmer, too.
 */
const endings = (db: Db, stem: string): string[] => {
  if (stem.length < 4 || hasDigit.test(stem)) return [];
  const beginning = stem.slice(0, Math.max(4, Math.ceil(stem.length * 0.7)));
  return between(db, beginning, behind(beginning), [beginning.length, stem.length + longestEnding]).filter(
    (other) => {
      let same = beginning.length;
      while (same < other.length && other[same] === stem[same]) same += 1;
      return other !== stem && Math.max(stem.length, other.length) - same <= longestEnding;
    },
  );
};

const longestEnding = 3;

/** Words that a misspelt word can be: one or two letters are missing, too many, wrong or exchanged, but not the first one. */
export const spellings = (db: Db, stem: string): Map<string, number> => {
  if (stem.length < 4 || hasDigit.test(stem)) return new Map();
  const most = stem.length < 8 ? 1 : 2;
  const [first] = stem;
  const words = between(db, first!, behind(first!), [stem.length - most, stem.length + most]);
  const similar = words.filter((other) => other !== stem && edits(stem, other, most) <= most);
  return new Map(similar.map((other) => [other, spellingWeight]));
};

/** The optimal string alignment distance of two words; more than `most` if it is larger. */
const edits = (one: string, other: string, most: number): number => {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, to) => to);
  for (let at = 1; at <= one.length; at += 1) {
    const row = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const changed = last[to - 1]! + (one[at - 1] === other[to - 1] ? 0 : 1);
      const isExchanged = at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1];
      const exchanged = isExchanged ? before[to - 2]! + 1 : Infinity;
      row.push(Math.min(last[to]! + 1, row[to - 1]! + 1, changed, exchanged));
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[other.length]!;
};
