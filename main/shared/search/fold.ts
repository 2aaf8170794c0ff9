/**
 * Folds texts so that a search finds a word in any spelling: without case, without accents, in one width, and with a single space
 * for any run of white space. Both sides of every comparison are folded by this file.
 */

/** Code points from the first to the last. */
type Ranges = readonly (readonly [first: number, last: number])[];

/**
 * Marks that are dropped: accents of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic, and the Arabic tatweel. Marks of
 * other scripts are letters of their own, as the vowels of Devanagari and the voicing marks of kana.
 */
const marks: Ranges = [
  [0x300, 0x36f],
  [0x483, 0x487],
  [0x591, 0x5c7],
  [0x610, 0x61a],
  [0x640, 0x640],
  [0x64b, 0x65f],
  [0x670, 0x670],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
];

/** Invisible characters within words: soft hyphen, joiners, directions, byte order mark, variation selectors. */
const invisible: Ranges = [
  [0xad, 0xad],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x2064],
  [0x2066, 0x2069],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
];

const isIn = (character: string, ranges: Ranges): boolean => {
  const code = character.codePointAt(0)!;
  return ranges.some(([first, last]) => code >= first && code <= last);
};

/** Letters that Unicode does not decompose, as they are typed on a keyboard that lacks them. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ı: 'i',
  ς: 'σ',
  '’': "'",
  '‘': "'",
  ʼ: "'",
};

/** White space, and the control characters. */
const space = /^[\s\p{Cc}]$/u;

const known = new Map<string, string>();

const foldCharacter = (character: string): string => {
  if (space.test(character)) return ' ';
  if (isIn(character, invisible)) return '';
  let folded = '';
  // Lower case can bring a mark of its own, as that of İ does.
  for (const one of character.normalize('NFKD').toLowerCase().normalize('NFKD'))
    if (!isIn(one, marks)) folded += space.test(one) ? ' ' : (letters[one] ?? one);
  return folded.normalize('NFC');
};

const folded = (character: string): string => {
  const stored = known.get(character);
  if (stored !== undefined) return stored;
  const result = foldCharacter(character);
  // There are far fewer characters in use; a text with all of Unicode must not fill the memory.
  if (known.size > 20_000) known.clear();
  known.set(character, result);
  return result;
};

/** A folded text, and where each of its characters comes from. */
export interface Folded {
  text: string;
  /**
   * For each UTF-16 unit of `text` the offset in the source of the character that it comes from; one more entry for the end of
   * the source.
   */
  at: readonly number[];
}

/** ASCII needs no more than this, and is most of what there is. */
// eslint-disable-next-line no-control-regex
const isPlain = /^[\x20-\x7e\n\t\r]*$/;

/**
 * `text` folded. Kana, jamo and other letters that their marks follow as characters of their own are put together with them first,
 * so that both ways of writing them are the same.
 */
export const fold = (text: string): string =>
  isPlain.test(text) ? text.replaceAll(/\s+/g, ' ').toLowerCase() : foldWithPlaces(text).text;

/** As `fold`, with the places in the source. */
export const foldWithPlaces = (source: string): Folded => {
  if (isPlain.test(source)) return foldPlain(source);
  let text = '';
  const at: number[] = [];
  let offset = 0;
  for (const character of characters(source)) {
    let result = folded(character);
    if (result === ' ' && text.endsWith(' ')) result = '';
    for (let unit = 0; unit < result.length; unit += 1) at.push(offset);
    text += result;
    offset += character.length;
  }
  at.push(source.length);
  return { text, at };
};

/** ASCII: each character stays one, but for runs of white space. */
const foldPlain = (source: string): Folded => {
  const at: number[] = [];
  let wasSpace = false;
  for (let offset = 0; offset < source.length; offset += 1) {
    const isSpace = source.charCodeAt(offset) <= 0x20;
    if (!isSpace || !wasSpace) at.push(offset);
    wasSpace = isSpace;
  }
  at.push(source.length);
  return { text: fold(source), at };
};

/** Marks and parts of syllables that belong to the character before them. */
const joining = /[\u3099\u309a\u1160-\u11ff]/;

/** The code points, each with the marks that make one letter of it. */
function* characters(source: string): Generator<string> {
  if (!joining.test(source)) {
    yield* source;
    return;
  }
  let last = '';
  for (const character of source)
    if (last !== '' && joining.test(character)) last += character;
    else {
      if (last !== '') yield last;
      last = character;
    }
  if (last !== '') yield last;
}
