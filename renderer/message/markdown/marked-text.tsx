/** Texts that the message around the Markdown draws in its own way, for example citations. */
import { createContext, Fragment, useContext, type ReactNode } from 'react';

export interface TextMark {
  /** As it is in the source. */
  literal: string;
  draw: (text: string) => ReactNode;
}

/** The longest first, so that a text which contains another one is not cut. */
export const TextMarks = createContext<readonly TextMark[]>([]);

/** `text` with its marks. Drawn again when the marks become known. */
export const MarkedText = ({ text }: { text: string }) => {
  const marks = useContext(TextMarks);
  const drawn: ReactNode[] = [];
  let plainFrom = 0;
  for (let at = 0; at < text.length && marks.length > 0;) {
    const mark = marks.find(({ literal }) => text.startsWith(literal, at));
    if (mark === undefined) {
      at += 1;
      continue;
    }
    drawn.push(text.slice(plainFrom, at), <Fragment key={at}>{mark.draw(mark.literal)}</Fragment>);
    at += mark.literal.length;
    plainFrom = at;
  }
  return drawn.length === 0 ? text : [...drawn, text.slice(plainFrom)];
};

/** Whether a text may have a mark: it has a bracket, a quotation mark or a number. */
export const mayBeMarked = (text: string): boolean => /[\d⁰¹²³⁴-⁹[(（【［"“”„«»‘’‚‹›「」『』]/.test(text);
