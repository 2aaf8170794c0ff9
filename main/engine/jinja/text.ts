/** Strings of a template that remember which of their characters came from a message. */

/** Where characters came from. The caller decides what it holds; it is compared by identity. */
export type Origin = object;

interface Mark {
  start: number;
  end: number;
  origin: Origin;
}

const noMarks: readonly Mark[] = [];

/** An immutable string with the origin of its characters. Positions are UTF-16 units. */
export class Text {
  readonly value: string;
  /** In order, without overlap; neighbours have different origins. */
  readonly marks: readonly Mark[];

  constructor(value: string, marks: readonly Mark[] = noMarks) {
    this.value = value;
    this.marks = marks;
  }

  /** A string all of whose characters came from `origin`. */
  static from(value: string, origin: Origin | null): Text {
    return origin === null || value === ''
      ? new Text(value)
      : new Text(value, [{ start: 0, end: value.length, origin }]);
  }

  static join(texts: readonly Text[]): Text {
    const marks: Mark[] = [];
    let value = '';
    for (const text of texts) {
      const at = value.length;
      for (const { start, end, origin } of text.marks) {
        const last = marks.at(-1);
        if (last !== undefined && last.end === at + start && last.origin === origin) last.end = at + end;
        else marks.push({ start: at + start, end: at + end, origin });
      }
      // V8 keeps both sides and copies nothing until somebody reads the string.
      value += text.value;
    }
    return new Text(value, marks);
  }

  get length(): number {
    return this.value.length;
  }

  /** As `String.prototype.slice` with positions from the start. */
  slice(start: number, end = this.value.length): Text {
    if (start <= 0 && end >= this.value.length) return this;
    const value = this.value.slice(start, end);
    if (this.marks.length === 0 || value === '') return new Text(value);
    const marks = this.marks
      .filter((mark) => mark.end > start && mark.start < end)
      .map((mark) => ({
        start: Math.max(mark.start, start) - start,
        end: Math.min(mark.end, end) - start,
        origin: mark.origin,
      }));
    return new Text(value, marks);
  }

  /** The origin of the character at `position`; `null` if it is the template's own. */
  originAt(position: number): Origin | null {
    return this.marks.find(({ start, end }) => start <= position && position < end)?.origin ?? null;
  }

  /** The same string with each run of one origin changed separately. */
  map(change: (run: string) => string): Text {
    return Text.join(this.runs().map(({ text, origin }) => Text.from(change(text), origin)));
  }

  /** The string in runs of one origin each, in order. */
  runs(): { text: string; origin: Origin | null }[] {
    const runs: { text: string; origin: Origin | null }[] = [];
    let at = 0;
    for (const { start, end, origin } of this.marks) {
      if (start > at) runs.push({ text: this.value.slice(at, start), origin: null });
      runs.push({ text: this.value.slice(start, end), origin });
      at = end;
    }
    if (at < this.value.length) runs.push({ text: this.value.slice(at), origin: null });
    return runs;
  }

  /** Without the characters for which `drops` is true at the ends. */
  strip(drops: (char: string) => boolean, left: boolean, right: boolean): Text {
    let start = 0;
    let end = this.value.length;
    if (left) while (start < end && drops(this.value[start]!)) start++;
    if (right) while (end > start && drops(this.value[end - 1]!)) end--;
    return this.slice(start, end);
  }

  /** The parts between the places where `separator`, which is not empty, is found; at most `most` are cut off. */
  split(separator: string, most = Infinity): Text[] {
    const parts: Text[] = [];
    let at = 0;
    while (parts.length < most) {
      const found = this.value.indexOf(separator, at);
      if (found < 0) break;
      parts.push(this.slice(at, found));
      at = found + separator.length;
    }
    parts.push(this.slice(at));
    return parts;
  }

  /** As `split`, looking from the end. */
  splitFromEnd(separator: string, most = Infinity): Text[] {
    const parts: Text[] = [];
    let end = this.value.length;
    while (parts.length < most) {
      const found = end < separator.length ? -1 : this.value.lastIndexOf(separator, end - separator.length);
      if (found < 0) break;
      parts.push(this.slice(found + separator.length, end));
      end = found;
    }
    parts.push(this.slice(0, end));
    return parts.toReversed();
  }

  /** With `to` in place of `from`, at most `most` times; what is put in has the origin of what it replaces. */
  replace(from: string, to: string, most = Infinity): Text {
    const parts: Text[] = [];
    let at = 0;
    for (let count = 0; count < most; count++) {
      const found = from === '' ? at + (count === 0 ? 0 : 1) : this.value.indexOf(from, at);
      if (found < 0 || found > this.value.length) break;
      parts.push(this.slice(at, found), Text.from(to, this.originAt(found)));
      at = found + from.length;
    }
    parts.push(this.slice(at));
    return Text.join(parts);
  }
}

/** What `strip` and `trim` remove: like llama.cpp, and unlike Python, no spaces of other scripts. */
export const isSpace = (char: string): boolean => ' \t\n\v\f\r'.includes(char);
