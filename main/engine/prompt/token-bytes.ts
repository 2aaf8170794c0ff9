/** The text and the bytes of single tokens. */
import type { LlamaModel, Token } from 'node-llama-cpp';

/** The part of the library that is not public. */
interface NativeModel {
  _model: { getTokenString(token: number): string };
}

/** The text of a token. `text` has U+FFFD for bytes that are only a part of a character. */
interface TokenPiece {
  text: string;
  bytes: readonly number[];
}

const known = new WeakMap<LlamaModel, Map<Token, TokenPiece>>();

/** The text of `token` within a text; its name if it is special. */
export const pieceOf = (model: LlamaModel, token: Token): TokenPiece => {
  const ofModel = known.get(model) ?? new Map<Token, TokenPiece>();
  known.set(model, ofModel);
  let piece = ofModel.get(token);
  if (piece === undefined) {
    piece = readPiece(model, token);
    ofModel.set(token, piece);
  }
  return piece;
};

const readPiece = (model: LlamaModel, token: Token): TokenPiece => {
  // Some vocabularies drop a space at the beginning of a text, so the token is read behind another one.
  const anchor = model.tokenize('a', false)[0]!;
  const before = model.detokenize([anchor], true);
  const both = model.detokenize([anchor, token], true);
  const text = both.startsWith(before) ? both.slice(before.length) : model.detokenize([token], true);
  const { _model } = model as unknown as NativeModel;
  const written = text.includes('\uFFFD') ? bytesAsWritten(_model.getTokenString(token)) : null;
  return { text, bytes: [...(written ?? new TextEncoder().encode(text))] };
};

/** The bytes of a token as the file writes it: `<0x0A>`, or each byte as a character of GPT-2's table; `null` for anything else. */
export const bytesAsWritten = (written: string): Uint8Array | null => {
  const byte = /^<0x([0-9A-F]{2})>$/i.exec(written)?.[1];
  if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
  const bytes = [...written].map((char) => byteOfChar.get(char));
  return bytes.some((one) => one === undefined) ? null : Uint8Array.from(bytes as number[]);
};

/** GPT-2's table (`bytes_to_unicode`): printable bytes are themselves, and the others are the characters from U+0100 on. */
const byteOfChar = new Map<string, number>();
{
  const isPrintable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 0x100;
  for (let byte = 0; byte < 256; byte += 1)
    byteOfChar.set(String.fromCodePoint(isPrintable(byte) ? byte : next++), byte);
}
