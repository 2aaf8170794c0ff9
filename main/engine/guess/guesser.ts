/**
 * Speculative decoding: the next tokens are guessed cheaply, and the model verifies all guesses in one evaluation, which reads
 * its weights once. Guesses that the model would have sampled itself are kept, so the answer is the same (Y. Leviathan et al.,
 * "Fast Inference from Transformers via Speculative Decoding", 2023). Whether a source of guesses pays is measured while it
 * runs, in tokens per millisecond with it and without it. A source that does not pay is paused until that measurement has
 * faded.
 */
import type { LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import type { Speculation } from '../../shared/contract/anatomy.ts';
import type { StopSign } from '../process/stop-sign.ts';
import type { Seat } from '../process/turnstile.ts';
import { freshSeed } from './fresh-seed.ts';

/** A source of guesses. */
export interface GuessSource {
  /** Returns at most `mostGuesses` tokens that may follow `context`; `null` if it has none and spent no time on it. */
  guess: (context: readonly Token[]) => Token[] | Promise<Token[]> | null;
  /** Processes what it needs of `context` before it guesses, at most `mostTokens` tokens at once, until it is stopped. */
  follow?: (context: readonly Token[], stop: StopSign, mostTokens: number) => Promise<void>;
  /** Its evaluations wait for their turn with this seat from now on; `null`: for nothing. */
  sit?: (seat: Seat | null) => void;
}

/** The most guesses per evaluation. */
export const mostGuesses = 6;
/** Evaluations of either kind before their speeds are compared. */
const leastSteps = 6;
/** The weight of earlier measurements in the next turn. */
const memory = 0.5;
/** Tokens that a source may process during a turn; the rest is processed in idle time. */
const mostBehind = 1024;

/** Evaluations of one kind: how many there were, how many tokens they yielded, and how long they took. */
class Pace {
  steps = 0;
  tokens = 0;
  ms = 0;

  add(tokens: number, ms: number): void {
    this.steps += 1;
    this.tokens += tokens;
    this.ms += ms;
  }

  fade(): void {
    this.steps *= memory;
    this.tokens *= memory;
    this.ms *= memory;
  }

  get tokensPerMs(): number {
    return this.tokens / this.ms;
  }
}

/** Asks its sources in order and takes the guesses of the first one that has some and pays. */
export class Guesser {
  readonly #sources: { source: GuessSource; pace: Pace }[];
  readonly #plain = new Pace();
  /**
   * Steps of this turn without guesses. The gain is reported against these, not against turns at other depths. While guesses
   * pay, each turn makes just enough of them to replace those that have faded.
   */
  #plainNow = new Pace();
  #isWanted = true;
  #stop: StopSign = { stopped: false };
  #guessed = 0;
  #accepted = 0;
  /** The step that has run since the last call of `guess`. */
  #step: { pace: Pace; startedAt: number; length: number } | null = null;

  constructor(sources: readonly GuessSource[]) {
    this.#sources = sources.map((source) => ({ source, pace: new Pace() }));
  }

  /** Begins a turn, in which earlier measurements fade. `isWanted`: guesses are switched on, whether or not they pay. */
  begin(isWanted: boolean, stop: StopSign): void {
    this.#isWanted = isWanted;
    this.#stop = stop;
    this.#step = null;
    this.#guessed = 0;
    this.#accepted = 0;
    this.#plainNow = new Pace();
    for (const pace of [this.#plain, ...this.#sources.map((one) => one.pace)]) pace.fade();
  }

  /** The seat of the turn that it guesses for; `null`: none runs. */
  sit(seat: Seat | null): void {
    for (const { source } of this.#sources) source.sit?.(seat);
  }

  /** Continues a turn after another one, which also asked for guesses. What that one guessed is not of this turn. */
  resume(stop: StopSign): void {
    this.begin(this.#isWanted, stop);
  }

  /** Lets its sources process in idle time what they need to guess what follows `context`. */
  async prepare(context: readonly Token[], stop: StopSign): Promise<void> {
    if (!this.#isWanted) return;
    for (const { source, pace } of this.#sources)
      if (this.#pays(pace)) await source.follow?.(context, stop, Infinity);
  }

  /** Returns what may follow `context`, which has grown since the last call by the result of that step; empty for no guess. */
  async guess(context: readonly Token[]): Promise<Token[]> {
    let startedAt = performance.now();
    const last = this.#step;
    if (last !== null)
      for (const pace of last.pace === this.#plain ? [this.#plain, this.#plainNow] : [last.pace])
        pace.add(context.length - last.length, startedAt - last.startedAt);
    let pace = this.#plain;
    let guesses: Token[] | null = null;
    // A few steps are made without guesses first, for comparison.
    if (this.#isWanted && this.#plain.steps >= leastSteps)
      for (const one of this.#sources) {
        if (guesses !== null || !this.#pays(one.pace)) continue;
        await one.source.follow?.(context, this.#stop, mostBehind);
        startedAt = performance.now();
        guesses = await one.source.guess(context);
        if (guesses !== null) ({ pace } = one);
      }
    this.#step = { pace, startedAt, length: context.length };
    return guesses ?? [];
  }

  /** Records that `guessed` guesses were verified, of which `accepted` were what the model would have sampled. */
  note(guessed: number, accepted: number): void {
    this.#guessed += guessed;
    this.#accepted += accepted;
  }

  #pays(pace: Pace): boolean {
    if (this.#plain.steps < leastSteps || pace.steps < leastSteps) return true;
    return pace.tokensPerMs > this.#plain.tokensPerMs;
  }

  /** Summarises the guesses of a turn; `null` if there were none and none are held back. */
  result({ decodeTokens, decodeMs }: { decodeTokens: number; decodeMs: number }): Speculation | null {
    const rests = this.#isWanted && this.#sources.every(({ pace }) => !this.#pays(pace));
    if (this.#guessed === 0 && !rests) return null;
    const isKnown = this.#plainNow.steps >= memory * leastSteps && decodeMs > 0;
    return {
      guessed: this.#guessed,
      accepted: this.#accepted,
      gain: isKnown ? decodeTokens / decodeMs / this.#plainNow.tokensPerMs : null,
      rests,
    };
  }
}

/**
 * Yields the tokens that are sampled after `input`, which is the end of `context` that the cache lacks; `context` grows by each
 * of them. Afterwards, the cache holds the tokens that were taken, possibly without the last one. This does not use the
 * library's token predictors: node-llama-cpp 3.22 accepts at most one guess per evaluation, because it compares the others with
 * a list that it never fills.
 */
export async function* sampleTokens(
  sequence: LlamaContextSequence,
  input: Token[],
  context: Token[],
  options: SequenceEvaluateOptions,
  guesser: Guesser | null,
): AsyncGenerator<Token, void> {
  const plain = sequence.evaluate(input, { ...options, yieldEogToken: true });
  /** Tokens that the cache already holds and nobody has taken yet. */
  let ahead = 0;
  try {
    let next = (await plain.next()).value;
    while (next !== undefined && typeof next === 'number') {
      let token: Token = next;
      context.push(token);
      yield token;
      const room = sequence.contextSize - sequence.nextTokenIndex - 2;
      const guesses = guesser === null ? [] : (await guesser.guess(context)).slice(0, Math.max(0, room));
      if (guesses.length > 0) {
        const sampled = await check(sequence, token, guesses, options);
        ahead = sampled.length - 1;
        guesser!.note(guesses.length, ahead);
        while (ahead > 0) {
          ahead -= 1;
          token = sampled.shift()!;
          context.push(token);
          yield token;
        }
        next = sampled[0];
      } else next = (await plain.next([token])).value;
    }
  } finally {
    await plain.return();
    if (ahead > 0) await cutOff(sequence, ahead);
  }
}

/** Evaluates `last` and all guesses at once. Returns what is sampled after `last` and after each correct guess. */
const check = async (
  sequence: LlamaContextSequence,
  last: Token,
  guesses: Token[],
  options: SequenceEvaluateOptions,
): Promise<Token[]> => {
  // The library makes a sampler for each call, which would begin with the same random numbers each time.
  const generateNext = { token: true, options: { ...options, seed: freshSeed() } };
  const results = await sequence.controlledEvaluate(
    [last, ...guesses].map((token) => [token, { generateNext }]),
  );
  const sampled: Token[] = [];
  for (const [index, result] of results.entries()) {
    const token = result?.next.token;
    if (token === undefined || token === null) throw new Error('nothing was sampled');
    sampled.push(token);
    if (guesses[index] !== token) break;
  }
  await cutOff(sequence, guesses.length + 1 - sampled.length);
  return sampled;
};

/** Removes the last `count` tokens from the cache. */
const cutOff = async (sequence: LlamaContextSequence, count: number): Promise<void> => {
  const end = sequence.nextTokenIndex;
  if (count > 0) await sequence.eraseContextTokenRanges([{ start: end - count, end }]);
};
