/**
 * The parts of words that the index stores beside whole words: characters and pairs of them of Chinese, Japanese and Korean, which have no spaces
 * between words or particles behind them; three letters of Arabic, Hebrew and other scripts, whose words have prefixes; four letters of
 * long words in Latin, Greek and Cyrillic letters, for compounds and endings.
 */

const word = /[\p{L}\p{N}\p{M}]+/gu;
const pairs = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u30fc]+/gu;
const hasPairs = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const isAlphabetic = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}\p{M}]+$/u;

/** Words of Latin, Greek and Cyrillic letters are stored by parts if they have at least this many characters. */
const shortestStored = 5;

/** The parts of a folded text, in order, separated by spaces. */
export const partsOf = (text: string): string => [...parts(text, shortestStored)].join(' ');

/** The parts that a folded question asks for, without duplicates. */
export const partsAsked = (words: readonly string[]): string[] => [
  ...new Set(words.flatMap((one) => [...parts(one, 4)])),
];

function* parts(text: string, shortest: number): Generator<string> {
  for (const [found] of text.matchAll(word))
    if (hasPairs.test(found)) {
      for (const [run] of found.matchAll(pairs)) {
        yield* run;
        if (run.length > 1) yield* grams(run, 2, 2);
      }
      for (const rest of found.split(pairs)) if (rest !== '') yield* grams(rest, 4, shortest);
    } else if (isAlphabetic.test(found)) yield* grams(found, 4, shortest);
    else yield* grams(found, 3, 3);
}

/** All runs of `size` characters of a word; the word itself if it is shorter, and nothing if it has fewer than `shortest` characters. */
function* grams(text: string, size: number, shortest: number): Generator<string> {
  const characters = [...text];
  if (characters.length < shortest) return;
  if (characters.length <= size) yield text;
  else
    for (let at = 0; at + size <= characters.length; at += 1) yield characters.slice(at, at + size).join('');
}
