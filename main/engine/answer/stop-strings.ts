/** Ends the text of an answer before the first of some texts, of which no part is ever shown. */

export class StopStrings {
  readonly #stops: readonly string[];
  /** The end of the text so far that may be the beginning of a stop string. */
  #held = '';
  /** A stop string came: the text is over. */
  hasStopped = false;

  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  /** Takes more of the text and returns what can be shown by now. */
  push(text: string): string {
    if (this.hasStopped) return '';
    if (this.#stops.length === 0) return text;
    const all = this.#held + text;
    const found = this.#stops.map((stop) => all.indexOf(stop)).filter((at) => at >= 0);
    if (found.length > 0) {
      this.hasStopped = true;
      this.#held = '';
      return all.slice(0, Math.min(...found));
    }
    const held = Math.max(...this.#stops.map((stop) => overlap(all, stop)));
    this.#held = all.slice(all.length - held);
    return all.slice(0, all.length - held);
  }

  /** The text so far turned out to be none: it begins anew. */
  reset(): void {
    this.#held = '';
  }

  /** Ends the text and returns what was held back. */
  finish(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

/** The length of the longest end of `text` that `stop` begins with, short of all of `stop`. */
const overlap = (text: string, stop: string): number => {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length -= 1)
    if (text.endsWith(stop.slice(0, length))) return length;
  return 0;
};
