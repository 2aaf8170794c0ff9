/**
 * For answers in parts, each with a header that names its kind (gpt-oss: "harmony"): the header marks thoughts, and all other
 * parts are text, whatever their headers say.
 */
import { AnswerFields, type AnswerSplitter, type Piece } from './answer-fields.ts';
import type { Channels } from './answer-format.ts';
import { shown, type AnswerMarks } from './answer-marks.ts';
import { quoted, undecided } from './mark-context.ts';

/** A longer text is not a header. */
const longestHeader = 200;

export class ChannelSplitter implements AnswerSplitter {
  /** Headers are not part of the text. */
  isPlain = true;
  #held = '';
  /** A header follows the prompt and each part. */
  #inHeader = true;
  #isAnswer = false;
  readonly #close: string;
  readonly #channels: Channels;
  readonly #fields = new AnswerFields('text', true);

  readonly #isBound: boolean;

  /** `isBound`: the text is bound to a grammar, so only the part with the answer is text. */
  constructor({ close }: AnswerMarks, channels: Channels, isBound = false) {
    this.#close = close;
    this.#isBound = isBound;
    this.#channels = channels;
  }

  get isThinking(): boolean {
    return this.#fields.field === 'reasoning';
  }

  get isUndecided(): boolean {
    return this.#held.trim() !== '';
  }

  get isUnfinished(): boolean {
    return !this.#isAnswer;
  }

  get isInText(): boolean {
    return this.#isAnswer && !this.#inHeader;
  }

  get isInHeader(): boolean {
    return this.#inHeader;
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
    this.#fields.write(this.#held);
    this.#held = '';
    this.#inHeader = false;
    this.#isAnswer = true;
    this.#fields.enter('text', '');
    return this.#fields.take();
  }

  settle(): Piece[] {
    // The header names a call, which is not a part of its own.
    if (this.#inHeader) this.#held = '';
    return this.#fields.take();
  }

  finish(): Piece[] {
    while (this.#step(true));
    return this.#fields.take();
  }

  #step(isEnd: boolean): boolean {
    if (this.#held.trim() === '') return false;
    return this.#inHeader ? this.#readHeader(isEnd) : this.#readBody(isEnd);
  }

  #readHeader(isEnd: boolean): boolean {
    const { start, message, thoughts, answer } = this.#channels;
    const text = this.#held.trimStart();
    const begins = [start, message, firstMark(thoughts), firstMark(answer), ' to=', 'to='];
    if (!isEnd && begins.some((one) => one.startsWith(text))) return false;
    if (!begins.some((one) => text.startsWith(one))) return this.#enter('', 0);
    const at = text.indexOf(message);
    if (at >= 0) return this.#enter(text.slice(0, at), this.#held.length - text.length + at + message.length);
    // No header ends like this: the body begins after its line, or after the name of its channel.
    const line = text.indexOf('\n');
    if (line < 0 && !isEnd && text.length < longestHeader) return false;
    const known = [thoughts, answer].find((one) => text.includes(one));
    const length = line >= 0 ? line : known === undefined ? 0 : text.indexOf(known) + known.length;
    return this.#enter(text.slice(0, length), this.#held.length - text.length + length);
  }

  /** A body follows the header, which ends at `end` of the held text. */
  #enter(header: string, end: number): boolean {
    const { thoughts, answer } = this.#channels;
    if (end > 0) this.isPlain = false;
    this.#held = this.#held.slice(end);
    this.#inHeader = false;
    // A call of a tool that nobody offered is not shown.
    const isCall = header.includes('to=') && !answer.includes('to=');
    // What a bound model writes without a header cannot be the text: nothing has bound it.
    this.#isAnswer = (header === '' && !this.#isBound) || header.includes(answer);
    const isThought = header.includes(thoughts) || isCall || (this.#isBound && !this.#isAnswer);
    this.#fields.enter(isThought ? 'reasoning' : 'text', '');
    return true;
  }

  #readBody(isEnd: boolean): boolean {
    const ends = [this.#close, this.#channels.start];
    let from = 0;
    for (;;) {
      const at = Math.min(
        ...ends.map((one) => this.#held.indexOf(one, from)).map((one) => (one < 0 ? Infinity : one)),
      );
      if (at === Infinity) {
        const length = isEnd ? this.#held.length : this.#held.length - undecided(this.#held, ends);
        this.#fields.write(this.#held.slice(0, length));
        this.#held = this.#held.slice(length);
        return false;
      }
      const mark = ends.find((one) => this.#held.startsWith(one, at))!;
      const after = this.#held.slice(at + mark.length);
      const isQuoted = quoted(
        this.#fields.before + shown(this.#held.slice(0, at)),
        after,
        isEnd || after !== '',
      );
      if (isQuoted === null) return false;
      if (isQuoted === 'as code') {
        from = at + mark.length;
        continue;
      }
      this.isPlain = false;
      this.#fields.write(this.#held.slice(0, at));
      // The beginning of the next part is read with its header.
      this.#held = mark === this.#close ? after : this.#held.slice(at);
      this.#inHeader = true;
      return true;
    }
  }
}

/** The first marker of a header, or its first word. */
const firstMark = (header: string): string =>
  /^(?:\uDC00[^\uDC01]*\uDC01|<[^<>\s]+>|\w+=?)/.exec(header)?.[0] ?? header;
