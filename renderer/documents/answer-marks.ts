/** The citations of an answer as pieces of its source, each with the part of the document that it opens. */
import type { AnswerCitations } from '../../main/shared/contract/documents.ts';

/** A part of a document, in UTF-16 code units. */
interface Range {
  at: number;
  length: number;
}

export interface CitedPiece {
  literal: string;
  documentId: string;
  /** What the reader shows; `null`: the document has no such place, or not this quote. */
  range: Range | null;
  isQuote: boolean;
}

/**
 * The longest part of a citation that is drawn as one text, with its number: Markdown draws what is bold, a link and a line break as
 * texts of their own.
 */
const drawnOf = (source: string): string => {
  const link = /^\[([^\]\n]+)\]\(/.exec(source)?.[1] ?? source;
  const texts = link.split(/[*`\n]+|\b_+|_+\b/).toSorted((one, other) => other.length - one.length);
  return texts.find((one) => /\d/.test(one)) ?? texts[0]!;
};

/** A citation opens the quote that ends at most this far before it, in UTF-16 code units. */
const nearby = 300;

/**
 * The citations and the missing quotes of one part of an answer, the longest first. A piece of source that means different places is
 * left out, because what is drawn has no positions in the source.
 */
export const citedPieces = (
  { citations, quotes }: AnswerCitations,
  part: number,
  text: string,
): CitedPiece[] => {
  const own = quotes.filter((quote) => quote.part === part);
  const pieces: CitedPiece[] = [
    ...citations
      .filter((citation) => citation.part === part)
      .map(({ at, end, documentId, range }): CitedPiece => {
        const quote = own.findLast(
          (one) => one.documentId === documentId && one.end <= at && at - one.end <= nearby,
        );
        // The quote may be elsewhere in the document than the citation says, which the reader then shows.
        const literal = drawnOf(text.slice(at, end));
        return { literal, documentId, range: quote?.found ?? range, isQuote: false };
      }),
    ...own
      .filter(({ found }) => found === null)
      .map(({ at, end, documentId }): CitedPiece => {
        return { literal: text.slice(at, end), documentId, range: null, isQuote: true };
      }),
  ];
  const isClear = ({ literal, documentId, isQuote }: CitedPiece): boolean =>
    literal.trim() !== '' &&
    pieces.every(
      (other) => other.literal !== literal || (other.documentId === documentId && other.isQuote === isQuote),
    );
  return pieces
    .filter(
      (piece, index) => isClear(piece) && pieces.findIndex((one) => one.literal === piece.literal) === index,
    )
    .toSorted((a, b) => b.literal.length - a.literal.length);
};
