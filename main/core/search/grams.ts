/** Words of one or two characters, as the index stores them. */

/** As a token for SQLite's `ascii` tokenizer, which keeps letters and digits. */
const tokenOf = (characters: readonly string[]): string =>
  characters.map((character) => `u${character.codePointAt(0)!.toString(36)}`).join('');

/** Every character of a folded text and every pair of neighbours, each once, without those with a space. */
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
