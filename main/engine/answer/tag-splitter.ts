import { AnswerFields, type AnswerSplitter, type Piece } from './answer-fields.ts';
import { shown, type AnswerMarks } from './answer-marks.ts';
import { firstOf, isFenced, quoted, undecided } from './mark-context.ts';

/** For thoughts between two marks. A mark counts only where the format allows it; within prose and code it is text. */
export class TagSplitter implements AnswerSplitter {
  isPlain = true;
  #held = '';
  readonly #marks: AnswerMarks;
  readonly #fields: AnswerFields;
  /** How certain it is that the first thoughts were closed; `never`: there were none. */
  #closed: 'never' | 'perhaps' | 'surely' = 'never';
  /** Only white space has arrived so far. */
  #atBeginning = true;

  readonly #isBound: boolean;

  /**
   * `startsOpen`: the prompt has opened thoughts. `isBound`: the text is bound to a grammar, so the first closing mark ends the
   * thoughts, and the text has no marks.
   */
  constructor(marks: AnswerMarks, startsOpen: boolean, isBound = false) {
    this.#marks = marks;
    this.#isBound = isBound;
    this.#fields = new AnswerFields(startsOpen ? 'reasoning' : 'text', marks.isFromTemplate);
    if (startsOpen) this.isPlain = false;
  }

  get isThinking(): boolean {
    return this.#fields.field === 'reasoning';
  }

  get isUndecided(): boolean {
    return this.#held.trim() !== '';
  }

  get isUnfinished(): boolean {
    return this.isThinking;
  }

  get isInText(): boolean {
    return !this.isThinking;
  }

  get body(): string {
    return (this.isThinking ? '' : this.#fields.before) + this.#held;
  }

  push(text: string): Piece[] {
    this.#held += text;
    while (this.#step(false));
    return this.#fields.take();
  }

  close(): Piece[] {
    this.#take(this.#held.length);
    this.#closed = 'surely';
    this.isPlain = false;
    this.#fields.enter('text', '');
    return this.#fields.take();
  }

  settle(): Piece[] {
    while (this.#step(true));
    return this.#fields.take();
  }

  finish(): Piece[] {
    while (this.#step(true));
    this.#fields.write(this.#held);
    this.#held = '';
    return this.#fields.take();
  }

  /** Takes the next piece of the held text; returns false if more input is needed. */
  #step(isEnd: boolean): boolean {
    if (this.#held === '') return false;
    if (this.#fields.atStart) {
      const taken = this.#markAtStart(isEnd);
      if (taken !== 'none') return taken === 'taken';
    }
    const expected = this.#expected();
    const { at, mark } = firstOf(this.#held, expected);
    if (mark === null) {
      const decided = isEnd ? this.#held.length : this.#held.length - undecided(this.#held, expected);
      this.#take(decided);
      return false;
    }
    if (at > 0) {
      this.#take(at);
      return true;
    }
    const counts = this.#counts(mark, this.#held.slice(mark.length), isEnd);
    if (counts === null) return false;
    if (!counts) this.#take(mark.length);
    return true;
  }

  /** A mark at the beginning of a field: what may come between thoughts and text, the opening mark, or a closing mark alone. */
  #markAtStart(isEnd: boolean): 'taken' | 'none' | 'wait' {
    const { open, close, between, isFromTemplate } = this.#marks;
    const { field } = this.#fields;
    // Some models open thoughts again that the prompt has already opened.
    const marks = [open, ...(field === 'text' ? [...between, ...(isFromTemplate ? [close] : [])] : [])];
    const rest = this.#held.trimStart();
    // Without thoughts, white space at the beginning is part of the answer.
    if (!this.#fields.trims && rest !== this.#held) this.#take(this.#held.length - rest.length);
    if (this.#held === '') return 'wait';
    const mark = marks.filter((one) => one !== '' && rest.startsWith(one)).toSorted(byLength)[0];
    if (mark === undefined) {
      if (!isEnd && marks.some((one) => one.startsWith(rest))) return 'wait';
      this.#atBeginning = false;
      return 'none';
    }
    // The opening mark of later thoughts has its own rules.
    if (mark === open && field === 'text' && !this.#atBeginning && !this.#mayOpen()) return 'none';
    this.isPlain = false;
    this.#held = rest.slice(mark.length);
    if (mark === open) {
      if (!this.#fields.trims) this.#fields.moveText(false);
      if (field === 'text') this.#fields.enter('reasoning', mark);
    } else if (mark === close && this.#closed === 'never') this.#closed = 'surely';
    return 'taken';
  }

  /** Marks that can count from here on. */
  #expected(): string[] {
    const { open, close, end, isFromTemplate, closeIsSpecial } = this.#marks;
    if (this.isThinking) return [close];
    if (this.#isBound) return [];
    const hasThoughts = isFromTemplate || this.#closed !== 'never';
    return [...(hasThoughts ? [open, close] : closeIsSpecial ? [close] : []), end].filter(
      (one) => one !== '',
    );
  }

  /** Acts on a mark at the front of the held text if it counts; `null` if the following text decides that. */
  #counts(mark: string, after: string, isEnd: boolean): boolean | null {
    const { open, close } = this.#marks;
    const { before } = this.#fields;
    if (this.isThinking) {
      const isQuoted = !this.#isBound && quoted(before, after, isEnd);
      if (isQuoted === null) return null;
      if (isQuoted === 'as code') return false;
      this.#closed = isQuoted ? 'perhaps' : 'surely';
      this.#held = after;
      this.#fields.enter('text', mark);
      return true;
    }
    if (mark === open) {
      if (!this.#mayOpen()) return false;
      this.isPlain = false;
      this.#held = after;
      this.#fields.enter('reasoning', mark);
      return true;
    }
    if (mark === close) {
      if (this.#closed === 'surely' || isFenced(before) || before.includes(shown(open) || '\0')) return false;
      const isQuoted = quoted(before, after, isEnd);
      if (isQuoted === null) return null;
      if (isQuoted) return false;
      this.isPlain = false;
      this.#fields.moveText(this.#closed === 'perhaps');
      this.#closed = 'surely';
      this.#held = after;
      this.#fields.enter('text', mark);
      return true;
    }
    // The mark that ends the text, spelled out: nothing may follow.
    if (after.trim() !== '') return false;
    if (!isEnd) return null;
    this.isPlain = false;
    this.#held = '';
    return true;
  }

  /** Whether thoughts may be opened between paragraphs. */
  #mayOpen(): boolean {
    const { before } = this.#fields;
    const isParagraph = before.trim() === '' || /\n[ \t]*\n\s*$/.test(before);
    return isParagraph && !isFenced(before) && (this.#marks.openIsSpecial || this.#closed !== 'never');
  }

  #take(length: number): void {
    this.#fields.write(this.#held.slice(0, length));
    this.#held = this.#held.slice(length);
  }
}

const byLength = (one: string, other: string): number => other.length - one.length;
