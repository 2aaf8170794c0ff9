/** The texts and tokens that the user makes more or less likely, as biases of tokens. */
import { TokenBias, type LlamaModel, type SequenceEvaluateOptions, type Token } from 'node-llama-cpp';
import type { Bias } from '../../shared/settings/entry.ts';
import { neverBias } from '../../shared/settings/sampling.ts';
import { biasesOf } from '../prompt/biases.ts';

/** A bias of `token` where the tokens before it are `after`. */
interface TokenRule {
  after: readonly Token[];
  token: Token;
  /** In logits. */
  bias: number;
}

export class LogitBias {
  readonly #model: LlamaModel;
  readonly #rules: readonly TokenRule[];

  /**
   * A text is biased as it is and with a space before it, as words are within a sentence. If it takes several tokens, the last of
   * them is biased where the others precede it, so that no other word with one of the tokens changes. `ofTokens`: biases of single
   * tokens, which are in the vocabulary.
   */
  constructor(
    model: LlamaModel,
    biases: readonly Bias[],
    ofTokens: readonly { token: number; bias: number }[] = [],
  ) {
    this.#model = model;
    const ofTexts = biases.flatMap(({ text, bias }) =>
      (/^\s/.test(text) ? [text] : [text, ` ${text}`]).flatMap((form): TokenRule[] => {
        const tokens = model.tokenize(form, false, 'trimLeadingSpace');
        const token = tokens.at(-1);
        return token === undefined ? [] : [{ after: tokens.slice(0, -1), token, bias }];
      }),
    );
    const single = ofTokens.map(({ token, bias }): TokenRule => ({ after: [], token: token as Token, bias }));
    this.#rules = [...ofTexts, ...single];
  }

  /** A bias depends on the tokens before it. */
  get isContextual(): boolean {
    return this.#rules.some(({ after }) => after.length > 0);
  }

  /**
   * The biases of the tokens that are sampled after `context`, which grows by each of them; the tokens of `never` are ruled out as
   * well, and those of `notFirst` for the first token. Computed for each token only if a bias depends on the tokens before it;
   * `undefined` if nothing is biased.
   */
  following(
    context: readonly Token[],
    never: readonly Token[],
    notFirst: readonly Token[],
  ): SequenceEvaluateOptions['tokenBias'] {
    const start = context.length;
    if (this.isContextual || notFirst.length > 0)
      return () => this.#after(context, context.length === start ? [...never, ...notFirst] : never);
    return this.#rules.length > 0 || never.length > 0 ? this.#after(context, never) : undefined;
  }

  #after(context: readonly Token[], never: readonly Token[]): TokenBias {
    const bias = TokenBias.for(this.#model);
    const biases = biasesOf(bias);
    for (const { after, token, bias: logit } of this.#rules)
      if (after.every((one, index) => context[context.length - after.length + index] === one))
        biases.set(token, logit <= neverBias ? -Infinity : logit);
    for (const token of never) biases.set(token, -Infinity);
    return bias;
  }
}
