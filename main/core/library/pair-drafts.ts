/** Finds what could guess for each model: much smaller models of the same vocabulary, and files made for that. */
import type { Assembled } from './assembled.ts';
import { neighbours } from './neighbours.ts';
import { haveSameTokens } from './vocabulary-digest.ts';

/** Guessing must cost so much less than what it saves. */
const mostShare = 1 / 5;
/** A list to choose from; more do not help. */
const mostDrafts = 12;

/** Gives every model its drafts: first those made for it, then the smallest. */
export const pairDrafts = (all: readonly Assembled[]): void => {
  const usable = all.filter(({ model }) => model.problem === null);
  const models = usable.filter(({ model }) => model.kind === 'chat' || model.kind === 'base');
  const made = neighbours(
    models,
    usable.filter(({ model }) => model.kind === 'draft'),
  );
  const families = byVocabulary(models);

  for (const one of models) {
    const most = (one.model.parameters ?? 0) * mostShare;
    const smaller: Assembled[] = [];
    // Smallest first.
    for (const other of families.get(vocabularyOf(one)?.kind ?? '') ?? []) {
      if (smaller.length === mostDrafts || (other.model.parameters ?? Infinity) > most) break;
      if (haveSameTokens(vocabularyOf(one)!, vocabularyOf(other)!)) smaller.push(other);
    }
    one.model.drafts = [...(made.get(one) ?? []), ...smaller]
      .slice(0, mostDrafts)
      .map(({ model }) => model.path);
  }
};

const vocabularyOf = ({ files }: Assembled) => files[0]!.facts.vocabulary;

const byVocabulary = (models: readonly Assembled[]): Map<string, Assembled[]> => {
  const families = new Map<string, Assembled[]>();
  const bySize = models.toSorted((one, other) => (one.model.parameters ?? 0) - (other.model.parameters ?? 0));
  for (const one of bySize) {
    const { kind } = vocabularyOf(one) ?? {};
    if (kind === undefined) continue;
    const family = families.get(kind);
    if (family === undefined) families.set(kind, [one]);
    else family.push(one);
  }
  return families;
};
