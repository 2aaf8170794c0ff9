/** Ends answers at their lines, as editors ask for it. */
import type { LineBounds } from '../../shared/api/request.ts';

export interface BoundPiece {
  /** What of the piece belongs to the answer. */
  text: string;
  ends: boolean;
}

/**
 * Looks at the pieces of one answer in their order. Pure but for `msSinceFirst`: the time since the first token, in ms. The rules are
 * llama-server's: a line ends the answer at its first character behind an indentation that is too small, so an empty line does too.
 */
export class AnswerLines {
  readonly #bounds: LineBounds;
  readonly #msSinceFirst: () => number;
  /** Spaces and tabs of the line so far; `null` if other characters follow them, or is the first one. */
  #indent: number | null = null;

  constructor(bounds: LineBounds, msSinceFirst: () => number) {
    this.#bounds = bounds;
    this.#msSinceFirst = msSinceFirst;
  }

  take(piece: string): BoundPiece {
    const { longestMs, leastIndent } = this.#bounds;
    const isLate = longestMs !== null && this.#msSinceFirst() > longestMs;
    for (let at = 0; at < piece.length; at++) {
      const char = piece[at]!;
      if (this.#indent !== null) {
        if (char === ' ' || char === '\t') this.#indent++;
        else if (this.#indent < leastIndent) return { text: piece.slice(0, at), ends: true };
        else this.#indent = null;
      }
      if (char !== '\n') continue;
      if (isLate) return { text: piece.slice(0, at + 1), ends: true };
      this.#indent = 0;
    }
    return { text: piece, ends: false };
  }
}
