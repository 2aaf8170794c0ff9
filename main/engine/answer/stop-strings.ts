/** Cuts an answer off before the first stop string. Text that may be the beginning of one is held back until that is decided. */

export class StopStrings {
  readonly #stops: readonly string[];
  /** The end of the text so far that may be the beginning of a stop string. */
  #held = '';
  /** The stop string that was found, which ends the text; `null`: none was. */
  found: string | null = null;

  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  /** Adds text and returns the part that can be shown now. */
  push(text: string): string {
    if (this.found !== null) return '';
    if (this.#stops.length === 0) return text;
    const all = this.#held + text;
    let first = all.length;
    for (const stop of this.#stops) {
      const at = all.indexOf(stop);
      if (at < 0 || at >= first) continue;
      first = at;
      this.found = stop;
    }
    if (this.found !== null) {
      this.#held = '';
      return all.slice(0, first);
    }
    const held = Math.max(...this.#stops.map((stop) => overlap(all, stop)));
    this.#held = all.slice(all.length - held);
    return all.slice(0, all.length - held);
  }

  /** Discards the text so far. */
  reset(): void {
    this.#held = '';
  }

  /** Ends the text and returns the part that was held back. */
  finish(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

/** The length of the longest proper prefix of `stop` that `text` ends with. */
const overlap = (text: string, stop: string): number => {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length -= 1)
    if (text.endsWith(stop.slice(0, length))) return length;
  return 0;
};
