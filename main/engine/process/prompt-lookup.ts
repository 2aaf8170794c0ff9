/**
 * Speculative decoding without a draft model: where the last few tokens stood in the context before, what followed them
 * there is guessed to follow again. The model checks all guesses in one evaluation, which reads its weights once; those
 * that it would have sampled itself are kept, so the answer is the same. It pays where answers repeat what was read:
 * quotes, code that is changed, summaries (A. Saxena, "Prompt Lookup Decoding", 2023).
 *
 * Whether it pays is measured as it runs: tokens per millisecond with guesses against without. Where it does not, no
 * more are made until the memory of that has faded.
 */
import { TokenPredictor, type LlamaContextSequence, type Token } from 'node-llama-cpp';
import type { Speculation } from '../../contract/lens-types.ts';

/** So many tokens must stand in the same order before what followed is worth a guess. */
const patternLength = 4;
/** Guesses in one evaluation. */
const mostGuesses = 6;
/** Evaluations of either kind before their speeds are compared. */
const leastSteps = 6;
/** Of what was measured, this much counts in the next turn. */
const memory = 0.5;

/** Evaluations of one kind: how many, what they yielded, how long they took. */
interface Pace {
  steps: number;
  tokens: number;
  ms: number;
}

export class PromptLookup extends TokenPredictor {
  /** What the user wants; whether it pays is another question. */
  isWanted = true;
  #context: Token[] = [];
  #plain: Pace = { steps: 0, tokens: 0, ms: 0 };
  #guessed: Pace = { steps: 0, tokens: 0, ms: 0 };
  /** The evaluation that runs. */
  #step: { startedAt: number; guesses: number; length: number } | null = null;

  /** A turn begins: what was measured before fades. */
  begin(isWanted: boolean): void {
    this.isWanted = isWanted;
    this.#step = null;
    for (const pace of [this.#plain, this.#guessed]) {
      pace.steps *= memory;
      pace.tokens *= memory;
      pace.ms *= memory;
    }
  }

  /** False once guesses have proved slower than none. */
  get pays(): boolean {
    if (this.#plain.steps < leastSteps || this.#guessed.steps < leastSteps) return true;
    return this.#guessed.tokens / this.#guessed.ms > this.#plain.tokens / this.#plain.ms;
  }

  /** Of `tokens` that took `ms`, how many times as fast they were as without guesses; `null` where nothing tells. */
  gainOver(tokens: number, ms: number): number | null {
    const { steps, tokens: plainTokens, ms: plainMs } = this.#plain;
    return steps < 1 || ms <= 0 ? null : ((tokens / ms) * plainMs) / plainTokens;
  }

  override reset({ stateTokens }: { stateTokens: Token[] }): void {
    this.#context = stateTokens.slice();
    this.#step = null;
  }

  override pushTokens(tokens: Token[]): void {
    for (const token of tokens) this.#context.push(token);
  }

  /** Called before each evaluation, after what the last one yielded was pushed. */
  override predictTokens(): Token[] {
    const now = performance.now();
    if (this.#step !== null) {
      const { startedAt, guesses, length } = this.#step;
      const pace = guesses > 0 ? this.#guessed : this.#plain;
      pace.steps += 1;
      pace.tokens += this.#context.length - length;
      pace.ms += now - startedAt;
    }
    // The first evaluation is the end of the prompt: guesses would delay the first token, which people wait for.
    const mayGuess = this.#step !== null && this.isWanted && this.pays;
    const guesses = mayGuess ? guess(this.#context) : [];
    this.#step = { startedAt: now, guesses: guesses.length, length: this.#context.length };
    return guesses;
  }
}

/** What followed the latest earlier place where the last tokens stand in the same order. */
const guess = (context: Token[]): Token[] => {
  const end = context.length;
  for (let at = end - 1; at >= patternLength; at -= 1) {
    let length = 0;
    while (length < patternLength && context[at - 1 - length] === context[end - 1 - length]) length += 1;
    if (length === patternLength) return context.slice(at, Math.min(at + mostGuesses, end));
  }
  return [];
};

/**
 * Takes guesses that were checked and not used out of the KV cache: node-llama-cpp 3.22 would write them into a state
 * file without their tokens.
 */
export const dropGuesses = async (sequence: LlamaContextSequence): Promise<void> => {
  const { nextTokenIndex } = sequence;
  await sequence.eraseContextTokenRanges([{ start: nextTokenIndex, end: nextTokenIndex + mostGuesses }]);
};

/** What became of the guesses of a turn. */
export const speculationOf = (
  before: { validated: number; refuted: number },
  after: { validated: number; refuted: number },
  gain: number | null,
): Speculation | null => {
  const accepted = after.validated - before.validated;
  const guessed = accepted + after.refuted - before.refuted;
  return guessed === 0 ? null : { guessed, accepted, gain };
};
