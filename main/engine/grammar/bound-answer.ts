/**
 * An answer that is bound to a grammar: from the end of its thoughts on, only tokens that fit are sampled. The library's own grammars
 * are not used, because llama.cpp takes special tokens for text there and can need unlimited time and memory for a grammar.
 */
import { TokenBias, type LlamaModel, type Token } from 'node-llama-cpp';
import type { Network } from '../../shared/grammar/network.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import type { AnswerTokens } from '../answer/answer-tokens.ts';
import type { WrittenAnswer } from '../answer/written-answer.ts';
import { biasesOf } from '../prompt/biases.ts';
import { AllowedTokens, type Place } from './allowed-tokens.ts';
import { Matcher, TooComplex } from './matcher.ts';
import { TokenTexts } from './token-texts.ts';

/** Reading a vocabulary takes a second if it is large. */
const textsOf = new WeakMap<AnswerTokens, TokenTexts>();

/** Added to the logits of the tokens that fit. Logits differ by some tens at most. */
const certain = 1000;

/** Which part of an answer is bound. */
export interface Scope {
  /** What is generated now is bound. */
  isOpen: (answer: WrittenAnswer) => boolean;
  /** The bound text so far. */
  textOf: (answer: WrittenAnswer) => string;
  /** Once it is bound, it stays so; what does not fit from the beginning stays free. */
  isLazy: boolean;
  /** The code points of special tokens that the grammar knows. */
  marks: ReadonlyMap<Token, readonly number[]>;
}

const wholeText: Scope = {
  isOpen: ({ isInText }) => isInText,
  textOf: ({ body }) => body,
  isLazy: false,
  marks: new Map(),
};

export class BoundAnswer {
  /** The reason why the answer must stop; `null` while it can continue. */
  problem: Told | null = null;
  readonly #model: LlamaModel;
  readonly #answers: AnswerTokens;
  readonly #network: Network;
  #parts: { texts: TokenTexts; matcher: Matcher; allowed: AllowedTokens } | null = null;
  /** `null` while thoughts or a header are written. */
  #place: Place | null = null;
  /** What is left of the mark with which the answer may open thoughts; empty if it may not. */
  #opening: readonly Token[];
  /** A part of that mark was sampled. */
  #isOpening = false;

  readonly #scope: Scope;
  /** It is free for good. */
  #isFree = false;

  /** `mayThink`: the answer may begin with the mark that opens thoughts. */
  constructor(
    model: LlamaModel,
    answers: AnswerTokens,
    network: Network,
    mayThink: boolean,
    scope: Scope = wholeText,
  ) {
    this.#model = model;
    this.#scope = scope;
    this.#answers = answers;
    this.#network = network;
    const { open, channels } = answers.format;
    this.#opening = mayThink && channels === null ? model.tokenize(open, true, 'trimLeadingSpace') : [];
  }

  /** An answer that is bound only from a mark on mostly needs none of this. */
  get #made(): { texts: TokenTexts; matcher: Matcher; allowed: AllowedTokens } {
    if (this.#parts !== null) return this.#parts;
    const texts = textsOf.get(this.#answers) ?? new TokenTexts(this.#model, this.#answers);
    textsOf.set(this.#answers, texts);
    const matcher = new Matcher(this.#network);
    return (this.#parts = { texts, matcher, allowed: new AllowedTokens(matcher, texts, this.#scope.marks) });
  }

  /** The text is complete, and nothing may follow. */
  get isWhole(): boolean {
    return this.isComplete && this.#place!.state.takes.size === 0;
  }

  /** The text may end here. */
  get isComplete(): boolean {
    return this.#place !== null && this.#place.rest.length === 0 && this.#place.state.isComplete;
  }

  /** Takes notice of `token`, which was just added to `answer`. */
  follow(token: Token, answer: WrittenAnswer): void {
    this.#isOpening = this.#opening[0] === token;
    this.#opening = this.#isOpening ? this.#opening.slice(1) : [];
    if (!this.#isOpen(answer)) {
      this.#place = null;
      this.#isOpening = false;
      return;
    }
    this.#bounded(() => {
      if (this.#isOpening) this.#place &&= this.#made.allowed.after(this.#place, token);
      else if (this.#place === null) this.#begin(answer);
      else if ((this.#place = this.#made.allowed.after(this.#place, token)) === null) this.#miss();
    });
  }

  #isOpen(answer: WrittenAnswer): boolean {
    if (this.#isFree) return false;
    return (this.#scope.isLazy && this.#place !== null) || this.#scope.isOpen(answer);
  }

  #miss(): void {
    if (this.#scope.isLazy) this.#isFree = true;
    else this.problem = say('answer.format-missed');
  }

  /**
   * `bias`, and what does not fit next ruled out; `bias` alone while thoughts are written. `isExact`: logits are not only compared,
   * so those of the tokens that fit must stay as they are.
   */
  restrict(bias: TokenBias | undefined, answer: WrittenAnswer, isExact: boolean): TokenBias {
    const restricted = TokenBias.for(this.#model);
    const biases = biasesOf(restricted);
    if (bias !== undefined) for (const [token, logit] of biasesOf(bias)) biases.set(token, logit);
    if (!this.#isOpen(answer)) return restricted;
    this.#bounded(() => {
      // The prompt or a budget may have closed the thoughts.
      if (this.#place === null && !this.#isOpening) this.#begin(answer);
      if (this.problem === null && !this.#isFree) this.#restrict(biases, isExact);
    });
    return restricted;
  }

  /** The text begins, most often with nothing in it. */
  #begin(answer: WrittenAnswer): void {
    const body = this.#scope.textOf(answer);
    const start = this.#made.matcher.start();
    // White space between thoughts and text is not shown.
    const state =
      this.#made.matcher.afterText(start, body) ?? this.#made.matcher.afterText(start, body.trimStart());
    if (state === null) this.#miss();
    else this.#place = { state, rest: [] };
  }

  #restrict(biases: Map<Token, number>, isExact: boolean): void {
    const { fits, others } =
      this.#place === null
        ? { fits: new Int32Array(), others: this.#made.texts.all }
        : this.#made.allowed.at(this.#place);
    const further = [...this.#opening.slice(0, 1), ...(this.isComplete ? this.#made.texts.ends : [])];
    const isOpen = (token: number): boolean => biases.get(token as Token) !== -Infinity;
    if (!further.some(isOpen) && !fits.some(isOpen)) {
      this.problem = say('answer.format-unspeakable');
      return;
    }
    if (!isExact && fits.length + further.length < others.length) {
      const lift = (token: number): unknown =>
        biases.set(token as Token, (biases.get(token as Token) ?? 0) + certain);
      fits.forEach(lift);
      further.forEach(lift);
      return;
    }
    const own = new Map(further.map((token) => [token, biases.get(token)]));
    for (const token of others) biases.set(token as Token, -Infinity);
    for (const [token, bias] of own)
      if (bias === undefined) biases.delete(token);
      else biases.set(token, bias);
  }

  #bounded(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof TooComplex)) throw error;
      if (this.#scope.isLazy) this.#isFree = true;
      else this.problem = say('answer.format-too-complex');
    }
  }
}
