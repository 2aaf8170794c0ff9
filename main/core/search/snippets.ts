/** The line of a text that shows where the words of a query are. */
import { fold } from '../../shared/search/fold.ts';
import { spansOf, type Span } from '../../shared/search/terms.ts';

/** UTF-16 code units. */
const snippetLength = 200;
const before = 48;

/** A long text is searched piece by piece, since most have a hit early; pieces overlap so that no hit is between two. */
const pieceLength = 20_000;
const overlap = 1_200;

/** Hits among which the best place is looked for. */
const mostSpans = 40;

export interface Snippet {
  text: string;
  marks: Span[];
  /** How many of the terms occur in it. */
  terms: number;
}

/** The best place of `source`; `null` if it has none of `terms`. */
export const snippetOf = (source: string, terms: readonly string[]): Snippet | null => {
  for (let from = 0; from < source.length; from += pieceLength - overlap) {
    const piece = source.slice(from, from + pieceLength);
    const folded = fold(piece);
    if (from + pieceLength < source.length && !terms.some((term) => folded.includes(term))) continue;
    const spans = spansOf(piece, terms, mostSpans);
    if (spans.length > 0) return around(source, from + bestOf(spans), terms);
    if (from + pieceLength >= source.length) break;
  }
  return null;
};

/** Where the most hits are near each other. */
const bestOf = (spans: readonly Span[]): number => {
  const reach = snippetLength - before;
  let best = 0;
  let most = 0;
  for (const [index, [from]] of spans.entries()) {
    let near = 0;
    while (index + near < spans.length && spans[index + near]![1] - from <= reach) near += 1;
    if (near > most) [best, most] = [from, near];
  }
  return most === 0 ? spans[0]![0] : best;
};

const around = (source: string, place: number, terms: readonly string[]): Snippet => {
  let from = Math.max(0, place - before);
  // At the beginning of a word, if one begins there.
  if (from > 0) from += /^\S{0,20}\s+/.exec(source.slice(from, place))?.[0].length ?? 0;
  const end = Math.min(source.length, from + snippetLength);
  // A letter of two units that was cut in half is left out.
  const line = source.slice(from, end).replaceAll(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
  const plain = withoutMarks(line);
  const foldedPlain = fold(plain);
  const text = terms.some((term) => foldedPlain.includes(term)) ? plain : line.replaceAll(/\s+/g, ' ');
  const shown = (from > 0 ? '…' : '') + text.trim() + (end < source.length ? '…' : '');
  const folded = fold(shown);
  return {
    text: shown,
    marks: spansOf(shown, terms),
    terms: terms.filter((term) => folded.includes(term)).length,
  };
};

/** The most frequent marks of Markdown, which say nothing in a line. */
const withoutMarks = (text: string): string =>
  text
    // The line between the head of a table and its rows.
    .replaceAll(/^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$/gm, ' ')
    .replaceAll(/```[\w-]*/g, ' ')
    .replaceAll(/(\*\*|__|~~|`)/g, '')
    .replaceAll(/^\s{0,3}(#{1,6}|>|[-*])\s+/gm, '')
    .replaceAll('|', ' ')
    .replaceAll(/\s+/g, ' ');
