/** Collects the fields of an answer: thoughts and text, each in paragraphs. */
import { shown } from './answer-marks.ts';

export type Field = 'text' | 'reasoning';

/** A piece of a field or, if a closing mark came late, all of the thoughts: the text so far belongs to them. */
export type Piece =
  | { field: Field; text: string }
  | { field: 'moved'; reasoning: string }
  /** A call of a tool begins. */
  | { field: 'call'; index: number; id: string; name: string }
  /** More of its arguments, as JSON text. */
  | { field: 'arguments'; index: number; text: string }
  /** It is complete; a call that was cut does not end. */
  | { field: 'call-ended'; index: number };

/** Separates a model's thoughts from its text while the answer streams. */
export interface AnswerSplitter {
  /** What is generated now belongs to the thoughts. */
  readonly isThinking: boolean;
  /** Text is held back because it may turn out to be a mark. */
  readonly isUndecided: boolean;
  /** A token that ends other models' answers does not end this one: a part with the text must follow. */
  readonly isUnfinished: boolean;
  /** What is generated now is certainly the text of the answer, and neither thoughts nor a header. */
  readonly isInText: boolean;
  /** What is generated now names the next part. Absent: no part has a name. */
  readonly isInHeader?: boolean;
  /** All text so far, including what is held back. */
  readonly body: string;
  /** Only text was seen, so that the sampled tokens alone reproduce the answer. */
  readonly isPlain: boolean;
  /** Takes sampled text, with special tokens written by `special`; text that may be part of a mark is held back. */
  push(text: string): Piece[];
  /** What is generated now belongs to a call: its text so far. Absent or `null`: it belongs to none. */
  readonly callText?: string | null;
  /** Decides about what is held back, because a call follows it. */
  settle(): Piece[];
  /** Closes the thoughts by a mark that is not pushed; the text begins. */
  close(): Piece[];
  /** Ends the answer and returns the text that was held back. `wasCut`: the model did not end it itself; `false` if absent. */
  finish(wasCut?: boolean): Piece[];
}

export class AnswerFields {
  readonly reasoning = { whole: '' };
  readonly text = { whole: '' };
  /** Drops white space around thoughts and text; answers of models without thoughts keep every character. */
  trims: boolean;
  #field: Field;
  #atStart = true;
  /** White space at the end, held back until more follows. */
  #space = '';
  /** The text that was dropped between the fields. */
  #gap = '';
  #pieces: Piece[] = [];

  constructor(field: Field, trims: boolean) {
    this.#field = field;
    this.trims = trims;
  }

  get field(): Field {
    return this.#field;
  }

  /** Only white space was written since the field was entered. */
  get atStart(): boolean {
    return this.#atStart;
  }

  /** The current field so far, including white space that was held back. */
  get before(): string {
    return this.#atStart ? '' : this[this.#field].whole + this.#space;
  }

  /** The following text belongs to `field`; `mark` introduced it. */
  enter(field: Field, mark: string): void {
    this.#gap = this.#space + mark;
    this.#space = '';
    this.#field = field;
    this.#atStart = true;
  }

  write(input: string): void {
    const text = shown(input);
    if (!this.trims) {
      if (text.trim() !== '') this.#atStart = false;
      this.#add(text);
      return;
    }
    const body = this.#atStart ? text.trimStart() : text;
    if (this.#atStart) this.#gap += text.slice(0, text.length - body.length);
    if (body === '') return;
    const solid = body.trimEnd();
    const { whole } = this[this.#field];
    // Thoughts or text for the second time form a paragraph of their own.
    const space = this.#atStart && whole !== '' ? '\n\n' : this.#space;
    this.#atStart = false;
    if (solid === '') {
      this.#space += body;
      return;
    }
    this.#space = body.slice(solid.length);
    this.#add(space + solid);
  }

  /** All text so far turned out to be thoughts. `asWritten`: including the mark in between, which was not a mark. */
  moveText(asWritten: boolean): void {
    this.trims = true;
    if (this.text.whole === '') return;
    const gap = asWritten ? shown(this.#gap) : '';
    this.reasoning.whole = (this.reasoning.whole + gap + this.text.whole).trim();
    this.text.whole = '';
    this.#pieces = [{ field: 'moved', reasoning: this.reasoning.whole }];
    this.#space = '';
  }

  /** The pieces since the last call. */
  take(): Piece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #add(text: string): void {
    if (text === '') return;
    this[this.#field].whole += text;
    const last = this.#pieces.at(-1);
    if (last?.field === this.#field && 'text' in last) last.text += text;
    else this.#pieces.push({ field: this.#field, text });
  }
}
