/** Decodes the bytes of a text file whose encoding is not stated. */
import { analyse } from 'chardet';

/** `guess`: the name of the encoding, if the bytes do not tell it for certain. */
export interface Decoded {
  text: string;
  guess: string | null;
}

/** The bytes that tell the encoding. */
const sampleBytes = 64 * 1024;

const marks: [mark: number[], label: string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

const decode = (bytes: Uint8Array, label: string, fatal = false): string | null => {
  try {
    return new TextDecoder(label, { fatal }).decode(bytes);
  } catch {
    return null;
  }
};

/** The text of `bytes`; `null` if they are no text. `stated`: an encoding that a file states itself, as HTML can. */
export const decodeText = (bytes: Uint8Array, stated: string | null = null): Decoded | null => {
  for (const [mark, label] of marks)
    if (mark.every((byte, at) => bytes[at] === byte)) return asText(decode(bytes, label), null);
  const hasZeros = bytes.subarray(0, sampleBytes).includes(0);
  const wide = hasZeros ? asText(utf16(bytes), null) : null;
  if (wide !== null) return wide;
  const utf8 = decode(bytes, 'utf-8', true);
  if (utf8 !== null || hasZeros) return asText(utf8, null);
  const byStatement = stated === null ? null : decode(bytes, stated);
  if (byStatement !== null) return asText(byStatement, null);
  return asText(mostlyUtf8(bytes), null) ?? legacy(bytes);
};

/** UTF-16 without a mark: every other byte of Latin text, digits and spaces is zero. */
const utf16 = (bytes: Uint8Array): string | null => {
  const sample = bytes.subarray(0, sampleBytes);
  const zeros = [0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros[at % 2]! += 1;
  const [even, odd] = zeros as [number, number];
  const [few, many] = [Math.min(even, odd), Math.max(even, odd)];
  if (few > 0.01 * sample.length || many < 0.05 * sample.length) return null;
  return decode(bytes, odd > even ? 'utf-16le' : 'utf-16be', true);
};

/** UTF-8 in which a few bytes are damaged: far more characters of several bytes are right than wrong. */
const mostlyUtf8 = (bytes: Uint8Array): string | null => {
  const text = decode(bytes, 'utf-8')!;
  let [wrong, right] = [0, 0];
  for (const character of text) {
    if (character === '\ufffd') wrong += 1;
    else if (character > '\u007f') right += 1;
  }
  return wrong * 10 <= right ? text : null;
};

/** An encoding of one language. Its first bytes decide; an encoding in which the whole file is valid is preferred. */
const legacy = (bytes: Uint8Array): Decoded | null => {
  const labels = analyse(bytes.subarray(0, sampleBytes))
    .map(({ name }) => name)
    .filter((name) => !/^utf/i.test(name));
  for (const isFatal of [true, false])
    for (const label of [...labels, 'windows-1252']) {
      const decoded = asText(decode(bytes, label, isFatal), label);
      if (decoded !== null) return decoded;
    }
  return null;
};

/** `null` if more than one in 200 characters is a control character: no text has so many, except for the colours of terminals. */
const asText = (text: string | null, guess: string | null): Decoded | null => {
  if (text === null) return null;
  const sample = text.slice(0, 1_000_000);
  let controls = 0;
  for (const [control] of sample.matchAll(/(?![\t-\r\u0085])\p{Cc}/gu))
    if (control !== '\u001b') controls += 1;
  return controls * 200 > sample.length ? null : { text, guess };
};
