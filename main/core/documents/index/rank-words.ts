/**
 * Ranks passages by the words of a question: Okapi BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) with the
 * frequencies in the asked documents, so that a word that all of their passages have counts for little. Words of the question that are
 * near to each other count more (Tao and Zhai, An Exploration of Proximity Measures, SIGIR 2007), and so do neighbours of good passages
 * in the same section, because an answer often follows the words that lead to it. FTS5's own `bm25` knows neither.
 */

/** A passage of the asked documents. */
export interface RankedPassage {
  row: number;
  /** UTF-16 code units. */
  length: number;
  section: number;
  hasNumber: boolean;
}

/** Where a passage has a word: the numbers of the words in its text, in order, and whether its headings have it. */
export interface Occurrence {
  offsets: readonly number[];
  isInContext: boolean;
}

/** A word of the question, or a synonym of one. */
export interface Term {
  /** The index of the word of the question. */
  word: number;
  /** 1; less for synonyms. */
  weight: number;
  /** Keyed by the row of the passage. */
  occurrences: ReadonlyMap<number, Occurrence>;
}

/** The usual parameters of BM25. */
const [k1, b] = [1.2, 0.75];

/** What a near pair of words counts for, up to how many words they are apart, and at how many the count is halved. */
const pairWeight = 2;
const farthestPair = 12;
const halfAt = 4;

/** What the score of a neighbour counts for. */
const neighbourWeight = 0.4;

/** The share of its score that a passage without any number keeps if the question asks for one. */
const withoutNumber = 0.8;

/** The rows of the passages that have any of the words, the best first. `passages` are in the order of their rows. */
export const rankWords = (
  passages: readonly RankedPassage[],
  terms: readonly Term[],
  asksForNumber: boolean,
): number[] => {
  const mean = passages.reduce((sum, { length }) => sum + length, 0) / Math.max(1, passages.length);
  const rarity = terms.map(({ occurrences: { size } }) =>
    Math.log(1 + (passages.length - size + 0.5) / (size + 0.5)),
  );
  const scores = passages.map((passage) => {
    const byWord = new Map<number, number>();
    const present: { index: number; offsets: readonly number[] }[] = [];
    for (const [index, { word, weight, occurrences }] of terms.entries()) {
      const found = occurrences.get(passage.row);
      if (found === undefined) continue;
      const frequency = found.offsets.length + (found.isInContext ? 1 : 0);
      const saturated = (frequency * (k1 + 1)) / (frequency + k1 * (1 - b + (b * passage.length) / mean));
      // A word and its synonyms count once.
      byWord.set(word, Math.max(byWord.get(word) ?? 0, weight * rarity[index]! * saturated));
      if (found.offsets.length > 0) present.push({ index, offsets: found.offsets });
    }
    let score = 0;
    for (const one of byWord.values()) score += one;
    for (const [nth, one] of present.entries())
      for (const other of present.slice(nth + 1)) {
        const [first, second] = [terms[one.index]!, terms[other.index]!];
        const apart = first.word === second.word ? Infinity : distance(one.offsets, other.offsets);
        if (apart > farthestPair) continue;
        const rarer = Math.min(rarity[one.index]!, rarity[other.index]!);
        score += (pairWeight * first.weight * second.weight * rarer) / (1 + apart / halfAt);
      }
    return asksForNumber && !passage.hasNumber ? withoutNumber * score : score;
  });
  const total = scores.map((score, index) => {
    const neighbours = [index - 1, index + 1].map((nth) => {
      const other = passages[nth];
      const isNext = other !== undefined && Math.abs(other.row - passages[index]!.row) === 1;
      return isNext && other.section === passages[index]!.section ? scores[nth]! : 0;
    });
    return score + neighbourWeight * (neighbours[0]! + neighbours[1]!);
  });
  return passages
    .map(({ row }, index) => ({ row, score: total[index]! }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score || one.row - other.row)
    .map(({ row }) => row);
};

/** The least difference between a number of one list and one of the other; both are sorted. */
const distance = (some: readonly number[], others: readonly number[]): number => {
  let least = Infinity;
  for (let [at, other] = [0, 0]; at < some.length && other < others.length;) {
    const difference = some[at]! - others[other]!;
    least = Math.min(least, Math.abs(difference));
    if (difference < 0) at += 1;
    else other += 1;
  }
  return least;
};
