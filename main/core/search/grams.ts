/** The tokens that the index stores for words of one or two characters. */

/** Encodes characters as one token of SQLite's `ascii` tokenizer, which keeps only letters and digits of ASCII. */
const tokenOf = (characters: readonly string[]): string =>
  characters.map((character) => `u${character.codePointAt(0)!.toString(36)}`).join('');

/** The tokens of each character and each pair of neighbouring characters of a folded text, without spaces and duplicates. */
export const gramsOf = (text: string): string => {
  const grams = new Set<string>();
  let before: string | null = null;
  for (const character of text) {
    if (character === ' ') {
      before = null;
      continue;
    }
    grams.add(character);
    if (before !== null) grams.add(before + character);
    before = character;
  }
  return [...grams].map((gram) => tokenOf([...gram])).join(' ');
};

/** The token of a term of one or two characters. */
export const gramOf = (term: string): string => tokenOf([...term]);
