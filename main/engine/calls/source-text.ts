/** The text of an answer as it comes, for readers that wait for more of it where they need it. */

/** What was read is no call. */
export class Misread extends Error {}

/** A reader yields where it needs more text. */
export type Reading<Result = void> = Generator<undefined, Result, undefined>;

export class SourceText {
  text = '';
  at = 0;
  /** Nothing follows. */
  isEnd = false;
  /** Nothing follows because it was cut. */
  wasCut = false;
  /** What was read is not needed again. */
  mayForget = false;

  /** All of it is read, and more of it was cut. */
  get isCutHere(): boolean {
    return this.wasCut && this.at >= this.text.length;
  }

  /** Drops what was read, so that a long call costs no more than its length; returns by how much all places move. */
  forget(): number {
    if (!this.mayForget) return 0;
    const moved = this.at;
    this.text = this.text.slice(moved);
    this.at = 0;
    return moved;
  }

  /** Waits until `count` more characters are there, or the end. */
  *ahead(count: number): Reading<string> {
    while (this.text.length - this.at < count && !this.isEnd) yield;
    return this.text.slice(this.at, this.at + count);
  }

  *space(): Reading {
    for (;;) {
      const char = yield* this.ahead(1);
      if (char === '' || !/\s/.test(char)) return;
      this.at += 1;
    }
  }

  /** Throws `Misread` if `char` does not follow. */
  *expect(char: string): Reading {
    if ((yield* this.ahead(char.length)) !== char) throw new Misread();
    this.at += char.length;
  }

  /** Takes characters while `takes` is true, at most `most`; throws `Misread` if there are more. */
  *while(takes: (char: string) => boolean, most: number): Reading<string> {
    let taken = '';
    for (;;) {
      const char = yield* this.ahead(1);
      if (char === '' || !takes(char)) return taken;
      if (taken.length >= most) throw new Misread();
      taken += char;
      this.at += 1;
    }
  }

  /** A text of JSON in quotation marks, as it is written. Throws `Misread` if it does not end within `most` characters. */
  *quoted(most: number): Reading<string> {
    yield* this.expect('"');
    const start = this.at - 1;
    for (;;) {
      const char = yield* this.ahead(1);
      if (char === '' || this.at - start > most) throw new Misread();
      this.at += 1;
      if (char === '\\') this.at += (yield* this.ahead(1)).length;
      else if (char === '"') return this.text.slice(start, this.at);
    }
  }

  /** A value of JSON of any kind, as it is written; `onMore` gets it as it comes. */
  *value(onMore: (text: string) => void): Reading {
    let depth = 0;
    let isText = false;
    let told = this.at;
    const tell = (): void => {
      if (this.at > told) onMore(this.text.slice(told, this.at));
      told = this.at;
    };
    for (;;) {
      if (this.at >= this.text.length) {
        tell();
        if (this.isEnd) return;
        told -= this.forget();
        yield;
        continue;
      }
      const char = this.text[this.at]!;
      if (isText) {
        if (char === '\\' && this.at + 1 >= this.text.length && !this.isEnd) {
          tell();
          yield;
          continue;
        }
        this.at += char === '\\' ? 2 : 1;
        if (char === '"') isText = false;
        else continue;
      } else {
        if (depth === 0 && /[\s,}\]]/.test(char)) return tell();
        this.at += 1;
        if (char === '"') isText = true;
        else if (char === '{' || char === '[') depth += 1;
        else if (char === '}' || char === ']') depth -= 1;
        else continue;
      }
      if (depth === 0 && !isText) return tell();
    }
  }
}
