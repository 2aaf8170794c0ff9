/** Texts that the message around the Markdown draws in its own way, for example citations. */
import { createContext, Fragment, useContext, type ReactNode } from 'react';

/** A text within the text of one element, for example of a paragraph or of what is emphasised in it. */
export interface TextPiece {
  literal: string;
  /** What precedes it in its element, as far as it is known: it tells pieces with the same text apart. */
  before: string;
  /** Its element begins with it. */
  begins: boolean;
  /** Its element ends with it. */
  ends: boolean;
}

export interface TextMark extends TextPiece {
  /** Marks with the same meaning are drawn in the same way. */
  meaning: string;
  draw: (text: string) => ReactNode;
}

export const TextMarks = createContext<readonly TextMark[]>([]);

/** The characters that two texts have in common at their ends. */
const commonEnd = (one: string, other: string): number => {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  return length;
};

/** The mark of the text at `at`: the longest, and of several with the same text the one whose preceding text fits best. */
export const markAt = (text: string, at: number, marks: readonly TextMark[]): TextMark | null => {
  const fitting = marks.filter(
    ({ literal, begins, ends }) =>
      text.startsWith(literal, at) && (!begins || at === 0) && (!ends || at + literal.length === text.length),
  );
  const longest = Math.max(...fitting.map(({ literal }) => literal.length));
  const before = text.slice(0, at);
  const ranked = fitting
    .filter(({ literal }) => literal.length === longest)
    .map((mark) => ({ mark, common: commonEnd(mark.before, before) }))
    .toSorted((a, b) => b.common - a.common);
  const [best, ...others] = ranked;
  if (best === undefined) return null;
  // What can mean different places is left as text.
  const isClear = others.every(
    ({ mark, common }) => mark.meaning === best.mark.meaning || common < best.common,
  );
  return isClear ? best.mark : null;
};

/** `text` with its marks. Drawn again when the marks become known. */
export const MarkedText = ({ text }: { text: string }) => {
  const marks = useContext(TextMarks);
  const drawn: ReactNode[] = [];
  let plainFrom = 0;
  for (let at = 0; at < text.length && marks.length > 0;) {
    const mark = markAt(text, at, marks);
    if (mark === null) {
      at += 1;
      continue;
    }
    drawn.push(text.slice(plainFrom, at), <Fragment key={at}>{mark.draw(mark.literal)}</Fragment>);
    at += mark.literal.length;
    plainFrom = at;
  }
  return drawn.length === 0 ? text : [...drawn, text.slice(plainFrom)];
};

/** Whether a text outside a block quote may have a mark: it has a bracket, a quotation mark or a number. */
export const mayBeMarked = (text: string): boolean =>
  /[\d⁰¹²³⁴-⁹（）[(【［\])】］"“”„«»‘’‚‹›「」『』]/.test(text);
