/** The biases of tokens that are sampled. */
import type { Token, TokenBias } from 'node-llama-cpp';

/** The part of the library that is not public: its own way would leave out the tokens that end an answer. */
interface Internals {
  _biases: Map<Token, number>;
}

/** The biases of `bias` in logits, which can be changed. -Infinity rules a token out. */
export const biasesOf = (bias: TokenBias): Map<Token, number> => {
  const { _biases: biases } = bias as unknown as Internals;
  return biases;
};
