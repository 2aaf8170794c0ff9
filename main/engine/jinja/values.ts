/** The values of a template, modelled on Python's, and the operations that all of them have. */
import type { Budget } from './budget.ts';
import { TemplateError, TemplateTooCostly } from './errors.ts';
import { Text, type Origin } from './text.ts';

/** `undefined` is Jinja's undefined, `null` is None, a number is an int. */
export type Value = undefined | null | boolean | number | Float | Text | List | Dict | Callable;

export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export class List {
  readonly items: Value[];
  readonly isTuple: boolean;
  /** Where all of it came from, its marks of JSON included; `null`: only its texts say so. */
  origin: Origin | null = null;
  constructor(items: Value[], isTuple = false) {
    this.items = items;
    this.isTuple = isTuple;
  }
}

/** Keeps the order in which keys were added. */
export class Dict {
  /** See `List.origin`. */
  origin: Origin | null = null;
  readonly #entries = new Map<string, [Value, Value]>();

  constructor(fields: Record<string, Value> = {}) {
    for (const [key, value] of Object.entries(fields)) this.set(new Text(key), value);
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: Value): boolean {
    return this.#entries.has(keyOf(key));
  }

  get(key: Value): Value {
    return this.#entries.get(keyOf(key))?.[1];
  }

  field(name: string): Value {
    return this.#entries.get(name)?.[1];
  }

  set(key: Value, value: Value): void {
    const at = keyOf(key);
    const known = this.#entries.get(at);
    if (known === undefined) this.#entries.set(at, [key, value]);
    else known[1] = value;
  }

  delete(key: Value): void {
    this.#entries.delete(keyOf(key));
  }

  entries(): [Value, Value][] {
    return [...this.#entries.values()];
  }
}

/** `namespace()` and `loop`: mappings whose fields are never hidden by methods. */
export class Namespace extends Dict {}

/** Arguments of a call, by place and by name. */
export interface Arguments {
  positional: Value[];
  named: ReadonlyMap<string, Value>;
}

export class Callable {
  readonly name: string;
  readonly call: (args: Arguments) => Value;
  constructor(name: string, call: (args: Arguments) => Value) {
    this.name = name;
    this.call = call;
  }
}

/** The argument at `place`, or the one with that name. */
export const argument = ({ positional, named }: Arguments, place: number, name: string): Value =>
  named.has(name) ? named.get(name) : positional[place];

export const typeName = (value: Value): string => {
  if (value === undefined) return 'undefined';
  if (value === null) return 'none';
  if (typeof value === 'boolean') return 'a boolean';
  if (typeof value === 'number' || value instanceof Float) return 'a number';
  if (value instanceof Text) return 'a string';
  if (value instanceof List) return value.isTuple ? 'a tuple' : 'a list';
  return value instanceof Dict ? 'a mapping' : 'a function';
};

/** A value as a number, for keys and arithmetic; `null` if it is not a number. As in Python, `true` is 1. */
export const numberOf = (value: Value): number | null =>
  typeof value === 'number'
    ? value
    : value instanceof Float
      ? value.value
      : typeof value === 'boolean'
        ? Number(value)
        : null;

/** Throws `TemplateError` unless `value` is an integer. */
export const integer = (value: Value, what: string): number => {
  const number = value instanceof Float ? null : numberOf(value);
  if (number === null) throw new TemplateError(`${what} wants an integer, not ${typeName(value)}`);
  return number;
};

/** Texts are keys as they are; other keys begin with a NUL. */
const keyOf = (value: Value): string => {
  if (value instanceof Text) return value.value;
  const number = numberOf(value);
  if (number !== null) return `\0${number}`;
  if (value === null) return '\0none';
  if (value instanceof List && value.isTuple) return tupleKey(value);
  throw new TemplateError(`${typeName(value)} cannot be a key`);
};

/** Characters of the key of a tuple; the key is made anew for each look-up. */
const longestKey = 10_000;

const tupleKey = ({ items }: List): string => {
  let key = '\0(';
  for (const item of items) {
    const one = keyOf(item);
    key += `${one.length}:${one}`;
    if (key.length > longestKey) throw new TemplateTooCostly('it has a key that is too long');
  }
  return `${key})`;
};

export const isTrue = (value: Value): boolean => {
  if (value instanceof Text) return value.length > 0;
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof List) return value.items.length > 0;
  if (value instanceof Dict) return value.size > 0;
  return Boolean(value);
};

export const areEqual = (one: Value, other: Value, budget: Budget): boolean => {
  budget.step();
  if (one instanceof Text && other instanceof Text) {
    budget.step((one.length + other.length) / 64);
    return one.value === other.value;
  }
  const [a, b] = [numberOf(one), numberOf(other)];
  if (a !== null && b !== null) return a === b;
  if (one instanceof List && other instanceof List)
    return nested(
      budget,
      () =>
        one.items.length === other.items.length &&
        one.items.every((item, index) => areEqual(item, other.items[index], budget)),
    );
  if (one instanceof Dict && other instanceof Dict) {
    budget.step(one.size / 16);
    return nested(
      budget,
      () =>
        one.size === other.size &&
        one.entries().every(([key, value]) => other.has(key) && areEqual(value, other.get(key), budget)),
    );
  }
  return one === other;
};

/** Below, at or above 0 as `one` comes before, with or after `other`. Throws `TemplateError` if they have no order. */
export const inOrder = (one: Value, other: Value, budget: Budget): number => {
  budget.step();
  const [a, b] = [numberOf(one), numberOf(other)];
  if (a !== null && b !== null) return a - b;
  if (one instanceof Text && other instanceof Text) {
    budget.step((one.length + other.length) / 64);
    return one.value < other.value ? -1 : one.value > other.value ? 1 : 0;
  }
  if (one instanceof List && other instanceof List) {
    for (const [index, item] of one.items.entries()) {
      if (index >= other.items.length) return 1;
      const order = nested(budget, () => inOrder(item, other.items[index], budget));
      if (order !== 0) return order;
    }
    return one.items.length - other.items.length;
  }
  throw new TemplateError(`${typeName(one)} and ${typeName(other)} cannot be compared`);
};

/** The items that a `for` loop, a filter or `in` finds in a value. Throws `TemplateError` if it has no items. */
export const itemsOf = (value: Value, budget: Budget): Value[] => {
  if (value === undefined) return [];
  if (value instanceof List) return value.items;
  if (value instanceof Dict) {
    budget.items(value.size);
    return value.entries().map(([key]) => key);
  }
  if (value instanceof Text) {
    budget.items(value.length);
    budget.step((value.length * value.marks.length) / 8);
    const chars: Text[] = [];
    let at = 0;
    for (const char of value.value) {
      chars.push(Text.from(char, value.originAt(at)));
      at += char.length;
    }
    return chars;
  }
  throw new TemplateError(`${typeName(value)} has no items`);
};

/** A value as it is printed: `str(value)` of Python, but nothing for undefined. */
export const toText = (value: Value, budget: Budget): Text => {
  if (value instanceof Text) return value;
  if (value === undefined) return new Text('');
  return represented(value, budget);
};

const represented = (value: Value, budget: Budget): Text => {
  if (value === undefined) return new Text('Undefined');
  if (value === null) return new Text('None');
  if (typeof value === 'boolean') return new Text(value ? 'True' : 'False');
  if (typeof value === 'number') return new Text(String(value));
  if (value instanceof Float) return new Text(floatText(value.value));
  if (value instanceof Callable) return new Text(`<function ${value.name}>`);
  if (value instanceof Text) {
    budget.characters(value.length + 2);
    const quote = value.value.includes("'") && !value.value.includes('"') ? '"' : "'";
    const inner = value.map((run) =>
      run
        .replaceAll('\\', '\\\\')
        .replaceAll('\n', '\\n')
        .replaceAll('\r', '\\r')
        .replaceAll('\t', '\\t')
        .replaceAll(quote, `\\${quote}`),
    );
    return Text.join([new Text(quote), inner, new Text(quote)]);
  }
  return nested(budget, () => {
    const parts: Text[] = [];
    if (value instanceof List)
      for (const item of value.items)
        parts.push(new Text(parts.length > 0 ? ', ' : ''), represented(item, budget));
    else
      for (const [key, item] of value.entries())
        parts.push(
          new Text(parts.length > 0 ? ', ' : ''),
          represented(key, budget),
          new Text(': '),
          represented(item, budget),
        );
    const [open, close] = value instanceof Dict ? '{}' : value.isTuple ? '()' : '[]';
    const comma = value instanceof List && value.isTuple && value.items.length === 1 ? ',' : '';
    return joined([new Text(open!), ...parts, new Text(comma + close!)], budget);
  });
};

/** As Python prints a float: `1.0`, `0.5`, `1e+16`. */
export const floatText = (value: number): string => {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const size = Math.abs(value);
  if (size >= 1e16 || (size < 1e-4 && size > 0))
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
};

/** Joins within the budget. The longest part costs nothing: templates build their output by adding to one string. */
export const joined = (parts: Text[], budget: Budget): Text => {
  let characters = 0;
  let longest = 0;
  let marks = 0;
  for (const part of parts) {
    characters += part.length;
    longest = Math.max(longest, part.length);
    marks += part.marks.length;
  }
  budget.characters(characters - longest);
  budget.step(parts.length + marks + characters / 4096);
  return Text.join(parts);
};

/** Runs `work` one level deeper, since values may contain each other. */
export const nested = <Result>(budget: Budget, work: () => Result): Result => {
  budget.deeper();
  const result = work();
  budget.shallower();
  return result;
};
