/** Joins several rankings to one. */
import type { FoundPassage } from './passage-index.ts';

/**
 * Reciprocal rank fusion: a passage scores 1 / (k + rank) in each ranking. With k = 60, as measured by Cormack, Clarke and Büttcher
 * (Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods, SIGIR 2009), several rankings that agree outweigh
 * the first place in one.
 */
const k = 60;

/** The passages of all rankings, the best first. */
export const fuse = (
  rankings: readonly { weight: number; passages: readonly FoundPassage[] }[],
): FoundPassage[] => {
  const scores = new Map<string, { passage: FoundPassage; score: number }>();
  for (const { weight, passages } of rankings)
    for (const [index, passage] of passages.entries()) {
      const key = `${passage.at} ${passage.documentId}`;
      const entry = scores.get(key) ?? { passage, score: 0 };
      entry.score += weight / (k + index + 1);
      scores.set(key, entry);
    }
  return [...scores.values()].toSorted((one, other) => other.score - one.score).map(({ passage }) => passage);
};
