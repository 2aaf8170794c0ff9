/**
 * Finds calls in the text of an answer while it comes: what is no call is given back as text, and what may become a mark is held
 * back.
 */
import type { Piece } from '../answer/answer-fields.ts';
import { shown } from '../answer/answer-marks.ts';
import type { CallFormat } from './call-format.ts';
import { findMark, matched } from './marks.ts';
import type { Offered } from './offered.ts';
import { readCall, readMarkIfThere } from './read-call.ts';
import { Misread, SourceText, type Reading } from './source-text.ts';

/** `id`: as the model wrote it. */
export type ReadPiece =
  | { field: 'plain'; text: string }
  | { field: 'call'; index: number; id: string | null; name: string }
  | Extract<Piece, { field: 'arguments' | 'call-ended' }>;

export class CallReader {
  /** Calls that have begun. */
  count = 0;
  readonly #format: CallFormat;
  readonly #offered: Offered;
  readonly #source = new SourceText();
  readonly #listener: (piece: ReadPiece) => void;
  readonly #isAllowed: (mark: string) => boolean;
  readonly #reading: Reading;
  /** Where the first mark of the running call begins; `null` outside of calls. */
  #callAt: number | null = null;
  #isAtStart = true;
  #hasEnded = false;

  /** `isAllowed`: whether a call may begin with this mark, behind all text that was told. */
  constructor(
    format: CallFormat,
    offered: Offered,
    listener: (piece: ReadPiece) => void,
    isAllowed: (mark: string) => boolean,
  ) {
    this.#format = format;
    this.#offered = offered;
    this.#listener = listener;
    this.#isAllowed = isAllowed;
    this.#reading = this.#read();
  }

  /** The text of the running call, from its first mark on; `null` outside of calls. */
  get running(): string | null {
    return this.#callAt === null ? null : this.#source.text.slice(this.#callAt);
  }

  /** The text that was not told, and that of the running call. */
  get rest(): string {
    return this.#source.text.slice(this.#callAt ?? this.#source.at);
  }

  push(text: string): void {
    if (this.#hasEnded) return;
    this.#source.text += text;
    this.#advance();
  }

  /** Tells what is held back outside of calls. */
  release(): void {
    if (this.#callAt === null) this.#tell(this.#source.text.length);
  }

  /** `wasCut`: the model did not end the answer itself. */
  finish(wasCut = false): void {
    this.#source.isEnd = true;
    this.#source.wasCut = wasCut;
    this.#advance();
    this.#hasEnded = true;
  }

  #advance(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = this.#reading.next().done === true;
  }

  *#read(): Reading {
    const source = this.#source;
    for (;;) {
      yield* this.#readText();
      if (source.at >= source.text.length && source.isEnd) return;
      while (yield* this.#readCallIfThere());
    }
  }

  /** Text up to a mark of a call, which is told. */
  *#readText(): Reading {
    const source = this.#source;
    let from = source.at;
    for (;;) {
      if (this.#isAtStart && this.#beginsWithoutMark && source.at === from) {
        yield* source.space();
        if ((yield* source.ahead(1)) !== '' && this.#isAllowed('')) return;
      }
      const found = findMark(source.text, from, this.#openers());
      if (found !== null && found.end !== 'partial') {
        // White space in front of a mark belongs to it.
        this.#tell(withoutSpace(source.text, source.at, found.at));
        if (this.#isAllowed(source.text.slice(found.at, found.end))) {
          source.at = found.at;
          return;
        }
        from = found.end;
        continue;
      }
      if (source.isEnd) {
        this.#tell(source.text.length);
        return;
      }
      this.#tell(withoutSpace(source.text, source.at, found?.at ?? source.text.length));
      this.#drop();
      from = found === null ? source.text.length : 0;
      yield;
    }
  }

  /** The prompt has already written the mark of a call at the beginning (Functionary 3.2). */
  get #beginsWithoutMark(): boolean {
    return this.#format.begins.trim() === '' && this.#format.first.trim() !== '';
  }

  /** The marks that begin a call within text. */
  #openers(): string[] {
    const { first, begins, next } = this.#format;
    const marks = [
      ...(this.#isAtStart ? [begins] : []),
      first,
      ...(this.count > 0 && next !== null && next.trim().length > 2 ? [next] : []),
    ].filter((one) => one.trim() !== '');
    // Llama 3 writes calls without marks.
    return first.trim() === '' && this.#isAtStart ? ['{', ...marks] : marks;
  }

  /** Reads a call at the place of the source, behind its first mark; returns false if there is none, which is told as text. */
  *#readCallIfThere(): Reading<boolean> {
    const source = this.#source;
    const start = source.at;
    this.#callAt = start;
    const index = this.count;
    try {
      yield* this.#readOpener();
      yield* readCall(source, this.#format, this.#offered, {
        begins: (name, id) => {
          this.count += 1;
          this.#isAtStart = false;
          source.mayForget = true;
          this.#listener({ field: 'call', index, id, name });
        },
        tells: (json) => {
          const text = shown(json);
          if (text !== '') this.#listener({ field: 'arguments', index, text });
        },
      });
    } catch (error) {
      if (!(error instanceof Misread)) throw error;
    }
    this.#callAt = null;
    source.mayForget = false;
    if (this.count === index) {
      source.at = start;
      this.#isAtStart = false;
      this.#tell(Math.min(source.text.length, start + 1));
      return false;
    }
    if (source.isCutHere) return false;
    this.#listener({ field: 'call-ended', index });
    return yield* this.#isNextThere();
  }

  /** The marks before a call. Throws `Misread` if none is there. */
  *#readOpener(): Reading {
    const source = this.#source;
    const { first, begins, next } = this.#format;
    const marks = [...(this.#isAtStart ? [begins] : []), first, ...(this.count > 0 ? [next ?? ''] : [])];
    for (const mark of marks) if (yield* readMarkIfThere(source, mark)) return;
    if (!marks.some((mark) => mark.trim() === '')) throw new Misread();
  }

  /** Whether another call follows at once. What closes the calls is dropped. */
  *#isNextThere(): Reading<boolean> {
    const source = this.#source;
    const { next, close, parts } = this.#format;
    for (;;) {
      yield* source.space();
      if ((yield* source.ahead(1)) === '') return false;
      const [more, closed] = [next ?? '', close].map((mark) =>
        mark.trim() === '' ? null : matched(source.text, source.at, mark),
      );
      if (typeof closed === 'number') {
        source.at = closed;
        return false;
      }
      if (typeof more === 'number') return true;
      if (!source.isEnd && (more === 'partial' || closed === 'partial')) {
        yield;
        continue;
      }
      return (
        next !== null && next.trim() === '' && parts[0]?.kind === 'object' && source.text[source.at] === '{'
      );
    }
  }

  #tell(end: number): void {
    const text = this.#source.text.slice(this.#source.at, end);
    this.#source.at = Math.max(end, this.#source.at);
    if (text === '') return;
    if (text.trim() !== '') this.#isAtStart = false;
    this.#listener({ field: 'plain', text });
  }

  /** Forgets what was read. */
  #drop(): void {
    this.#source.text = this.#source.text.slice(this.#source.at);
    this.#source.at = 0;
  }
}

const withoutSpace = (text: string, from: number, end: number): number => {
  let at = end;
  while (at > from && /\s/.test(text[at - 1]!)) at -= 1;
  return at;
};
