/** How a search compares texts. */
import { describe, expect, it } from 'vitest';
import { fold, foldWithPlaces } from '../../../main/shared/search/fold.ts';
import { spansOf, termsOf } from '../../../main/shared/search/terms.ts';

describe('a folded text', () => {
  it.each([
    ['Café CRÈME', 'cafe creme'],
    ['Cafe\u0301', 'cafe'],
    ['Straße, Œuvre, Ærø, Łódź, İstanbul', 'strasse, oeuvre, aero, lodz, istanbul'],
    ['ΟΔΥΣΣΕΥΣ και Ὀδυσσεύς', 'οδυσσευσ και οδυσσευσ'],
    ['Ёлка и ёлка', 'елка и елка'],
    ['ＡＢＣ　１２３', 'abc 123'],
    ['ﬁne soft\u00adhyphen', 'fine softhyphen'],
    ['مَرْحَبًا', 'مرحبا'],
    ['हिन्दी', 'हिन्दी'],
    ['ガ か\u3099', 'ガ が'],
    ['한국어', '한국어'],
    ['a \n\n\tb\u0000c', 'a b c'],
  ])('of %j is %j', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it('knows the places of its characters in the source', () => {
    for (const text of ['plain  text\n\nwith  lines', 'Cafe\u0301 groß 🔥 x', 'ﬁ か\u3099 \u200b ok']) {
      const { text: folded, at } = foldWithPlaces(text);
      expect(at).toHaveLength(folded.length + 1);
      expect(folded).toBe(fold(text));
      for (let unit = 0; unit < folded.length; unit += 1) {
        const end = at.find((place) => place > at[unit]!) ?? text.length;
        expect(fold(text.slice(at[unit], end))).toContain(folded[unit]);
      }
    }
  });
});

describe('the words of a query', () => {
  it.each([
    ['  Two   words ', ['two', 'words']],
    ['"an exact phrase" and more', ['an exact phrase', 'and', 'more']],
    ['“typographic quotes” «and these»', ['typographic quotes', 'and these']],
    ['"not closed yet', ['not closed yet']],
    ['twice twice TWICE', ['twice']],
    ['"" “ ” \u0000 \u0301', []],
    ['日本語', ['日本語']],
  ])('%j are %j', (query, terms) => {
    expect(termsOf(query)).toEqual(terms);
  });

  const marked = (text: string, query: string): string =>
    spansOf(text, termsOf(query))
      .toReversed()
      .reduce(
        (marks, [from, to]) => `${marks.slice(0, from)}[${marks.slice(from, to)}]${marks.slice(to)}`,
        text,
      );

  it.each([
    ['The café is a Café.', 'cafe', 'The [café] is a [Café].'],
    ['Cafe\u0301s', 'CAFÉ', '[Cafe\u0301]s'],
    ['Straße', 's', '[S]tra[ß]e'],
    ['in the\n\n   theatre', '"the the"', 'in [the\n\n   the]atre'],
    ['aaaa', 'aa', '[aa][aa]'],
    ['one two one', 'two one', '[one] [two] [one]'],
    ['今天天气很好', '天气', '今天[天气]很好'],
    ['🔥 hot 🔥', '🔥', '[🔥] hot [🔥]'],
  ])('are found in %j for %j', (text, query, expected) => {
    expect(marked(text, query)).toBe(expected);
  });
});
