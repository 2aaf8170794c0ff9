/**
 * The part of ECMAScript's regular expressions that a grammar can follow. As in a JSON schema, a pattern without anchors matches anywhere
 * in the text.
 */
import { mostRepetitions } from './gbnf.ts';
import { stringChar } from './json-rules.ts';
import {
  chars,
  choice,
  joinedRanges,
  otherRanges,
  repeated,
  type CharRange,
  type Item,
  type Sequence,
} from './rules.ts';

/** Why a pattern is refused: the part of it that is not supported, or is wrong. */
export class BadPattern extends Error {}

const deepest = 40;
const everything: readonly CharRange[] = [[0, 0x10ffff]];

/** The texts that match. Throws `BadPattern`. */
export const patternContent = (pattern: string): Sequence => {
  const reader = new Reader(pattern);
  return reader.read();
};

class Reader {
  readonly #pattern: string;
  #at = 0;
  #depth = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  read(): Sequence {
    const anything = repeated([charOf(everything, '.')], 0, null);
    const alternatives: Sequence[] = [];
    for (;;) {
      const isFromStart = this.#takes('^');
      const items = this.#items();
      const isToEnd = this.#takes('$');
      alternatives.push([...(isFromStart ? [] : [anything]), ...items, ...(isToEnd ? [] : [anything])]);
      if (!this.#takes('|')) break;
    }
    if (this.#at < this.#pattern.length) throw new BadPattern(this.#pattern.slice(this.#at, this.#at + 10));
    return alternatives.length === 1 ? alternatives[0]! : [choice(...alternatives)];
  }

  #items(): Sequence {
    const items: Item[] = [];
    for (;;) {
      const char = this.#pattern[this.#at];
      if (char === undefined || '|)$^'.includes(char)) return items;
      const start = this.#at;
      const item = char === '(' ? this.#group() : char === '[' ? this.#class() : this.#single();
      const times = this.#times();
      if (times !== null && (times[1] ?? 0) < times[0] && times[1] !== null)
        throw new BadPattern(this.#pattern.slice(start, this.#at));
      items.push(times === null ? item : repeated([item], ...times));
    }
  }

  #group(): Item {
    const start = this.#at;
    const opening = /^\((?:\?:|\?<\w+>|(?!\?))/.exec(this.#pattern.slice(this.#at, this.#at + 60));
    if (opening === null || (this.#depth += 1) > deepest)
      throw new BadPattern(this.#pattern.slice(start, start + 10));
    this.#at += opening[0].length;
    const alternatives = [this.#items()];
    while (this.#takes('|')) alternatives.push(this.#items());
    if (!this.#takes(')')) throw new BadPattern(this.#pattern.slice(start, start + 10));
    this.#depth -= 1;
    return choice(...alternatives);
  }

  #class(): Item {
    const start = this.#at;
    this.#at += 1;
    const isNegated = this.#takes('^');
    const ranges: CharRange[] = [];
    while (!this.#takes(']')) {
      if (this.#at >= this.#pattern.length) throw new BadPattern(this.#pattern.slice(start));
      const first = this.#member();
      if (this.#pattern[this.#at] !== '-' || this.#pattern[this.#at + 1] === ']') {
        ranges.push(...first);
        continue;
      }
      this.#at += 1;
      const last = this.#member();
      const [from, to] = [first[0]![0], last[0]![1]];
      const isPair = [first, last].every((one) => one.length === 1 && one[0]![0] === one[0]![1]);
      if (!isPair || to < from) throw new BadPattern(this.#pattern.slice(start, this.#at));
      ranges.push([from, to]);
    }
    const source = this.#pattern.slice(start, this.#at);
    return charOf(isNegated ? otherRanges(ranges) : joinedRanges(ranges), source);
  }

  #member(): readonly CharRange[] {
    return this.#pattern[this.#at] === '\\' ? this.#escape() : this.#plain();
  }

  #single(): Item {
    const start = this.#at;
    if (this.#takes('.'))
      return charOf(
        otherRanges([
          [0xa, 0xa],
          [0xd, 0xd],
          [0x2028, 0x2029],
        ]),
        '.',
      );
    if ('*+?{}]'.includes(this.#pattern[start]!))
      throw new BadPattern(this.#pattern.slice(start, start + 10));
    const ranges = this.#member();
    return charOf(ranges, this.#pattern.slice(start, this.#at));
  }

  #plain(): readonly CharRange[] {
    const code = this.#pattern.codePointAt(this.#at);
    if (code === undefined) throw new BadPattern(this.#pattern);
    this.#at += code > 0xffff ? 2 : 1;
    return [[code, code]];
  }

  #escape(): readonly CharRange[] {
    const rest = this.#pattern.slice(this.#at + 1, this.#at + 6);
    const known = escapes[rest[0] ?? ''];
    if (known !== undefined) {
      this.#at += 2;
      return known;
    }
    const hex = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(rest);
    if (hex !== null) {
      this.#at += hex[0].length + 1;
      const code = Number.parseInt(hex[1] ?? hex[2]!, 16);
      return [[code, code]];
    }
    // Letters and digits mean something else: a word boundary, a backreference, a property.
    if (rest === '' || /[a-zA-Z0-9]/.test(rest[0]!)) throw new BadPattern(`\\${rest[0] ?? ''}`);
    this.#at += 1;
    return this.#plain();
  }

  #times(): [from: number, to: number | null] | null {
    const found = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})/.exec(this.#pattern.slice(this.#at, this.#at + 30));
    if (found === null) return null;
    this.#at += found[0].length;
    // It matches the same texts.
    this.#takes('?');
    if (found[1] === undefined) return found[0] === '*' ? [0, null] : found[0] === '+' ? [1, null] : [0, 1];
    const from = Number(found[1]);
    const to = found[2] === undefined ? from : found[3] === '' ? null : Number(found[3]);
    if (Math.max(from, to ?? 0) > mostRepetitions) throw new BadPattern(found[0]);
    return [from, to];
  }

  #takes(char: string): boolean {
    if (this.#pattern[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }
}

/** One character of `ranges`; `source` is how the pattern writes it. */
const charOf = (ranges: readonly CharRange[], source: string): Item => {
  if (stringChar(ranges) === null) throw new BadPattern(source);
  return chars(...ranges);
};

const digit: readonly CharRange[] = [[0x30, 0x39]];
const word: readonly CharRange[] = [...digit, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
const space: readonly CharRange[] = joinedRanges([
  [0x9, 0xd],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]);

const escapes: Readonly<Record<string, readonly CharRange[]>> = {
  d: digit,
  D: otherRanges(digit),
  w: word,
  W: otherRanges(word),
  s: space,
  S: otherRanges(space),
  n: [[0xa, 0xa]],
  r: [[0xd, 0xd]],
  t: [[0x9, 0x9]],
  f: [[0xc, 0xc]],
};
