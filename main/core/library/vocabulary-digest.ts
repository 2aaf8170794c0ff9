/** Tells whether two vocabularies hold the same tokens, without keeping the tokens. */
import { createHash } from 'node:crypto';

/** Enough of a vocabulary to compare it with another. */
export interface VocabularyDigest {
  /** `tokenizer.ggml.model` and `.pre`, and the ids of the tokens that begin and end a text. */
  kind: string;
  tokens: number;
  /**
   * Digests of the first `tokens` tokens without the very first few. There are two, so that vocabularies of different lengths
   * have a digest of the same length.
   */
  prefixes: { tokens: number; sha1: string }[];
}

/**
 * Vocabularies of one family are padded to different lengths, and their first tokens may have other names. These are the bounds
 * of llama.cpp's `common_speculative_are_compatible`, which main/engine/prompt/vocabulary.ts checks in full.
 */
const alike = { mostPadding: 128, firstToken: 5 };
/**
 * Distance between digested lengths. It is larger than the padding, so that two similar lengths share one of their last two
 * multiples.
 */
const step = 2 * alike.mostPadding;

/** Digests the vocabulary of a header, which holds the length of each token in 8 bytes, then its text. */
export const digestVocabulary = (
  kind: string,
  { tokens, bytes }: { tokens: number; bytes: Uint8Array },
): VocabularyDigest => {
  const last = tokens - (tokens % step);
  const stops = tokens < 2 * step ? [tokens] : [last - step, last];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const hash = createHash('sha1');
  const prefixes: VocabularyDigest['prefixes'] = [];
  let at = 0;
  let from = 0;
  for (let token = 0; token < tokens; token += 1) {
    if (token === Math.min(alike.firstToken, tokens)) from = at;
    // A length takes 8 bytes, but the reader of the header accepts only lengths that fit in four.
    at += 8 + view.getUint32(at, true);
    if (!stops.includes(token + 1)) continue;
    hash.update(bytes.subarray(from, at));
    from = at;
    prefixes.push({ tokens: token + 1, sha1: hash.copy().digest('base64') });
  }
  return { kind, tokens, prefixes };
};

/** Whether both vocabularies have the same token at every id, as far as the digests tell. */
export const haveSameTokens = (one: VocabularyDigest, other: VocabularyDigest): boolean =>
  one.kind === other.kind &&
  Math.abs(one.tokens - other.tokens) <= alike.mostPadding &&
  one.prefixes.some(({ tokens, sha1 }) =>
    other.prefixes.some((theirs) => theirs.tokens === tokens && theirs.sha1 === sha1),
  );
