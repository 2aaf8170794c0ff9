/** Takes calls out of an answer; what is left of it is separated into thoughts and text as always. */
import type { AnswerSplitter, Piece } from '../answer/answer-fields.ts';
import { hasSpecial } from '../answer/answer-marks.ts';
import { isFenced } from '../answer/mark-context.ts';
import type { CallFormat } from './call-format.ts';
import { CallReader, type ReadPiece } from './call-reader.ts';
import type { Offered } from './offered.ts';

export class CallSplitter implements AnswerSplitter {
  readonly #inner: AnswerSplitter;
  readonly #reader: CallReader;
  readonly #isInHeaders: boolean;
  #pieces: Piece[] = [];

  /**
   * `format`: its marks are spelled as those that `inner` reads. `isInHeaders`: calls are parts of an answer, and named by headers.
   * `idFor`: an id for a call; it gets the one that the model wrote.
   */
  constructor(
    inner: AnswerSplitter,
    format: CallFormat,
    offered: Offered,
    isInHeaders: boolean,
    idFor: (written: string | null) => string,
  ) {
    this.#inner = inner;
    this.#isInHeaders = isInHeaders;
    this.#reader = new CallReader(
      format,
      offered,
      (piece) => this.#take(piece, idFor),
      (mark) => this.#isAllowed(mark),
    );
  }

  get isThinking(): boolean {
    return this.#inner.isThinking && this.callText === null;
  }

  get isUndecided(): boolean {
    return this.#inner.isUndecided || this.#reader.rest.trim() !== '';
  }

  get isUnfinished(): boolean {
    return this.#inner.isUnfinished && this.callText === null;
  }

  get isInText(): boolean {
    return this.#inner.isInText;
  }

  get isInHeader(): boolean {
    return this.#inner.isInHeader === true;
  }

  get body(): string {
    return this.#inner.body + this.#reader.rest;
  }

  get isPlain(): boolean {
    return this.#inner.isPlain && this.#reader.count === 0;
  }

  get callText(): string | null {
    return this.#reader.running;
  }

  push(text: string): Piece[] {
    this.#reader.push(text);
    return this.#taken();
  }

  settle(): Piece[] {
    return this.#inner.settle();
  }

  close(): Piece[] {
    this.#reader.release();
    this.#pieces.push(...this.#inner.close());
    return this.#taken();
  }

  finish(wasCut = false): Piece[] {
    this.#reader.finish(wasCut);
    this.#pieces.push(...this.#inner.finish(wasCut));
    return this.#taken();
  }

  #take(piece: ReadPiece, idFor: (written: string | null) => string): void {
    if (piece.field === 'plain') this.#pieces.push(...this.#inner.push(piece.text));
    else if (piece.field === 'call')
      this.#pieces.push(...this.#inner.settle(), { ...piece, id: idFor(piece.id) });
    else this.#pieces.push(piece);
  }

  /** Calls are not within thoughts, and marks that are ordinary text are not within code. */
  #isAllowed(mark: string): boolean {
    // The mark that closes thoughts may wait for what follows it.
    if (this.#inner.isThinking && this.#inner.isUndecided) this.#pieces.push(...this.#inner.settle());
    if (this.#isInHeaders ? !this.isInHeader : !this.#inner.isInText) return false;
    return hasSpecial(mark) || !isFenced(this.#inner.body);
  }

  #taken(): Piece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }
}
