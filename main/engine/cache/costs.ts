/** What the cache expects of this machine and model: the time to process tokens, and to save and restore states. */
import { msToPrefill, type PrefillPace } from '../../shared/speed/pace.ts';
import type { Speeds } from '../../shared/engine/config.ts';
import { afterSlice, afterTransfer, assumedDepth, assumedSpeeds } from './speeds.ts';

/** Bytes, and the milliseconds that they took. */
interface Transfer {
  bytes: number;
  ms: number;
}

export class Costs {
  readonly speeds: Speeds;
  /** Bytes of state per token, from the last snapshot; 0 before, which lets the first snapshot happen. */
  bytesPerToken = 0;
  readonly #growth: number;
  readonly #isFixed: boolean;

  /** `growth`: `growthOf` the model. `isFixed`: what is measured does not change `speeds`. */
  constructor(speeds: Speeds, growth = 0, isFixed = false) {
    this.speeds = { ...speeds };
    this.#growth = growth;
    this.#isFixed = isFixed;
  }

  /** How fast prompts are processed; `null` until measured. */
  get pace(): PrefillPace | null {
    const { prefill } = this.speeds;
    return prefill === null ? null : { speed: prefill, growth: this.growth };
  }

  /** See `PrefillPace`. */
  get growth(): number {
    return this.#growth * (this.speeds.depth ?? assumedDepth);
  }

  /** A slice of a prompt, `tokens` tokens behind `from` others, took `ms`. */
  prefilled(slice: { from: number; tokens: number; ms: number }): void {
    if (!this.#isFixed) Object.assign(this.speeds, afterSlice(this.speeds, this.#growth, slice));
  }

  saved({ bytes, ms }: Transfer): void {
    if (!this.#isFixed) this.speeds.save = afterTransfer(this.#saveSpeed, bytes, ms);
  }

  restored({ bytes, ms }: Transfer): void {
    if (!this.#isFixed) this.speeds.restore = afterTransfer(this.#restoreSpeed, bytes, ms);
  }

  /** Bytes of the state of a number of tokens; 0 before the first snapshot. */
  bytesOf(tokens: number): number {
    return tokens * this.bytesPerToken;
  }

  /** Milliseconds to process the tokens from `from` up to, but without, `to`. */
  prefillMs(from: number, to: number): number {
    return msToPrefill(this.pace ?? { speed: assumedSpeeds.prefill, growth: this.growth }, from, to);
  }

  saveMs(bytes: number): number {
    return (bytes * 1000) / this.#saveSpeed;
  }

  restoreMs(bytes: number): number {
    return (bytes * 1000) / this.#restoreSpeed;
  }

  /** Bytes/s. */
  get #saveSpeed(): number {
    return this.speeds.save ?? assumedSpeeds.save;
  }

  /** Until a state was restored, at least as fast as one was saved: the assumption alone would rule out a first try on a fast GPU. */
  get #restoreSpeed(): number {
    const { restore, save } = this.speeds;
    return restore ?? Math.max(assumedSpeeds.restore, save ?? 0);
  }
}
