/** Cuts long paragraphs and long pieces of code. */

/** A part of the text, in UTF-16 code units. */
interface Span {
  at: number;
  end: number;
}

/** Ends of sentences with the marks that close them, also of Chinese, Japanese, Arabic, Urdu and Hindi, and line breaks before items. */
const ends =
  /[.!?…؟۔।]+["'”’»)\]]*(?=\s)|[。！？．｡]+["'”’」』）》]*|\n(?=[ \t]{0,8}(?:[-*•–]|\d{1,3}[.)])\s)/gu;

/** The sentences of a part of the text. Those that are longer than `longest` are cut between words, or where that cannot be, anywhere. */
export const sentencesIn = (text: string, span: Span, longest: number): Span[] =>
  pieces(text, span, ends).flatMap((piece) => shortened(text, trimmed(text, piece), longest));

/** The lines of a part of the text with their indentation, cut as sentences are if they are longer than `longest`. */
export const linesIn = (text: string, span: Span, longest: number): Span[] =>
  pieces(text, span, /\n/g).flatMap((piece) => {
    const { at, end } = trimmed(text, piece);
    return at === end ? [] : shortened(text, { at: piece.at, end }, longest);
  });

/** A part of the text, cut behind each match of `cuts`. */
const pieces = (text: string, { at, end }: Span, cuts: RegExp): Span[] => {
  const spans: Span[] = [];
  let from = at;
  for (const found of text.slice(at, end).matchAll(cuts)) {
    const to = at + found.index + found[0].length;
    spans.push({ at: from, end: to });
    from = to;
  }
  spans.push({ at: from, end });
  return spans;
};

const trimmed = (text: string, { at, end }: Span): Span => {
  const part = text.slice(at, end);
  const start = at + part.length - part.trimStart().length;
  return { at: start, end: Math.max(start, at + part.trimEnd().length) };
};

/** The span, or several that are no longer than `longest` instead. */
const shortened = (text: string, { at, end }: Span, longest: number): Span[] => {
  const spans: Span[] = [];
  const half = Math.floor(longest / 2);
  let from = at;
  while (end - from > longest) {
    const window = text.slice(from + half, from + longest);
    const found = /^[^]*(?:\s|[,;:、，；：])/.exec(window);
    let to = from + (found === null ? longest : half + found[0].length);
    // The two units of a character stay together.
    if (/[\ud800-\udbff]/.test(text[to - 1]!)) to -= 1;
    spans.push(trimmed(text, { at: from, end: to }));
    from = to;
  }
  if (end > from) spans.push(trimmed(text, { at: from, end }));
  return spans.filter((span) => span.end > span.at);
};
