/** The pasted texts of a draft, which are kept beside it: see `Draft`. */
import type { Drafts } from './drafts.ts';

/** A pasted text with more characters or lines than this is kept apart from the draft. */
const largeFrom = { characters: 2_000, lines: 40 };

export const isLargePaste = (text: string): boolean =>
  text.length > largeFrom.characters || text.split('\n', largeFrom.lines + 1).length > largeFrom.lines;

const placeOf = (place: string): string => `pasted.${place}`;

/** The JSON of the pasted texts of a draft, for `pastedFrom`. */
export const pastedJson = (drafts: Drafts, place: string): string => drafts.of(placeOf(place));

/** The pasted texts in this JSON; damaged JSON has none. */
export const pastedFrom = (json: string): readonly string[] => {
  try {
    const texts: unknown = JSON.parse(json || '[]');
    return Array.isArray(texts) ? texts.filter((text) => typeof text === 'string') : [];
  } catch {
    return [];
  }
};

/** `unchanged` is what needs no keeping: none for a new message, and those that were sent for one that is edited. */
export const keepPasted = (
  drafts: Drafts,
  place: string,
  texts: readonly string[],
  unchanged: readonly string[] = [],
): void => {
  const kept = JSON.stringify(texts);
  const json = kept === JSON.stringify(unchanged) ? '' : kept;
  if (json !== pastedJson(drafts, place)) drafts.keep(placeOf(place), json);
};
