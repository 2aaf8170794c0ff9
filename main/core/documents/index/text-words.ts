/** What the index adds to a text or reads from it, beside its words. */

const word = /[A-Za-z0-9]+/g;
/** Names such as `parsePrice`, `HTTPServer` and `utf8`, and numbers with their unit, as `16A`. */
const isJoined = /[a-z][A-Z]|[A-Z]{2}[a-z]|[A-Za-z][0-9]|[0-9][A-Za-z]/;
const border = /(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])/;
/** A longer one is no name, but data. */
const longestName = 60;

/** The text with the parts of joined names behind them, so that `price` finds `parsePrice`, and `16` finds `16A`. */
export const withNameParts = (text: string): string =>
  text.replaceAll(word, (name) =>
    name.length <= longestName && isJoined.test(name) ? `${name} ${name.split(border).join(' ')}` : name,
  );

const numberWord =
  /\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|half|twice|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf|zwolf|(?:drei|vier|funf|sech|sieb|acht|neun)zehn|(?:zwan|vier|funf|sech|sieb|acht|neun)zig|dreissig|hundert|tausend|halb|deux|trois|quatre|cinq|dix|cent|mille|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|cien|mil)\b|[一二三四五六七八九十百千万]/u;

/** Whether a folded text has a number, in digits or in words. */
export const hasNumber = (text: string): boolean => /\p{N}/u.test(text) || numberWord.test(text);

/** The word that the index has for a page beside the headings of its passages. */
export const pageWord = (page: number): string => `page${page}`;
