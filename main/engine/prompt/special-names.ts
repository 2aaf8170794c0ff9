/** The names of a vocabulary's special tokens, so that a long text is not cut within one. */
import type { LlamaModel, Token } from 'node-llama-cpp';
import { vocabularySize } from './vocabulary.ts';

export class SpecialNames {
  readonly #names = new Set<string>();
  #longest = 0;

  constructor(model: LlamaModel) {
    const size = vocabularySize(model.fileInfo);
    for (let number = 0; number < size; number += 1) {
      const token = number as Token;
      const { control, userDefined } = model.getTokenAttributes(token);
      if (!control && !userDefined) continue;
      const name = model.detokenize([token], true);
      if (name.length < 2) continue;
      this.#names.add(name);
      this.#longest = Math.max(this.#longest, name.length);
    }
    this.#longest = Math.min(this.#longest, longestName);
  }

  /** `end`, or where a name begins that `end` would cut; where that name ends if it begins at `start`. */
  whole(text: string, end: number, start: number): number {
    for (let from = Math.max(start, end - this.#longest + 1); from < end; from += 1)
      for (let to = end + 1; to <= Math.min(text.length, from + this.#longest); to += 1)
        if (this.#names.has(text.slice(from, to))) return from > start ? from : to;
    return end;
  }
}

/** Longer names are not looked for: no vocabulary has any, and the search takes the square of it. */
const longestName = 64;
