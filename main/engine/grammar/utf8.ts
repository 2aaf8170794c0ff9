/** UTF-8 byte by byte: characters that arrive in several tokens. */

/** What the bytes so far are. */
export interface Decoded {
  /** Whole characters, as code points. */
  codes: number[];
  /** The bytes of a character that is not complete, at most 3. */
  rest: readonly number[];
}

/** `bytes` as code points; `null` if they are not the beginning of a text in UTF-8. */
export const decoded = (bytes: readonly number[]): Decoded | null => {
  const codes: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = lengthAfter(bytes[at]!);
    if (length === 0) return null;
    const char = bytes.slice(at, at + length);
    const range = rangeOf(char);
    if (range === null) return null;
    if (char.length < length) return { codes, rest: char };
    codes.push(range[0]);
    at += length;
  }
  return { codes, rest: [] };
};

/** The number of bytes of a character that begins with `byte`; 0 if none does. */
const lengthAfter = (byte: number): number =>
  byte < 0x80 ? 1 : byte < 0xc2 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0;

/** The first and the last character that begin with `bytes`; `null` if none does. Surrogates are not characters. */
export const rangeOf = (bytes: readonly number[]): [first: number, last: number] | null => {
  const length = lengthAfter(bytes[0]!);
  if (bytes.slice(1).some((byte) => byte >> 6 !== 2)) return null;
  if (length === 1) return [bytes[0]!, bytes[0]!];
  const missing = length - bytes.length;
  const known = bytes
    .slice(1)
    .reduce((value, byte) => (value << 6) | (byte & 0x3f), bytes[0]! & (0x7f >> length));
  let first = known << (6 * missing);
  let last = first + 2 ** (6 * missing) - 1;
  // Shorter forms of smaller characters are not allowed.
  first = Math.max(first, length === 3 ? 0x800 : length === 4 ? 0x10000 : 0);
  last = Math.min(last, 0x10ffff);
  if (first >= 0xd800 && last <= 0xdfff) return null;
  if (last === 0xdfff) last = 0xd7ff;
  return first > last ? null : [first, last];
};
