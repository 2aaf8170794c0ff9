/** Finds the tokens of a vocabulary that a matcher accepts in a state. */
import type { Token } from 'node-llama-cpp';
import { type Matcher, type State } from './matcher.ts';
import type { TokenTexts } from './token-texts.ts';
import { decoded, rangeOf } from './utf8.ts';

/** A state within a character: `rest` are the bytes of it so far. */
export interface Place {
  state: State;
  rest: readonly number[];
}

/** The tokens of a vocabulary, divided by whether they fit. Those that end an answer never fit. */
export interface Fitting {
  fits: Int32Array;
  others: Int32Array;
}

/** Answers that are kept, the last ones asked for: within a string of JSON, it is the same one for each token. */
const mostKept = 32;

export class AllowedTokens {
  readonly #matcher: Matcher;
  readonly #texts: TokenTexts;
  /** The class of each code point of the vocabulary, in the order of `TokenTexts.codes`. */
  readonly #classes: Uint16Array;
  readonly #kept = new Map<State, Fitting>();

  readonly #marks: ReadonlyMap<Token, readonly number[]>;

  /** `marks`: the code points of special tokens that the grammar knows. */
  constructor(matcher: Matcher, texts: TokenTexts, marks: ReadonlyMap<Token, readonly number[]> = new Map()) {
    this.#matcher = matcher;
    this.#texts = texts;
    this.#marks = marks;
    this.#classes = Uint16Array.from(texts.codes, (code) => matcher.classOf(code));
  }

  /** Where the text is after `token`; `null` if it does not fit. Throws `TooComplex`. */
  after({ state, rest }: Place, token: Token): Place | null {
    this.#matcher.rest();
    const place = { state: this.#matcher.compact(state), rest };
    const mark = this.#marks.get(token);
    const behindMark = mark === undefined ? null : this.#afterMark(place, mark);
    if (behindMark !== null) return behindMark;
    const bytes = this.#texts.bytesOf(token);
    return bytes === null ? null : this.#afterBytes(place, bytes);
  }

  /** Returns the tokens that fit at `place`, and all others. Throws `TooComplex`. */
  at(place: Place): Fitting {
    this.#matcher.rest();
    if (place.rest.length > 0) return this.#divided(this.#partialAt(place));
    const fitting =
      this.#kept.get(place.state) ??
      this.#divided([...this.#wholeAt(place.state), ...this.#partialAt(place), ...this.#marksAt(place)]);
    this.#kept.delete(place.state);
    this.#kept.set(place.state, fitting);
    if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value!);
    return fitting;
  }

  #divided(fits: readonly Token[]): Fitting {
    const isFitting = new Uint8Array(this.#texts.size);
    for (const token of fits) isFitting[token] = 1;
    const others = new Int32Array(this.#texts.size - fits.length);
    let count = 0;
    for (let token = 0; token < this.#texts.size; token += 1)
      if (isFitting[token] === 0) others[count++] = token;
    return { fits: Int32Array.from(fits), others };
  }

  #wholeAt(state: State): Token[] {
    const { tokens, starts, shared } = this.#texts;
    const allowed: Token[] = [];
    /** The states after the first characters of the last token that was followed. */
    const reached: State[] = [state];
    /** How many of its characters fit; tokens that share one more do not fit either. */
    let fitting = Infinity;
    for (let index = 0; index < tokens.length; index += 1) {
      let length = shared[index]!;
      if (length > fitting) continue;
      const start = starts[index]!;
      const end = starts[index + 1]! - start;
      fitting = Infinity;
      for (; length < end; length += 1) {
        const next = this.#matcher.after(reached[length]!, this.#classes[start + length]!);
        if (next === null) {
          fitting = length;
          break;
        }
        reached[length + 1] = next;
      }
      if (fitting === Infinity) allowed.push(tokens[index]!);
    }
    return allowed;
  }

  #partialAt(place: Place): Token[] {
    return this.#texts.partial
      .filter(({ bytes }) => this.#afterBytes(place, bytes) !== null)
      .map(({ token }) => token);
  }

  #marksAt(place: Place): Token[] {
    return [...this.#marks].flatMap(([token, codes]) =>
      this.#afterMark(place, codes) === null ? [] : [token],
    );
  }

  #afterMark({ state, rest }: Place, codes: readonly number[]): Place | null {
    let reached: State | null = rest.length === 0 ? state : null;
    for (const code of codes) {
      if (reached === null) return null;
      reached = this.#matcher.after(reached, this.#matcher.classOf(code));
    }
    return reached === null ? null : { state: reached, rest: [] };
  }

  #afterBytes({ state, rest }: Place, bytes: Uint8Array): Place | null {
    const text = decoded([...rest, ...bytes]);
    if (text === null) return null;
    let reached: State | null = state;
    for (const code of text.codes) {
      reached = this.#matcher.after(reached, this.#matcher.classOf(code));
      if (reached === null) return null;
    }
    return text.rest.length === 0 || this.#mayContinue(reached, text.rest)
      ? { state: reached, rest: text.rest }
      : null;
  }

  /** Whether a character that begins with `bytes` fits. */
  #mayContinue(state: State, bytes: readonly number[]): boolean {
    const range = rangeOf(bytes);
    if (range === null) return false;
    const last = this.#matcher.classOf(range[1]);
    for (let one = this.#matcher.classOf(range[0]); one <= last; one += 1)
      if (this.#matcher.after(state, one) !== null) return true;
    return false;
  }
}
