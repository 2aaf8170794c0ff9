/** A text in which the found words are marked. */
import type { ReactNode } from 'react';
import type { Span } from '../../main/shared/contract/search.ts';

export const MarkedText = ({ text, marks }: { text: string; marks: readonly Span[] }) => {
  const pieces: ReactNode[] = [];
  let end = 0;
  for (const [from, to] of marks) {
    pieces.push(text.slice(end, from), <mark key={from}>{text.slice(from, to)}</mark>);
    end = to;
  }
  pieces.push(text.slice(end));
  return pieces;
};
