/** Text shown without formatting, in pieces, so that the browser lays out only the pieces in view. */
import { memo } from 'react';

/** Maximum characters in a piece. Longer lines are split. */
const longestPiece = 4_000;

export const PlainText = ({ text }: { text: string }) => (
  <div className="plain-text" dir="auto">
    {piecesOf(text).map((piece, index) => (
      <Piece key={index} text={piece} />
    ))}
  </div>
);

const Piece = memo(({ text }: { text: string }) => <div className="source">{text}</div>);

/** Splits at line ends if possible, and never within a surrogate pair. The joined pieces equal `text`. */
const piecesOf = (text: string): string[] => {
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    let end = Math.min(text.length, start + longestPiece);
    if (end < text.length) {
      const lineEnd = text.lastIndexOf('\n', end - 1) + 1;
      if (lineEnd > start) end = lineEnd;
      else if (isHighSurrogate(text.charCodeAt(end - 1))) end--;
    }
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
};

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
