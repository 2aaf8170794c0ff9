/** What the answer to a draft begins with, which is kept beside it: see `Draft`. */
import type { Drafts } from './drafts.ts';

const placeOf = (place: string): string => `beginning.${place}`;

export const beginningIn = (drafts: Drafts, place: string): string => drafts.of(placeOf(place));

/** `null` for a beginning of white space alone, which is none. */
export const said = (beginning: string): string | null => (beginning.trim() === '' ? null : beginning);

export const keepBeginning = (drafts: Drafts, place: string, text: string): void => {
  if (text !== beginningIn(drafts, place)) drafts.keep(placeOf(place), text);
};
