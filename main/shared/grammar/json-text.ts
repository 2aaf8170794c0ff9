/** Reads JSON with the place of everything in it, so that a fault in a schema can be shown where it is. */
import { faultAt } from './fault.ts';

/** A value, and the UTF-16 offset where it begins. */
export type JsonNode =
  | { kind: 'object'; at: number; entries: ReadonlyMap<string, JsonEntry> }
  | { kind: 'array'; at: number; items: readonly JsonNode[] }
  | { kind: 'plain'; at: number; value: string | number | boolean | null };

export interface JsonEntry {
  /** Where the key begins. */
  at: number;
  value: JsonNode;
}

/** The deepest nesting. */
const deepest = 60;

/** Throws `Fault` at the first fault. */
export const readJson = (source: string): JsonNode => {
  const reader = new Reader(source);
  return reader.read();
};

/** The value without places. */
export const plainValue = (node: JsonNode): unknown => {
  switch (node.kind) {
    case 'plain':
      return node.value;
    case 'array':
      return node.items.map(plainValue);
    case 'object':
      return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plainValue(value)]));
  }
};

/** The same for equal values: objects with their keys in order. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join()}}`;
};

class Reader {
  readonly #source: string;
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  read(): JsonNode {
    const node = this.#value();
    this.#space();
    if (this.#at < this.#source.length) this.#unexpected();
    return node;
  }

  #value(): JsonNode {
    this.#space();
    const at = this.#at;
    const char = this.#source[at];
    if (char === '{' || char === '[') {
      if ((this.#depth += 1) > deepest) throw faultAt(this.#source, at, 'format.too-deep', { deepest });
      this.#at += 1;
      const node = char === '{' ? this.#object(at) : this.#array(at);
      this.#depth -= 1;
      return node;
    }
    if (char === '"') return { kind: 'plain', at, value: this.#string() };
    const word = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/.exec(
      this.#source.slice(at, at + 400),
    )?.[0];
    if (word === undefined) return this.#unexpected();
    this.#at += word.length;
    return { kind: 'plain', at, value: JSON.parse(word) as number | boolean | null };
  }

  #object(at: number): JsonNode {
    const entries = new Map<string, JsonEntry>();
    if (this.#takes('}')) return { kind: 'object', at, entries };
    for (;;) {
      this.#space();
      const keyAt = this.#at;
      if (this.#source[keyAt] !== '"') this.#unexpected();
      const key = this.#string();
      if (entries.has(key)) throw faultAt(this.#source, keyAt, 'format.key-twice', { key });
      if (!this.#takes(':')) this.#unexpected();
      entries.set(key, { at: keyAt, value: this.#value() });
      if (this.#takes('}')) return { kind: 'object', at, entries };
      if (!this.#takes(',')) this.#unexpected();
    }
  }

  #array(at: number): JsonNode {
    const items: JsonNode[] = [];
    if (this.#takes(']')) return { kind: 'array', at, items };
    for (;;) {
      items.push(this.#value());
      if (this.#takes(']')) return { kind: 'array', at, items };
      if (!this.#takes(',')) this.#unexpected();
    }
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#source.length && this.#source[end] !== '"' && this.#source[end] !== '\n')
      end += this.#source[end] === '\\' ? 2 : 1;
    if (this.#source[end] !== '"') throw faultAt(this.#source, start, 'format.not-closed', { open: '"' });
    this.#at = end + 1;
    const text = this.#source.slice(start, this.#at);
    try {
      return JSON.parse(text) as string;
    } catch {
      throw faultAt(this.#source, start, 'format.bad-string');
    }
  }

  /** Whether `char` comes next, which is skipped then. */
  #takes(char: string): boolean {
    this.#space();
    if (this.#source[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#source[this.#at] ?? '')) this.#at += 1;
  }

  #unexpected(): never {
    if (this.#at >= this.#source.length) throw faultAt(this.#source, this.#at, 'format.unexpected-end');
    const found = String.fromCodePoint(this.#source.codePointAt(this.#at)!);
    throw faultAt(this.#source, this.#at, 'format.unexpected', { found });
  }
}
