/**
 * The marks of a model's answers as tokens of its vocabulary: what a sampled token means to a splitter, and which tokens end an
 * answer.
 */
import type { LlamaModel, Token } from 'node-llama-cpp';
import { leavesThoughtsOpen, type AnswerFormat } from './answer-format.ts';
import { answerMarks, special, type AnswerMarks } from './answer-marks.ts';
import type { AnswerSplitter } from './answer-fields.ts';
import { answerSplitter } from './answer-splitter.ts';

/** The part of the library that is not public. */
interface NativeModel {
  _model: { isEogToken(token: Token): boolean };
}

export class AnswerTokens {
  readonly format: AnswerFormat;
  /** Closes thoughts that the model does not close by itself, and begins the text. */
  readonly closing: Token[];
  /** The special token that opens thoughts; `null` if there is none, or if it also has other meanings. */
  readonly opening: Token | null;
  /** The usual tokens that end an answer. */
  readonly ends: readonly Token[];
  /** The special token that the template puts after an answer; `null` if there is none. */
  readonly end: Token | null;
  readonly #model: LlamaModel;
  readonly #marks: AnswerMarks;
  /** The names of special tokens that are marks or parts of them. */
  readonly #special = new Set<string>();
  readonly #close: Token | null;

  constructor(model: LlamaModel, format: AnswerFormat) {
    this.#model = model;
    this.format = format;
    this.#marks = answerMarks(format, (mark) => this.#spell(mark));
    this.#close = this.#single(format.close);
    this.end = this.#single(format.end);
    this.opening = format.channels === null ? this.#single(format.open) : null;
    this.ends = [this.end, model.tokens.eos, model.tokens.eot].filter((token) => token !== null);
    this.closing = model.tokenize(format.closing, true, 'trimLeadingSpace');
  }

  /** A splitter for the answer to a prompt that ends with `ending`. `isBound`: its text is bound to a grammar. */
  splitter(ending: string, isBound = false): AnswerSplitter {
    return answerSplitter(this.#marks, leavesThoughtsOpen(this.format, ending), isBound);
  }

  /**
   * Whether `token` ends the answer: tokens in llama.cpp's list, and the mark that the template puts after an answer. The
   * library's own check also accepts the first token that llama.cpp found among several ends of a turn, including gpt-oss's
   * mark after thoughts, which llama.cpp removes from its list (src/llama-vocab.cpp).
   */
  isEnd(token: Token, splitter: AnswerSplitter): boolean {
    if (token === this.#close && splitter.isUnfinished) return false;
    const { _model } = this.#model as unknown as NativeModel;
    return _model.isEogToken(token) || (token === this.end && !splitter.isUnfinished);
  }

  /**
   * A special token in a splitter's input, empty if it is not text; `null` for a token of ordinary text. `more`: names of tokens that
   * are marks as well.
   */
  specialText(token: Token, more?: ReadonlySet<string>): string | null {
    const { control, userDefined } = this.#model.getTokenAttributes(token);
    if (!control && !userDefined) return this.#model.isSpecialToken(token) ? '' : null;
    const name = this.#model.detokenize([token], true);
    const isMark = this.#special.has(name) || more?.has(name) === true;
    if (isMark || (this.format.channels !== null && name.includes('|'))) return special(name);
    return control ? '' : null;
  }

  /** `mark` up to the token in it that ends an answer. */
  beforeEnd(mark: string): string {
    const { _model } = this.#model as unknown as NativeModel;
    if (mark === '') return '';
    for (const token of this.#model.tokenize(mark, true, 'trimLeadingSpace')) {
      if (!_model.isEogToken(token) && token !== this.end) continue;
      const at = mark.indexOf(this.#model.detokenize([token], true));
      return at < 0 ? mark : mark.slice(0, at);
    }
    return mark;
  }

  #spell(mark: string): string {
    return this.spelled(mark, this.#special);
  }

  /** `mark` with `special` around its special tokens in the vocabulary, whose names are added to `names`. */
  spelled(mark: string, names: Set<string>): string {
    let spelt = '';
    let at = 0;
    for (const token of this.#model.tokenize(mark, true, 'trimLeadingSpace')) {
      const { control, userDefined } = this.#model.getTokenAttributes(token);
      if (!control && !userDefined) continue;
      const name = this.#model.detokenize([token], true);
      const found = mark.indexOf(name, at);
      if (found < 0 || name.trim() === '') continue;
      spelt += mark.slice(at, found) + special(name);
      at = found + name.length;
      names.add(name);
    }
    return spelt + mark.slice(at);
  }

  /** The special token that is exactly `mark`; `null` if there is none. */
  #single(mark: string): Token | null {
    return this.#spell(mark) === special(mark)
      ? this.#model.tokenize(mark, true, 'trimLeadingSpace')[0]!
      : null;
  }
}
