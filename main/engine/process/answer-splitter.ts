/** Tells a model's reasoning from its answer while the text streams in. */
import type { ReasoningMarks } from './reasoning-marks.ts';

export type Piece = { field: 'text' | 'reasoning'; text: string };

/**
 * Takes text as it is sampled and gives it out in pieces. Text that may still turn out to be the beginning of a mark
 * is held back until it is decided; white space around the marks is dropped.
 */
export class AnswerSplitter {
  #held = '';
  #field: 'text' | 'reasoning';
  /** White space at the start of a field is dropped, and at its end held until more text follows. */
  #atStart = true;
  #space = '';
  readonly #marks: ReasoningMarks | null;

  /** `startsOpen`: the prompt opened reasoning already. */
  constructor(marks: ReasoningMarks | null, startsOpen: boolean) {
    this.#marks = marks;
    this.#field = startsOpen ? 'reasoning' : 'text';
  }

  /** True when nothing but plain text was ever seen, so that the sampled tokens alone reproduce the answer. */
  isPlain = true;

  push(text: string): Piece[] {
    this.#held += text;
    const pieces: Piece[] = [];
    for (;;) {
      const found = this.#nextMark();
      if (found === null) break;
      this.isPlain = false;
      this.#emit(pieces, this.#held.slice(0, found.at));
      this.#held = this.#held.slice(found.at + found.mark.length);
      if (found.mark === this.#marks?.open) this.#enter('reasoning');
      else if (found.mark === this.#marks?.close) this.#enter('text');
    }
    const keep = this.#undecided();
    this.#emit(pieces, this.#held.slice(0, this.#held.length - keep));
    this.#held = this.#held.slice(this.#held.length - keep);
    return pieces;
  }

  /** The end of the answer: what was held back is text after all. */
  finish(): Piece[] {
    const pieces: Piece[] = [];
    this.#emit(pieces, this.#held);
    this.#held = '';
    return pieces;
  }

  #enter(field: 'text' | 'reasoning'): void {
    this.#field = field;
    this.#atStart = true;
    this.#space = '';
  }

  /** The marks that can occur where the stream stands. */
  #expected(): string[] {
    if (this.#marks === null) return [];
    const { open, close, drop } = this.#marks;
    return [this.#field === 'reasoning' ? close : open, ...drop];
  }

  #nextMark(): { at: number; mark: string } | null {
    let first: { at: number; mark: string } | null = null;
    for (const mark of this.#expected()) {
      const at = this.#held.indexOf(mark);
      if (at >= 0 && (first === null || at < first.at)) first = { at, mark };
    }
    return first;
  }

  /** How many characters at the end may still be the beginning of a mark. */
  #undecided(): number {
    let longest = 0;
    for (const mark of this.#expected())
      for (let length = Math.min(mark.length - 1, this.#held.length); length > longest; length--)
        if (this.#held.endsWith(mark.slice(0, length))) longest = length;
    return longest;
  }

  #emit(pieces: Piece[], text: string): void {
    // Models without reasoning keep every character as it was sampled.
    if (this.#marks === null) {
      if (text !== '') pieces.push({ field: this.#field, text });
      return;
    }
    const body = this.#atStart ? text.trimStart() : text;
    if (body === '') return;
    this.#atStart = false;
    const solid = body.trimEnd();
    if (solid === '') {
      this.#space += body;
      return;
    }
    const last = pieces.at(-1);
    const whole = this.#space + solid;
    this.#space = body.slice(solid.length);
    if (last?.field === this.#field) last.text += whole;
    else pieces.push({ field: this.#field, text: whole });
  }
}
