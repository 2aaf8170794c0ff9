/** Makes texts that every program can store, show and tokenise. */

/** Replaces each NUL in `text` by its visible symbol (U+2400), since many programs end a text at NUL. */
export const withoutNul = (text: string): string => text.replaceAll('\0', '\u2400');

/**
 * The same, and replaces each lone surrogate, which UTF-8 cannot hold, by U+FFFD. The length in UTF-16 code units does not
 * change.
 */
export const visible = (text: string): string => withoutNul(text).replaceAll(/\p{Surrogate}/gu, '\uFFFD');
