/**
 * A byte-level BPE vocabulary of any size, made by rule: bytes, pairs of common bytes, and so on. It tokenises any
 * text, at about three bytes a token, and needs no file from elsewhere.
 */
import { entry, type RawEntry } from './gguf.ts';

const tokenType = { normal: 1, control: 3, userDefined: 4 } as const;

/** GPT-2's printable stand-ins for the 256 bytes: https://github.com/openai/gpt-2/blob/master/src/encoder.py */
const byteCharacters = (): string[] => {
  const printable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
};

const common = [...'etaoinshrdlucmfwypvbgkqjxzETAOINSHRDLUCMFWYPVBGKQJXZ0123456789.,;:?!-()', '\u0120'];

/** The `tokenizer.*` entries of a vocabulary of `size` tokens; the marks of ChatML and of reasoning are among them. */
export const syntheticVocabulary = (size: number): Map<string, RawEntry> => {
  const tokens = byteCharacters();
  const merges: string[] = [];
  const special = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<think>', '</think>'];
  const known = new Set(tokens);
  // Breadth first: every merge joins a token of the last round with a common byte.
  for (let round = common; tokens.length + special.length < size;) {
    const grown: string[] = [];
    for (const left of round)
      for (const right of common) {
        if (tokens.length + special.length >= size || known.has(left + right)) continue;
        known.add(left + right);
        tokens.push(left + right);
        merges.push(`${left} ${right}`);
        grown.push(left + right);
      }
    round = grown;
  }
  const first = tokens.length;
  return new Map([
    ['tokenizer.ggml.model', entry.string('gpt2')],
    ['tokenizer.ggml.pre', entry.string('gpt-2')],
    ['tokenizer.ggml.tokens', entry.strings([...tokens, ...special])],
    [
      'tokenizer.ggml.token_type',
      entry.int32s([
        ...tokens.map(() => tokenType.normal),
        ...special.map((token) => (token.startsWith('<|') ? tokenType.control : tokenType.userDefined)),
      ]),
    ],
    ['tokenizer.ggml.merges', entry.strings(merges)],
    ['tokenizer.ggml.bos_token_id', entry.uint32(first)],
    ['tokenizer.ggml.eos_token_id', entry.uint32(first + 2)],
    ['tokenizer.ggml.padding_token_id', entry.uint32(first)],
  ]);
};
