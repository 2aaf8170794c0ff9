/**
 * Reads GBNF, the grammar language of llama.cpp (grammars/README.md there), with the leniency of its parser
 * (src/llama-grammar.cpp). Tokens (`<name>`) are refused: a grammar here describes the text of an answer.
 */
import { faultAt } from './fault.ts';
import {
  chars,
  joinedRanges,
  lastCodePoint,
  literal,
  otherRanges,
  type CharRange,
  type Grammar,
  type Item,
  type Sequence,
} from './rules.ts';

/** The deepest nesting of groups. */
const deepest = 60;
/** The most times that something can be repeated, as in llama.cpp. */
export const mostRepetitions = 2000;

/** A grammar, and where each rule is defined: a UTF-16 offset. */
export interface ReadGrammar {
  grammar: Grammar;
  at: ReadonlyMap<string, number>;
}

/** Throws `Fault` at the first fault. */
export const readGbnf = (source: string): ReadGrammar => new Reader(source).read();

class Reader {
  readonly #source: string;
  #at = 0;
  #depth = 0;
  readonly #called = new Map<string, number>();

  constructor(source: string) {
    this.#source = source;
  }

  read(): ReadGrammar {
    const rules = new Map<string, Sequence[]>();
    const at = new Map<string, number>();
    this.#space(true);
    while (this.#at < this.#source.length) {
      const start = this.#at;
      const name = this.#name();
      if (rules.has(name)) throw faultAt(this.#source, start, 'format.rule-twice', { name });
      this.#space(false);
      this.#expect('::=');
      this.#space(true);
      at.set(name, start);
      rules.set(name, this.#alternatives(false));
      if (this.#at < this.#source.length && !/[\r\n]/.test(this.#peek())) this.#unexpected();
      this.#space(true);
    }
    for (const [name, called] of this.#called)
      if (!rules.has(name)) throw faultAt(this.#source, called, 'format.rule-unknown', { name });
    if (!rules.has('root')) throw faultAt(this.#source, 0, 'format.no-root');
    return { grammar: { rules, root: 'root' }, at };
  }

  #alternatives(isNested: boolean): Sequence[] {
    const alternatives = [this.#sequence(isNested)];
    while (this.#peek() === '|') {
      this.#at += 1;
      this.#space(true);
      alternatives.push(this.#sequence(isNested));
    }
    return alternatives;
  }

  #sequence(isNested: boolean): Sequence {
    const items: Item[][] = [];
    for (;;) {
      const char = this.#peek();
      if (char === '"') items.push(this.#literal());
      else if (char === '[') items.push([this.#class()]);
      else if (char === '.') {
        this.#at += 1;
        items.push([chars([0, lastCodePoint])]);
      } else if (char === '(') items.push([this.#group()]);
      else if (/[a-zA-Z0-9-]/.test(char)) {
        const start = this.#at;
        const rule = this.#name();
        if (!this.#called.has(rule)) this.#called.set(rule, start);
        items.push([{ kind: 'call', rule }]);
      } else if (/[*+?{]/.test(char)) {
        const start = this.#at;
        const [from, to] = this.#times(char);
        const last = items.pop();
        if (last === undefined) throw faultAt(this.#source, start, 'format.nothing-to-repeat');
        const item: Item = last.length === 1 ? last[0]! : { kind: 'choice', of: [last] };
        items.push([{ kind: 'repetition', item, from, to }]);
      } else if (char === '<' || char === '!')
        throw faultAt(this.#source, this.#at, 'format.token-in-grammar');
      else return items.flat();
      this.#space(isNested);
    }
  }

  #group(): Item {
    const start = this.#at;
    this.#at += 1;
    if ((this.#depth += 1) > deepest) throw faultAt(this.#source, start, 'format.too-deep', { deepest });
    this.#space(true);
    const of = this.#alternatives(true);
    if (this.#peek() !== ')') {
      if (this.#at >= this.#source.length)
        throw faultAt(this.#source, start, 'format.not-closed', { open: '(' });
      this.#unexpected();
    }
    this.#at += 1;
    this.#depth -= 1;
    return { kind: 'choice', of };
  }

  #literal(): Item[] {
    const start = this.#at;
    this.#at += 1;
    let text = '';
    while (this.#peek() !== '"') {
      this.#within(start, '"');
      text += String.fromCodePoint(this.#char());
    }
    this.#at += 1;
    return literal(text);
  }

  #class(): Item {
    const start = this.#at;
    this.#at += 1;
    const isNegated = this.#peek() === '^';
    if (isNegated) this.#at += 1;
    const ranges: CharRange[] = [];
    while (this.#peek() !== ']') {
      this.#within(start, '[');
      const place = this.#at;
      const first = this.#char();
      let last = first;
      if (this.#peek() === '-' && this.#source[this.#at + 1] !== ']') {
        this.#at += 1;
        this.#within(start, '[');
        last = this.#char();
        if (last < first) throw faultAt(this.#source, place, 'format.range-reversed');
      }
      ranges.push([first, last]);
    }
    this.#at += 1;
    const matched = isNegated ? otherRanges(ranges) : joinedRanges(ranges);
    if (matched.length === 0) throw faultAt(this.#source, start, 'format.class-empty');
    return { kind: 'chars', ranges: matched };
  }

  /** One character of a literal or a class: a code point, or an escape. */
  #char(): number {
    if (this.#peek() !== '\\') {
      const code = this.#source.codePointAt(this.#at)!;
      this.#at += code > 0xffff ? 2 : 1;
      return code;
    }
    const start = this.#at;
    const kind = this.#source[this.#at + 1] ?? '';
    this.#at += 2;
    const digits = hexDigits[kind];
    if (digits !== undefined) {
      const hex = this.#source.slice(this.#at, this.#at + digits);
      const code = Number.parseInt(hex, 16);
      if (!new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(hex) || code > lastCodePoint)
        throw faultAt(this.#source, start, 'format.bad-escape', { escape: `\\${kind}${hex}` });
      this.#at += digits;
      return code;
    }
    const known = escapes[kind];
    if (known === undefined) throw faultAt(this.#source, start, 'format.bad-escape', { escape: `\\${kind}` });
    return known.codePointAt(0)!;
  }

  #times(char: string): [from: number, to: number | null] {
    const start = this.#at;
    this.#at += 1;
    if (char !== '{') return char === '*' ? [0, null] : char === '+' ? [1, null] : [0, 1];
    const found = /^\s*(\d+)\s*(,\s*(\d+)?\s*)?\}/.exec(this.#source.slice(this.#at, this.#at + 60));
    if (found === null) throw faultAt(this.#source, start, 'format.bad-times');
    this.#at += found[0].length;
    const from = Number(found[1]);
    const to = found[2] === undefined ? from : found[3] === undefined ? null : Number(found[3]);
    if (Math.max(from, to ?? 0) > mostRepetitions)
      throw faultAt(this.#source, start, 'format.too-many-times', { most: mostRepetitions });
    if (to !== null && to < from) throw faultAt(this.#source, start, 'format.range-reversed');
    return [from, to];
  }

  #name(): string {
    const name = /^[a-zA-Z0-9-]+/.exec(this.#source.slice(this.#at, this.#at + 200))?.[0];
    if (name === undefined) return this.#unexpected();
    this.#at += name.length;
    return name;
  }

  /** White space and comments. Outside of groups, a line break ends a rule. */
  #space(withLines: boolean): void {
    for (;;) {
      const char = this.#peek();
      if (char === '#') while (this.#at < this.#source.length && !/[\r\n]/.test(this.#peek())) this.#at += 1;
      else if (char === ' ' || char === '\t' || (withLines && (char === '\r' || char === '\n')))
        this.#at += 1;
      else return;
    }
  }

  #peek(): string {
    return this.#source[this.#at] ?? '';
  }

  /** Throws if the source or the line ends within the literal or the class that began at `start`. */
  #within(start: number, open: string): void {
    if (this.#at >= this.#source.length || this.#peek() === '\n')
      throw faultAt(this.#source, start, 'format.not-closed', { open });
  }

  #expect(text: string): void {
    if (!this.#source.startsWith(text, this.#at)) this.#unexpected();
    this.#at += text.length;
  }

  #unexpected(): never {
    if (this.#at >= this.#source.length) throw faultAt(this.#source, this.#at, 'format.unexpected-end');
    const found = String.fromCodePoint(this.#source.codePointAt(this.#at)!);
    throw faultAt(this.#source, this.#at, 'format.unexpected', { found });
  }
}

const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const escapes: Readonly<Record<string, string>> = {
  t: '\t',
  r: '\r',
  n: '\n',
  '\\': '\\',
  '"': '"',
  '[': '[',
  ']': ']',
  '-': '-',
};
