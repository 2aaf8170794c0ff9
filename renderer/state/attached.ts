/** The documents of a draft, which are kept beside it: see `Draft`. */
import type { Attached } from '../../main/shared/contract/documents.ts';
import type { Drafts } from './drafts.ts';

const placeOf = (place: string): string => `attached.${place}`;

/** The JSON of the documents of a draft, for `attachedFrom`. */
export const attachedJson = (drafts: Drafts, place: string): string => drafts.of(placeOf(place));

const isAttached = (one: unknown): one is Attached =>
  typeof one === 'object' &&
  one !== null &&
  typeof (one as Partial<Attached>).documentId === 'string' &&
  ['whole', 'passages'].includes((one as Partial<Attached>).mode!);

/** The documents in this JSON; damaged JSON has none. */
export const attachedFrom = (json: string): readonly Attached[] => {
  try {
    const documents: unknown = JSON.parse(json || '[]');
    return Array.isArray(documents) ? documents.filter(isAttached) : [];
  } catch {
    return [];
  }
};

export const attachedIn = (drafts: Drafts, place: string): readonly Attached[] =>
  attachedFrom(attachedJson(drafts, place));

/** `unchanged` is what needs no keeping: none for a new message, and those that were sent for one that is edited. */
export const keepAttached = (
  drafts: Drafts,
  place: string,
  documents: readonly Attached[],
  unchanged: readonly Attached[] = [],
): void => {
  const json = (all: readonly Attached[]): string =>
    JSON.stringify(all.map(({ documentId, mode }) => ({ documentId, mode })));
  const kept = json(documents);
  const next = kept === json(unchanged) ? '' : kept;
  if (next !== attachedJson(drafts, place)) drafts.keep(placeOf(place), next);
};

/** `documents` and those of `added` that are not among them. */
export const withAttached = (documents: readonly Attached[], added: readonly Attached[]): Attached[] => [
  ...documents,
  ...added.filter(
    ({ documentId }, index) =>
      !documents.some((one) => one.documentId === documentId) &&
      added.findIndex((one) => one.documentId === documentId) === index,
  ),
];
