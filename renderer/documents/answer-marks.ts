/**
 * The citations of an answer, and the quotes that no document has, as pieces of what is drawn. Drawn Markdown has no positions in the
 * source, so a piece is found by its own text, and by the text before it where the same text means different places.
 */
import type { AnswerCitations } from '../../main/shared/contract/documents.ts';
import type { Citable } from '../../main/shared/documents/cited-names.ts';
import { findCitations } from '../../main/shared/documents/citations.ts';
import type { CitedPlace } from '../../main/shared/documents/document-text.ts';
import type { TextPiece } from '../message/markdown/marked-text.tsx';

/** A part of a document, in UTF-16 code units. */
interface Range {
  at: number;
  length: number;
}

export interface CitedPiece extends TextPiece {
  documentId: string;
  /** What the reader shows; `null`: the document has no such place, or not this quote, or it is not known yet. */
  range: Range | null;
  /** The place that is cited, while its range is not known. */
  place: CitedPlace | null;
  kind: 'citation' | 'missing' | 'quote';
}

/** A citation opens the quote that ends at most this far before it, in UTF-16 code units. */
const nearby = 300;
/** The text before a piece that is compared, in UTF-16 code units. */
const compared = 80;
/** A part of a quote that is shorter, between marks of Markdown, may be anywhere. */
const shortestPart = 8;

/** What is drawn in other elements, or not at all: emphasis, code, and the ends and beginnings of lines. */
const marks = /\*{1,3}|(?<![\p{L}\p{N}])_{1,3}|_{1,3}(?![\p{L}\p{N}])|~~|`+|\s*\n[\s>]*/gu;

/** The texts that a part of the source is drawn as, in their order. */
const drawnParts = (source: string): TextPiece[] => {
  const parts = source.split(marks);
  return parts
    .map((part, index) => ({
      literal: part
        .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&'),
      before: '',
      begins: index > 0,
      ends: index < parts.length - 1,
    }))
    .filter(({ literal }) => literal.trim() !== '');
};

/** The text before `at` as it is drawn in the same element. */
const textBefore = (source: string, at: number): string => {
  const before = source.slice(Math.max(0, at - compared), at);
  return drawnParts(before).at(-1)?.literal ?? '';
};

/** What marks a part of the source: all that is drawn of a quote, and of a citation what has the number of its place. */
const piecesOf = (
  source: string,
  { at, end }: { at: number; end: number },
  isQuote: boolean,
): TextPiece[] => {
  const cited = source.slice(at, end);
  const link = isQuote ? null : /^\[([^\]\n]+)\]\([^()\n]+\)$/.exec(cited);
  if (link !== null) return drawnParts(link[1]!).map((part) => ({ ...part, begins: true, ends: true }));
  const parts = drawnParts(cited);
  const before = textBefore(source, at);
  if (isQuote)
    return parts.filter(({ literal, begins, ends }) => !(begins && ends) || literal.length >= shortestPart);
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return [{ ...only, before }];
  return [parts.findLast(({ literal }) => /[\p{N}\p{L}]/u.test(literal)) ?? []].flat();
};

/** The citations and the missing quotes of one part of an answer. */
export const citedPieces = (
  { citations, quotes }: AnswerCitations,
  part: number,
  text: string,
): CitedPiece[] => {
  const own = quotes.filter((quote) => quote.part === part);
  return [
    ...citations
      .filter((citation) => citation.part === part)
      .flatMap((citation) => {
        const { at, documentId } = citation;
        const quote = own.findLast(
          (one) => one.documentId === documentId && one.end <= at && at - one.end <= nearby,
        );
        // The quote may be elsewhere in the document than the citation says, which the reader then shows.
        const range = quote?.found ?? citation.range;
        const kind = range === null ? ('missing' as const) : ('citation' as const);
        return piecesOf(text, citation, false).map((piece) => ({
          ...piece,
          documentId,
          range,
          place: null,
          kind,
        }));
      }),
    ...own
      .filter(({ found }) => found === null)
      .flatMap((quote) =>
        piecesOf(text, quote, true).map((piece) => ({
          ...piece,
          documentId: quote.documentId,
          range: null,
          place: null,
          kind: 'quote' as const,
        })),
      ),
  ];
};

/** A growing text up to its last closed bracket: what follows may still become another citation. */
export const closedPart = (text: string): string => text.slice(0, 1 + text.search(/[\])】］][^\])】］]*$/u));

/** The citations of an answer that is still generated: neither their places nor the quotes are looked up yet. */
export const growingPieces = (text: string, documents: readonly Citable[]): CitedPiece[] =>
  findCitations(text, documents).flatMap((citation) =>
    piecesOf(text, citation, false).map((piece) => ({
      ...piece,
      documentId: citation.documentId,
      range: null,
      place: citation.place,
      kind: 'citation' as const,
    })),
  );
