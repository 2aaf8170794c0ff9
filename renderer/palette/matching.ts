/** How well a text matches what was typed into the palette. */

const known = new Map<string, string>();
/** Texts whose folded form is remembered; more than a list of chats has. */
const mostKnown = 20_000;

/** A text in lower case without diacritics, with one space between its words and nothing else than letters and digits. */
export const folded = (text: string): string => {
  const found = known.get(text);
  if (found !== undefined) return found;
  const made = text
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{Mc}]+/gu, ' ')
    .trim();
  if (known.size >= mostKnown) known.clear();
  known.set(text, made);
  return made;
};

const initialsOf = (text: string): string =>
  text
    .split(' ')
    .map((word) => word.slice(0, 1))
    .join('');

/**
 * The rank of `text` for `query`, both folded; 0 is best. In order: the text begins with it, a word begins with it, it is the
 * initials of words that follow each other, it is within a word, all its words are in the text. `null`: no match.
 */
export const rankOf = (query: string, text: string): number | null => {
  if (text.startsWith(query)) return 0;
  if (text.includes(` ${query}`)) return 1;
  if (query.length > 1 && !query.includes(' ') && initialsOf(text).includes(query)) return 2;
  if (text.includes(query)) return 3;
  return query.split(' ').every((word) => text.includes(word)) ? 4 : null;
};
