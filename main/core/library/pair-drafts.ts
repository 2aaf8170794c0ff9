/** Finds draft models for each model: much smaller models with the same vocabulary, and files made for drafting. */
import type { Assembled } from './assembled.ts';
import { neighbours } from './neighbours.ts';
import { haveSameTokens } from './vocabulary-digest.ts';

/** Largest draft model, as a share of the parameters of its model: drafting must cost far less than it saves. */
const mostShare = 1 / 5;
/** Most drafts that are offered for a model. A longer list does not help the user choose. */
const mostDrafts = 12;

/** Gives every model its drafts: first those made for it, then other models, smallest first. */
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
    // The family is sorted by size, so the first model that is too large ends the search.
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
