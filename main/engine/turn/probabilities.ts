/** Log probabilities of tokens by the model's own logits. */
import type { LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import type { SampledToken, TokenProbability } from '../../shared/engine/turn.ts';
import { say } from '../../shared/words/catalogue.ts';
import { RawLogits } from '../load/raw-logits.ts';
import { RefusedFile } from '../process/refused-file.ts';
import { pieceOf } from '../prompt/token-bytes.ts';

/** The most tokens that are told beside each sampled one. */
const mostAlternatives = 1000;

export class Probabilities {
  readonly #model: LlamaModel;
  readonly #count: number;
  readonly #logits: RawLogits;

  /**
   * Of every token that `sequence` samples from now on until `end`; `count` likeliest tokens are told beside it. Throws `RefusedFile`
   * with a sentence if these are too many.
   */
  constructor(model: LlamaModel, sequence: LlamaContextSequence, count: number) {
    if (count > mostAlternatives)
      throw new RefusedFile(say('engine.too-many-alternatives', { most: mostAlternatives }));
    this.#model = model;
    this.#count = count;
    this.#logits = new RawLogits(model, sequence, count);
  }

  /** The token that was sampled last, which belongs to `part`, as it is told. */
  of(token: Token, part: SampledToken['part']): SampledToken {
    const { likeliest, sampled, logSum } = this.#logits.last!;
    const told = (one: Token, logit: number): TokenProbability => ({
      token: one,
      ...pieceOf(this.#model, one),
      logProbability: logit - logSum,
    });
    const alternatives = Array.from({ length: Math.min(this.#count, likeliest.length / 2) }, (_, index) =>
      told(likeliest[2 * index] as Token, likeliest[2 * index + 1]!),
    );
    return { ...told(token, sampled), part, alternatives };
  }

  end(): void {
    this.#logits.end();
  }
}
