/** Filters and sorts the models of the library. */
import { numberLocale } from '../words/figures.ts';
import type { LibraryModel, ModelKind, ModelOwner } from '../../main/shared/contract/library.ts';
import type { LibraryColumn, LibraryQuery } from '../state/library.ts';
import { fileName } from '../state/model-names.ts';
import { kindNames, ownerNames } from '../words/models.ts';

/** The searchable text of each model, in lower case; made once for each. */
const texts = new WeakMap<LibraryModel, string>();

const textOf = (model: LibraryModel): string => {
  const known = texts.get(model);
  if (known !== undefined) return known;
  const { name, architecture, quantization, licence, source, owner, kind, path } = model;
  const text = [
    name,
    architecture,
    quantization,
    licence,
    source,
    ownerNames[owner],
    kindNames[kind],
    fileName(path),
  ]
    .join(' ')
    .toLowerCase();
  texts.set(model, text);
  return text;
};

/** True if every word occurs in the text of the model. */
const hasWords = (model: LibraryModel, words: readonly string[]): boolean => {
  const text = textOf(model);
  return words.every((word) => text.includes(word));
};

const supportsIt = (model: LibraryModel, supports: LibraryQuery['supports']): boolean =>
  supports === '' || (supports === 'images' ? model.projector !== null : model.supports[supports]);

/** The value that a column is sorted by; `null` is last in both directions. */
const valueOf = (model: LibraryModel, column: LibraryColumn): number | string | null => {
  switch (column) {
    case 'name':
      return model.name.toLowerCase();
    case 'parameters':
      return model.parameters;
    case 'quantization':
      return model.bitsPerWeight;
    case 'size':
      return model.bytes;
    case 'context':
      return model.trainedContextLength === 0 ? null : model.trainedContextLength;
    case 'used':
      return model.lastUsedAt;
  }
};

const names = new Intl.Collator(numberLocale(), { numeric: true });

const compare = (a: LibraryModel, b: LibraryModel, column: LibraryColumn, direction: 1 | -1): number => {
  const [left, right] = [valueOf(a, column), valueOf(b, column)];
  if (left === null || right === null) {
    if (left !== right) return left === null ? 1 : -1;
  } else if (typeof left === 'string' || typeof right === 'string') {
    const order = names.compare(String(left), String(right));
    if (order !== 0) return direction * order;
  } else if (left !== right) return direction * (left - right);
  // Equal entries keep the same order in both directions.
  return names.compare(a.name, b.name) || names.compare(a.path, b.path);
};

/**
 * All models in the order of a column. This takes a while for thousands, so it is separate from the filter, which changes with
 * each key.
 */
export const ordered = (
  models: readonly LibraryModel[],
  column: LibraryColumn,
  isDescending: boolean,
): LibraryModel[] => models.toSorted((a, b) => compare(a, b, column, isDescending ? -1 : 1));

/** The models that match a query, in their order. */
export const matching = (models: readonly LibraryModel[], query: LibraryQuery): LibraryModel[] => {
  const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter(
    (model) =>
      (query.owner === '' || model.owner === query.owner) &&
      (query.kind === '' || model.kind === query.kind) &&
      supportsIt(model, query.supports) &&
      hasWords(model, words),
  );
};

/** The existing owners and kinds, each with its number of models. */
export const choices = (
  models: readonly LibraryModel[],
): { owners: Map<ModelOwner, number>; kinds: Map<ModelKind, number> } => {
  const owners = new Map<ModelOwner, number>();
  const kinds = new Map<ModelKind, number>();
  for (const { owner, kind } of models) {
    owners.set(owner, (owners.get(owner) ?? 0) + 1);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return { owners, kinds };
};
