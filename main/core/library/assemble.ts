/** Builds the library's models from scanned files: joins split models, and pairs models with their projectors and drafts. */
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import { basename } from 'node:path';
import type { LibraryModel, ModelKind } from '../../shared/contract/library.ts';
import type { Assembled } from './assembled.ts';
import { pairDrafts } from './pair-drafts.ts';
import { pairProjectors } from './pair-projectors.ts';
import type { ScannedFile } from './scan.ts';
import { modelIdOf } from '../../system/model-digest.ts';
import { partName, partOfName, setOf, titleOfName } from '../../shared/gguf/split-name.ts';

/** All models in these files, sorted by name, then by path. */
export const assemble = (files: ScannedFile[]): LibraryModel[] => {
  const all = [...partsOf(files).values()].map(toModel).filter((one) => one !== null);
  pairProjectors(all);
  pairDrafts(all);
  const order = new Intl.Collator('en', { numeric: true });
  return all
    .map(({ model }) => model)
    .toSorted((one, other) => order.compare(one.name, other.name) || order.compare(one.path, other.path));
};

/** The files of each model. Parts are grouped by file name, because llama.cpp finds them by name as well. */
const partsOf = (files: ScannedFile[]): Map<string, ScannedFile[]> => {
  const sets = new Map<string, ScannedFile[]>();
  for (const file of files) {
    const set = sets.get(setOf(file.path));
    if (set === undefined) sets.set(setOf(file.path), [file]);
    else set.push(file);
  }
  return sets;
};

/** `null` if the files are no model at all, such as an importance matrix. */
const toModel = (unordered: ScannedFile[]): Assembled | null => {
  const files = unordered.toSorted(
    (one, other) =>
      (partOfName(basename(one.path))?.part ?? 0) - (partOfName(basename(other.path))?.part ?? 0),
  );
  const [first] = files as [ScannedFile];
  const { facts } = first;
  if (facts.kind === null) return null;
  const name = basename(first.path);
  const count = partOfName(name)?.count ?? 1;
  const isWhole = files.length === count;
  const parameters = files.reduce((sum, file) => sum + file.facts.parameters, 0);
  const tensorBytes = files.reduce<number | null>(
    (sum, file) => (sum === null || file.facts.tensorBytes === null ? null : sum + file.facts.tensorBytes),
    0,
  );
  const problem = problemOf(files, count, facts.kind, parameters);
  const isKnown = problem === null || parameters > 0;
  const model: LibraryModel = {
    path: first.path,
    id: isWhole ? modelIdOf(files.map((file) => file.facts.digest)) : null,
    files: files.map(({ path, bytes }) => ({ path, bytes })),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    kind: facts.kind,
    name: facts.name ?? first.title ?? titleOfName(name),
    architecture: facts.architecture,
    parameters: isWhole && isKnown ? parameters : null,
    quantization: facts.quantization,
    bitsPerWeight:
      tensorBytes === null || parameters === 0 ? null : Math.round((tensorBytes * 800) / parameters) / 100,
    trainedContextLength: facts.trainedContextLength,
    supports: facts.supports,
    licence: first.licence ?? facts.licence,
    owner: first.owner,
    source: first.source,
    lastUsedAt: null,
    changedAt: Math.max(...files.map(({ changedAt }) => changedAt)),
    projector: null,
    drafts: [],
    problem,
  };
  return { model, files, groups: new Set(files.flatMap(({ groups }) => groups)) };
};

/** The most parts that are named of those that a model lacks; if it lacks more, one less is named, and then their number. */
const mostNamed = 4;

/** Why the model cannot be used; `null` if nothing is wrong. */
const problemOf = (files: ScannedFile[], count: number, kind: ModelKind, parameters: number): Told | null => {
  const damaged = files.find(({ facts }) => facts.problem !== null);
  if (damaged !== undefined) return damaged.facts.problem;
  const [first] = files as [ScannedFile];
  const name = basename(first.path);
  const part = partOfName(name);
  if (part === null && (first.facts.split?.count ?? 1) > 1)
    return say('library.part-without-number', {
      name,
      parts: first.facts.split!.count,
      example: partName('NAME', 1, first.facts.split!.count),
    });
  if (part !== null) {
    const numbers = files.map(({ path }) => partOfName(basename(path))!.part);
    const here = new Set(numbers.filter((each) => each >= 1 && each <= count));
    if (here.size < count) {
      // A name may claim 99,999 parts.
      const lacking = count - here.size;
      const named = lacking <= mostNamed ? lacking : mostNamed - 1;
      const missing: number[] = [];
      for (let each = 1; missing.length < named; each += 1) if (!here.has(each)) missing.push(each);
      const others = lacking - named;
      return say('library.missing-parts', { name: part.prefix, missing, others, parts: count });
    }
    if (here.size < files.length || files.some(({ path, facts }) => isMisnamed(path, facts.split)))
      return say('library.misnumbered-parts', { name: part.prefix });
  }
  if (!isWhole.has(kind)) return null;
  if (first.facts.vocabulary === null) return say('library.no-vocabulary', { name });
  if (parameters === 0) return say('library.no-weights', { name });
  return null;
};

/** The kinds that are models by themselves. */
const isWhole: ReadonlySet<ModelKind> = new Set(['chat', 'base', 'embedding', 'reranker']);

const isMisnamed = (path: string, split: { part: number; count: number } | null): boolean => {
  const named = partOfName(basename(path));
  return split !== null && named !== null && (named.part !== split.part + 1 || named.count !== split.count);
};
