/**
 * `context` of /api/generate: the conversation so far, which the client sends back without knowing what it means. Ollama puts tokens into
 * it. Here it has the messages themselves, so that nothing has to be kept for the client: their JSON in UTF-8, three bytes to a number.
 */
import { z } from 'zod';
import { ApiFault } from '../fault.ts';

/** No token of any vocabulary is as large. */
const mark = 0x4845_5254;
const mostNumbers = 5_000_000;

export const context = z
  .array(z.int())
  .max(mostNumbers)
  .nullish()
  .describe('What an earlier answer of Hearth returned as `context`.');

/** A round of the conversation. */
export interface Round {
  asked: string;
  answered: string;
  thoughts: string;
}
const rounds = z.array(z.strictObject({ asked: z.string(), answered: z.string(), thoughts: z.string() }));

/** The bytes of `text` in UTF-8. JSON escapes lone surrogates, so that it has none. */
const bytesOf = (text: string): number[] => {
  const bytes: number[] = [];
  for (const piece of text) {
    const code = piece.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
  }
  return bytes;
};

/** The text of bytes that `bytesOf` made. */
const textOf = (bytes: readonly number[]): string =>
  decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));

export const writeContext = (told: readonly Round[]): number[] => {
  const bytes = bytesOf(JSON.stringify(told));
  const numbers = [mark, bytes.length];
  for (let at = 0; at < bytes.length; at += 3)
    numbers.push(((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0));
  return numbers;
};

/** Throws `ApiFault` if it is not one that `writeContext` made. */
export const readContext = (numbers: z.infer<typeof context>): Round[] => {
  if (!numbers?.length) return [];
  const [first, length = 0, ...packed] = numbers;
  try {
    if (first !== mark) throw new RangeError();
    const bytes = packed.flatMap((number) => [(number >> 16) & 255, (number >> 8) & 255, number & 255]);
    return rounds.parse(JSON.parse(textOf(bytes.slice(0, length))));
  } catch {
    throw new ApiFault(
      'bad-request',
      'The field context is wrong: it is not what an earlier answer of Hearth returned.',
      { field: 'context' },
    );
  }
};
