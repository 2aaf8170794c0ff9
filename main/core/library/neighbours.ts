/** Finds the projectors and drafts that share a folder or repository with a model and belong to it. */
import { basename } from 'node:path';
import type { Assembled } from './assembled.ts';
import { titleOfName } from '../../shared/gguf/split-name.ts';

/**
 * Finds the `helpers` of each model in its folder or repository. If that holds one model only, in any number of quantizations,
 * all helpers in it belong to the model. If it holds several models, a helper belongs to those whose names share two words with
 * its own, such as a family and a size.
 */
export const neighbours = (
  models: readonly Assembled[],
  helpers: readonly Assembled[],
): Map<Assembled, Assembled[]> => {
  const helpersIn = byGroup(helpers);
  const modelsIn = byGroup(models);
  const found = new Map<Assembled, Assembled[]>();
  for (const [group, near] of helpersIn) {
    const users = modelsIn.get(group) ?? [];
    const isOne = new Set(users.map(({ files }) => files[0]!.facts.shape)).size <= 1;
    for (const one of users) {
      const before = found.get(one) ?? [];
      const more = near.filter(
        (helper) => !before.includes(helper) && (isOne || sharedWords(helper, one) >= 2),
      );
      found.set(one, [...before, ...more]);
    }
  }
  return found;
};

const byGroup = (all: readonly Assembled[]): Map<string, Assembled[]> => {
  const groups = new Map<string, Assembled[]>();
  for (const one of all)
    for (const group of one.groups) {
      const others = groups.get(group);
      if (others === undefined) groups.set(group, [one]);
      else others.push(one);
    }
  return groups;
};

/** The words of a name that tell models apart, in lower case. */
const wordsOf = ({ model, files }: Assembled): Set<string> => {
  const title = titleOfName(basename(model.path));
  const words = `${title} ${files[0]!.facts.name ?? ''}`.toLowerCase().split(/[^\p{L}\p{N}.]+/u);
  return new Set(words.filter((word) => word !== '' && !sayNothing.test(word)));
};
const sayNothing =
  /^(mmproj|model|gguf|ggml|vision|audio|projector|clip|instruct|it|chat|i?q\d\w*|k|[0-9xsml]+|[bf]f?p?(16|32)|mtp|eagle\d?|draft|dflash)$/;

/** How many words two names share, counting only words that tell models apart. */
export const sharedWords = (one: Assembled, other: Assembled): number => {
  const words = wordsOf(other);
  return [...wordsOf(one)].filter((word) => words.has(word)).length;
};
