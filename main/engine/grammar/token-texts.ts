/** The texts of a vocabulary, ordered so that tokens with a common beginning follow each other. */
import type { LlamaModel, Token } from 'node-llama-cpp';
import type { AnswerTokens } from '../answer/answer-tokens.ts';
import { bytesAsWritten } from '../prompt/token-bytes.ts';
import { vocabularySize } from '../prompt/vocabulary.ts';

/** The part of the library that is not public. */
interface NativeModel {
  _model: {
    detokenize(tokens: Uint32Array, specialTokens: boolean): string;
    /** As the file writes it. */
    getTokenString(token: Token): string;
    isEogToken(token: Token): boolean;
  };
}

/** A token that holds only a part of some character. */
export interface PartialToken {
  token: Token;
  bytes: Uint8Array;
}

export class TokenTexts {
  /** The number of tokens in the vocabulary. */
  readonly size: number;
  /** Every token. */
  readonly all: Int32Array;
  /** Tokens of whole characters, ordered by their text. */
  readonly tokens: Token[] = [];
  /** Their code points, one token after another. */
  readonly codes: Int32Array;
  /** Where the code points of each token begin, and where those of the last one end. */
  readonly starts: Int32Array;
  /** How many code points each token shares with the one before it. */
  readonly shared: Int32Array;
  readonly partial: PartialToken[] = [];
  /** Tokens that end an answer. */
  readonly ends: Token[] = [];
  readonly #texts = new Map<Token, string>();

  constructor(model: LlamaModel, answers: AnswerTokens) {
    const { _model: native } = model as unknown as NativeModel;
    this.size = vocabularySize(model.fileInfo);
    this.all = Int32Array.from({ length: this.size }, (_, token) => token);
    // Some vocabularies drop a space at the beginning of a text, so each token is read behind another one.
    const anchor = model.tokenize('a', false)[0]!;
    const before = native.detokenize(Uint32Array.of(anchor), false);
    const pair = Uint32Array.of(anchor, 0);
    const listed: [text: string, token: Token][] = [];
    for (let number = 0; number < this.size; number += 1) {
      const token = number as Token;
      if (native.isEogToken(token) || token === answers.end) {
        this.ends.push(token);
        continue;
      }
      // Special tokens are no text.
      if (answers.specialText(token) !== null) continue;
      pair[1] = number;
      const both = native.detokenize(pair, false);
      const text = both.slice(before.length);
      if (text === '' || !both.startsWith(before)) continue;
      if (text.includes('\uFFFD')) {
        const bytes = bytesAsWritten(native.getTokenString(token));
        if (bytes !== null) this.partial.push({ token, bytes });
      } else listed.push([text, token]);
    }
    listed.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
    this.starts = new Int32Array(listed.length + 1);
    this.shared = new Int32Array(listed.length);
    const codes: number[] = [];
    for (const [index, [text, token]] of listed.entries()) {
      this.tokens.push(token);
      this.#texts.set(token, text);
      const start = codes.length;
      for (const char of text) codes.push(char.codePointAt(0)!);
      this.starts[index + 1] = codes.length;
      if (index === 0) continue;
      const earlier = this.starts[index - 1]!;
      const most = Math.min(codes.length - start, start - earlier);
      let length = 0;
      while (length < most && codes[earlier + length] === codes[start + length]) length += 1;
      this.shared[index] = length;
    }
    this.codes = Int32Array.from(codes);
  }

  /** The bytes of a token's text (UTF-8); `null` if it has none. */
  bytesOf(token: Token): Uint8Array | null {
    const text = this.#texts.get(token);
    if (text !== undefined) return new TextEncoder().encode(text);
    return this.partial.find((one) => one.token === token)?.bytes ?? null;
  }
}
