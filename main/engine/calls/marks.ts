/** Compares what a model writes with the marks of its template, in which white space may differ. */

const isSpace = (char: string | undefined): boolean => char !== undefined && /\s/.test(char);

/** White space may follow these within a mark although the template writes none. */
const ends = '>])},"\uDC01';

/**
 * Where `mark` ends if it is at `at`, without the white space behind it; `partial`: more text decides; `null`: it is not there.
 */
export const matched = (text: string, at: number, mark: string): number | 'partial' | null => {
  let place = at;
  let isLoose = true;
  for (const char of mark) {
    if (isSpace(char)) {
      isLoose = true;
      continue;
    }
    if (isLoose) while (isSpace(text[place])) place += 1;
    if (place >= text.length) return 'partial';
    if (!text.startsWith(char, place)) return null;
    place += char.length;
    isLoose = ends.includes(char);
  }
  return place;
};

/** The first place from `from` on where one of `marks` begins, or may begin at the end of the text. */
export const findMark = (
  text: string,
  from: number,
  marks: readonly string[],
): { at: number; end: number | 'partial' } | null => {
  const starts = new Set(marks.map((mark) => mark.trimStart()[0]).filter((char) => char !== undefined));
  for (let at = from; at < text.length; at += 1) {
    if (!starts.has(text[at]!)) continue;
    const results = marks.map((mark) => matched(text, at, mark.trimStart()));
    const whole = results.filter((one): one is number => typeof one === 'number');
    if (whole.length > 0) return { at, end: Math.max(...whole) };
    if (results.includes('partial')) return { at, end: 'partial' };
  }
  return null;
};
