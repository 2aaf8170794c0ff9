/** Text as it can be stored, shown and tokenised everywhere. */

/** `text` with each NUL as its visible symbol (U+2400), since many programs end a text there. */
export const withoutNul = (text: string): string => text.replaceAll('\0', '\u2400');

/**
 * The same, and each lone surrogate, which no UTF-8 can hold, as U+FFFD. The length in UTF-16 code units stays the same.
 */
export const visible = (text: string): string => withoutNul(text).replaceAll(/\p{Surrogate}/gu, '\uFFFD');
