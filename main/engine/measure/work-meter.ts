/** The progress of a benchmark, by the time that the remaining tokens will take at the latest speeds. */
import type { Work } from '../../shared/speed/benchmark-stages.ts';

/** Often enough for a progress bar, and rarely enough not to disturb the measurement. */
const everyMs = 200;

export class WorkMeter {
  /** Tokens that are left. */
  readonly #left: Work;
  /** Until it is measured, a generated token counts as ten processed ones. */
  readonly #msPerToken: Work = { prefill: 1, decode: 10 };
  readonly #startedAt = performance.now();
  #toldAt = 0;
  #told = 0;

  constructor(work: Work) {
    this.#left = { ...work };
  }

  /** It is time to report the progress again. */
  get isDue(): boolean {
    return performance.now() - this.#toldAt >= everyMs;
  }

  done(phase: keyof Work, tokens: number, ms: number): void {
    this.#left[phase] = Math.max(0, this.#left[phase] - tokens);
    this.#msPerToken[phase] = ms / tokens;
  }

  /** 0 to 1, never less than before. */
  progress(): number {
    const now = performance.now();
    const passed = now - this.#startedAt;
    const left = this.#left.prefill * this.#msPerToken.prefill + this.#left.decode * this.#msPerToken.decode;
    this.#told = Math.max(this.#told, passed / (passed + left || 1));
    this.#toldAt = now;
    return this.#told;
  }
}
