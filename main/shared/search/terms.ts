/** What a query asks for, and where a text has it. */
import { foldWithPlaces, fold, type Folded } from './fold.ts';

/** More words of a query than this are left out. */
const mostTerms = 24;

/** From an opening quotation mark to the next mark or the end, or up to the next space. */
const pieces = /["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+)/gu;

/**
 * The words of a query and its phrases in quotation marks, folded (fold.ts): a text has to contain each of them. Empty if the query
 * asks for nothing.
 */
export const termsOf = (query: string): string[] => {
  const terms = new Set<string>();
  for (const [, phrase, word] of query.matchAll(pieces)) {
    const term = fold(phrase ?? word ?? '').trim();
    if (term !== '') terms.add(term);
    if (terms.size === mostTerms) break;
  }
  return [...terms];
};

/** Offsets in a text, from the first character up to but not including the last. */
export type Span = readonly [from: number, to: number];

/** The places of `terms` in a folded text, in order, without overlaps, at most `most`. */
export const placesIn = (
  text: string,
  terms: readonly string[],
  most: number = Number.POSITIVE_INFINITY,
): Span[] => {
  const places: Span[] = [];
  const next = terms.map((term) => text.indexOf(term));
  for (let from = 0; places.length < most;) {
    let first = -1;
    for (const [index, term] of terms.entries()) {
      if (next[index]! !== -1 && next[index]! < from) next[index] = text.indexOf(term, from);
      const found = next[index]!;
      if (found === -1) continue;
      // At the same place the longer one.
      if (
        first === -1 ||
        found < next[first]! ||
        (found === next[first]! && term.length > terms[first]!.length)
      )
        first = index;
    }
    if (first === -1) break;
    const start = next[first]!;
    from = start + terms[first]!.length;
    places.push([start, from]);
  }
  return places;
};

/** As `placesIn`, in the source of the folded text. */
export const spansIn = ({ text, at }: Folded, terms: readonly string[], most?: number): Span[] => {
  const spans: Span[] = [];
  for (const [from, to] of placesIn(text, terms, most)) {
    // Half of a letter such as ß is shown as the whole letter, once.
    let end = to;
    while (end < text.length && at[end] === at[end - 1]) end += 1;
    if (at[from]! >= (spans.at(-1)?.[1] ?? 0)) spans.push([at[from]!, at[end]!]);
  }
  return spans;
};

/** As `spansIn`, of a text that is not folded yet. */
export const spansOf = (source: string, terms: readonly string[], most?: number): Span[] =>
  spansIn(foldWithPlaces(source), terms, most);
