/**
 * Cuts long texts into parts that are tokenised one by one. Some of llama.cpp's tokenizers match words with a recursive regular
 * expression, and a word of 20,000 letters, or a long text without spaces, overflows the stack and ends the process. The parts also
 * let the tokens of a document be remembered, and be counted while the process does other work.
 */

/** The most UTF-16 code units of a part: a third of what overflows a stack of 1 MiB, the smallest among the supported systems. */
export const longestPart = 1024;

/**
 * Parts of `text`, in order; the same text always has the same parts. `whole`: returns another end in place of one that would cut
 * something that must stay whole.
 */
export const partsOf = function* (
  text: string,
  whole: (end: number, start: number) => number = (end) => end,
): Generator<string> {
  let start = 0;
  while (text.length - start > longestPart) {
    const end = whole(endOf(text, start), start);
    yield text.slice(start, end);
    start = end;
  }
  if (start < text.length) yield text.slice(start);
};

/** Tokens do not cross the places where a part ends, if there is such a place in its second half. */
const endOf = (text: string, start: number): number => {
  const last = start + longestPart;
  const first = start + longestPart / 2;
  for (let at = last; at > first; at -= 1) if (text[at - 1] === '\n' && !/\s/.test(text[at]!)) return at;
  // Byte-pair tokenizers put a space, or one mark of punctuation, into one token with the word after it.
  for (let at = last; at > first; at -= 1)
    if (/^\p{L}[ \p{P}]\p{L}/u.test(text.slice(at - 1, at + 2))) return at;
  return isLowSurrogate(text.charCodeAt(last)) ? last - 1 : last;
};

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
