/** Remembers the tokens of texts, the last used ones within a bound. */
import type { Token } from 'node-llama-cpp';

/** UTF-16 code units of all texts: about a dozen books. They and their tokens take up to 100 MB. */
const mostCharacters = 8_000_000;

export class TokenMemory {
  /** The least recently used first. */
  readonly #known = new Map<string, readonly Token[]>();
  readonly #most: number;
  #characters = 0;

  constructor(most = mostCharacters) {
    this.#most = most;
  }

  /** The tokens of `text`, which `find` returns if they are not known. */
  of(text: string, find: () => Token[]): readonly Token[] {
    const known = this.#known.get(text);
    if (known !== undefined) {
      this.#known.delete(text);
      this.#known.set(text, known);
      return known;
    }
    const tokens = find();
    // A part of a string keeps all of it in memory.
    this.#known.set(Buffer.from(text, 'utf16le').toString('utf16le'), tokens);
    this.#characters += text.length;
    for (const oldest of this.#known.keys()) {
      if (this.#characters <= this.#most) break;
      this.#known.delete(oldest);
      this.#characters -= oldest.length;
    }
    return tokens;
  }
}
