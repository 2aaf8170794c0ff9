/** Shows texts of unknown origin as they are: with every character that a reader would not see, or that would move others. */

/**
 * Control characters but line breaks and tabs, all format characters (bidirectional controls, joiners, tags), separators of lines
 * and paragraphs, fillers, variation selectors, and halves of surrogate pairs.
 */
const hidden = /(?![\n\t])\p{Cc}|[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu;

/**
 * Characters that make a browser or an editor show code in an order that differs from the order in which it runs
 * (https://trojansource.codes).
 */
const reordering = /[\u202A-\u202E\u2066-\u2069]/;

/** Whether `code` contains invisible characters that change the order in which it is shown. */
export const isReordered = (code: string): boolean => reordering.test(code);

const codeOf = (character: string): string =>
  `⟨U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`;

/** `text` with a visible mark, for example ⟨U+202E⟩, in place of every hidden character. */
export const revealed = (text: string): string => text.replaceAll('\r\n', '\n').replaceAll(hidden, codeOf);
