/** Base64 (RFC 4648), and texts in it. */
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export const toBase64 = (bytes: Uint8Array): string => {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.subarray(at, at + 3);
    parts.push(
      digits[first >> 2]!,
      digits[((first & 3) << 4) | ((second ?? 0) >> 4)]!,
      second === undefined ? '=' : digits[((second & 15) << 2) | ((third ?? 0) >> 6)]!,
      third === undefined ? '=' : digits[third & 63]!,
    );
  }
  return parts.join('');
};

/** The bytes; `null` if the text is not base64. */
const fromBase64 = (text: string): Uint8Array | null => {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const bare = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((bare.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const digit of bare) {
    held = ((held << 6) | digits.indexOf(digit)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 255;
  }
  return bytes;
};

/** Marks texts of Hearth among opaque texts that clients send back, such as encrypted thoughts of other servers. */
const mark = 'hearth:';

/** A text that clients only send back: thoughts that they do not show. It is not secret. */
export const opaque = (text: string): string => mark + toBase64(new TextEncoder().encode(text));

/** The text that `opaque` was given; `null` if it is of another server. */
export const readOpaque = (text: string): string | null => {
  if (!text.startsWith(mark)) return null;
  const bytes = fromBase64(text.slice(mark.length));
  return bytes === null ? null : new TextDecoder().decode(bytes);
};
