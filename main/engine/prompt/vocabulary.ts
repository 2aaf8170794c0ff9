/** Whether one model can draft for another: only tokens with the same meaning in both can be passed on. */
import { say } from '../../shared/words/catalogue.ts';
import type { GgufFileInfo, LlamaModel } from 'node-llama-cpp';
import { RefusedFile } from '../process/refused-file.ts';

interface Vocabulary {
  model?: string;
  tokens?: readonly string[];
  bos_token_id?: number;
  eos_token_id?: number;
}

const vocabularyOf = ({ metadata }: GgufFileInfo): Vocabulary =>
  (metadata as { tokenizer?: { ggml?: Vocabulary } }).tokenizer?.ggml ?? {};

/** The number of tokens in a model's vocabulary. */
export const vocabularySize = (info: GgufFileInfo): number => vocabularyOf(info).tokens?.length ?? 0;

/** Whether all of `tokens` are in a model's vocabulary. */
export const areOfVocabulary = ({ fileInfo }: LlamaModel, tokens: readonly number[]): boolean => {
  const size = vocabularySize(fileInfo) || Infinity;
  return tokens.every((token) => Number.isInteger(token) && token >= 0 && token < size);
};

/** Vocabularies of one family are padded to different lengths, and their first tokens may have different names. */
const alike = { mostPadding: 128, firstToken: 5 };

/** Whether tokens of one model have the same text in the other (llama.cpp's `common_speculative_are_compatible`). */
const haveSameVocabulary = (one: GgufFileInfo, other: GgufFileInfo): boolean => {
  const [mine, theirs] = [vocabularyOf(one), vocabularyOf(other)];
  const [tokens, others] = [mine.tokens ?? [], theirs.tokens ?? []];
  const common = Math.min(tokens.length, others.length);
  return (
    common > 0 &&
    mine.model === theirs.model &&
    mine.bos_token_id === theirs.bos_token_id &&
    mine.eos_token_id === theirs.eos_token_id &&
    Math.max(tokens.length, others.length) - common <= alike.mostPadding &&
    tokens.slice(alike.firstToken, common).every((token, index) => token === others[index + alike.firstToken])
  );
};

/** Throws `RefusedFile` with a sentence if `draft` cannot draft for `target`. */
export const checkVocabulary = (
  draft: { name: string; info: GgufFileInfo },
  target: { name: string; info: GgufFileInfo },
): void => {
  if (!haveSameVocabulary(draft.info, target.info))
    throw new RefusedFile(say('engine.other-vocabulary', { name: draft.name, target: target.name }));
};
