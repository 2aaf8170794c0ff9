/**
 * Ranks passages by the words of a question: Okapi BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) with the
 * frequencies in the asked documents, so that a word that all of their passages have counts for little. Words of the question that are
 * near to each other count more (Tao and Zhai, An Exploration of Proximity Measures, SIGIR 2007), and so do neighbours of good passages
 * in the same section, because an answer often follows the words that lead to it. Of several documents, those count more that have the
 * words more often than the others. FTS5's own `bm25` knows none of this.
 */

/** A passage of the asked documents. */
export interface RankedPassage {
  row: number;
  documentId: string;
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

/** A word of the question, or one that replaces it in the search. */
export interface Term {
  /** The index of the word of the question. */
  word: number;
  /** At most 1; less for words with another form or meaning. */
  weight: number;
  /** Keyed by the row of the passage. */
  occurrences: ReadonlyMap<number, Occurrence>;
}

/** The parameters of BM25. Repetitions count a little less than usual, because passages are short. */
const [k1, b] = [0.9, 0.75];

/** How many occurrences in the text a word in the headings counts for. */
const contextWeight = 4;

/** What a near pair of words counts for, up to how many words they are apart, and at how many the count is halved. */
const pairWeight = 1.5;
const farthestPair = 30;
const halfAt = 4;

/** What the score of a neighbour counts for. */
const neighbourWeight = 0.3;

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
  const scoreOf = (passage: RankedPassage): number => {
    // A word and its replacements count once.
    const best = new Map<number, { score: number; value: number; offsets: readonly number[] }>();
    for (const [index, { word, weight, occurrences }] of terms.entries()) {
      const found = occurrences.get(passage.row);
      if (found === undefined) continue;
      const frequency = found.offsets.length + (found.isInContext ? contextWeight : 0);
      const saturated = (frequency * (k1 + 1)) / (frequency + k1 * (1 - b + (b * passage.length) / mean));
      const value = weight * rarity[index]!;
      const score = value * saturated;
      if (score > (best.get(word)?.score ?? 0)) best.set(word, { score, value, offsets: found.offsets });
    }
    const words = [...best.values()];
    let sum = 0;
    for (const [nth, one] of words.entries()) {
      sum += one.score;
      for (const other of words.slice(nth + 1)) {
        const apart = distance(one.offsets, other.offsets);
        if (apart <= farthestPair)
          sum += (pairWeight * Math.min(one.value, other.value)) / (1 + apart / halfAt);
      }
    }
    return asksForNumber && !passage.hasNumber ? withoutNumber * sum : sum;
  };
  const scores = passages.map(scoreOf);
  const withNeighbours = scores.map((score, index) => {
    const passage = passages[index]!;
    const neighbours = [index - 1, index + 1].map((nth) => {
      const other = passages[nth];
      const isNext = other !== undefined && Math.abs(other.row - passage.row) === 1;
      return isNext && other.section === passage.section ? scores[nth]! : 0;
    });
    return score + neighbourWeight * (neighbours[0]! + neighbours[1]!);
  });
  const byDocument = documentScores(passages, terms);
  return passages
    .map(({ row, documentId }, index) => ({
      row,
      isFound: withNeighbours[index]! > 0,
      score: withNeighbours[index]! + byDocument.get(documentId)!,
    }))
    .filter(({ isFound }) => isFound)
    .toSorted((one, other) => other.score - one.score || one.row - other.row)
    .map(({ row }) => row);
};

/** What the frequency of a word in a document counts for, compared with its frequency in all, and for which share of it. */
const documentWeight = 2;
const documentShare = 0.5;
/** Added to each document, so that a short one is not judged by chance: passages with the word, and code units. */
const prior = { passages: 0.25, length: 4_000 };

/**
 * How well each document as a whole fits: the sum over the words of the logarithm of how much more frequent they are in it than in all
 * documents, smoothed as in language models (Zhai and Lafferty, A Study of Smoothing Methods, 2004).
 */
const documentScores = (
  passages: readonly RankedPassage[],
  terms: readonly Term[],
): ReadonlyMap<string, number> => {
  const lengths = new Map<string, number>();
  const documentOf = new Map<number, string>();
  for (const { row, documentId, length } of passages) {
    lengths.set(documentId, (lengths.get(documentId) ?? 0) + length);
    documentOf.set(row, documentId);
  }
  const scores = new Map([...lengths.keys()].map((id) => [id, 0]));
  if (lengths.size < 2) return scores;
  const all = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  for (const word of new Set(terms.map((term) => term.word))) {
    const counts = new Map<string, number>();
    let sum = 0;
    for (const { weight, occurrences } of terms.filter((term) => term.word === word))
      for (const row of occurrences.keys()) {
        const id = documentOf.get(row)!;
        counts.set(id, (counts.get(id) ?? 0) + weight);
        sum += weight;
      }
    for (const [id, length] of lengths) {
      const share = ((counts.get(id) ?? 0) + prior.passages) / (length + prior.length);
      const ratio = share / (sum / all);
      scores.set(id, scores.get(id)! + documentWeight * Math.log(1 - documentShare + documentShare * ratio));
    }
  }
  return scores;
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
