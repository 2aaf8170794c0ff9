/** Operators, indices and slices, with the leniency of llama.cpp: nothing joined to a string leaves it as it is. */
import type { Budget } from './budget.ts';
import { TemplateError } from './errors.ts';
import { percentFormat } from './format.ts';
import { Text } from './text.ts';
import {
  areEqual,
  Dict,
  Float,
  inOrder,
  integer,
  itemsOf,
  joined,
  List,
  numberOf,
  toText,
  typeName,
  type Value,
} from './values.ts';

/** `left operator right` for all operators but `and` and `or`. Throws `TemplateError`. */
export const operate = (operator: string, left: Value, right: Value, budget: Budget): Value => {
  budget.step();
  switch (operator) {
    case '~':
      return joined([toText(left ?? undefined, budget), toText(right ?? undefined, budget)], budget);
    case '+':
      if (left instanceof Text || right instanceof Text)
        return joined([toText(left ?? undefined, budget), toText(right ?? undefined, budget)], budget);
      if (left instanceof List && right instanceof List) {
        budget.items(left.items.length + right.items.length);
        return new List([...left.items, ...right.items], left.isTuple);
      }
      break;
    case '*': {
      const [sequence, count] = typeof left === 'number' ? [right, left] : [left, right];
      if ((sequence instanceof Text || sequence instanceof List) && typeof count === 'number')
        return repeated(sequence, Math.max(0, count), budget);
      break;
    }
    case '%':
      if (left instanceof Text) return percentFormat(left, right, budget);
  }
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === null || b === null)
    throw new TemplateError(`"${operator}" cannot be used with ${typeName(left)} and ${typeName(right)}`);
  const isFloat = left instanceof Float || right instanceof Float;
  const result = calculate(operator, a, b);
  return isFloat || operator === '/' || !Number.isInteger(result) ? new Float(result) : result;
};

const calculate = (operator: string, a: number, b: number): number => {
  if ((operator === '/' || operator === '//' || operator === '%') && b === 0)
    throw new TemplateError('it divides by 0');
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '//':
      return Math.floor(a / b);
    case '%':
      return a - b * Math.floor(a / b);
    case '**':
      return a ** b;
    default:
      throw new TemplateError(`there is no operator "${operator}"`);
  }
};

const repeated = (sequence: Text | List, count: number, budget: Budget): Value => {
  if (sequence instanceof Text) {
    budget.characters(sequence.length * count);
    budget.step(count);
    return Text.join(Array.from({ length: sequence.length === 0 ? 0 : count }, () => sequence));
  }
  budget.items(sequence.items.length * count);
  budget.step(count);
  return new List(Array.from({ length: count }, () => sequence.items).flat(), sequence.isTuple);
};

export const compare = (operator: string, left: Value, right: Value, budget: Budget): boolean => {
  switch (operator) {
    case '==':
      return areEqual(left, right, budget);
    case '!=':
      return !areEqual(left, right, budget);
    case 'in':
      return isIn(left, right, budget);
    case 'not in':
      return !isIn(left, right, budget);
  }
  const order = inOrder(left, right, budget);
  return operator === '<'
    ? order < 0
    : operator === '<='
      ? order <= 0
      : operator === '>'
        ? order > 0
        : order >= 0;
};

const isIn = (item: Value, container: Value, budget: Budget): boolean => {
  if (container === undefined || container === null) return false;
  if (container instanceof Text) {
    if (!(item instanceof Text)) return false;
    budget.step(container.length / 64);
    return container.value.includes(item.value);
  }
  if (container instanceof Dict) {
    if (item instanceof Text) budget.step(item.length / 64);
    return container.has(item);
  }
  return itemsOf(container, budget).some((one) => areEqual(one, item, budget));
};

/** `object[key]`, without methods; undefined if there is no such item. */
export const itemOf = (object: Value, key: Value, budget: Budget): Value => {
  if (object instanceof Dict) {
    if (key instanceof Text) budget.step(key.length / 64);
    return object.get(key);
  }
  if (typeof key !== 'number') return undefined;
  if (object instanceof List) return object.items.at(key);
  if (!(object instanceof Text)) return undefined;
  budget.step(object.length / 64);
  const { start, end } = new CodePoints(object.value).at(key) ?? { start: 0, end: 0 };
  return end > start ? object.slice(start, end) : undefined;
};

/** `object[from:to:step]`. */
export const sliceOf = (object: Value, bounds: Value[], budget: Budget): Value => {
  if (object === undefined) return undefined;
  if (!(object instanceof Text) && !(object instanceof List))
    throw new TemplateError(`${typeName(object)} cannot be sliced`);
  const bound = (index: number): number | null => {
    const value = bounds[index];
    return value === undefined || value === null ? null : integer(value, 'a slice');
  };
  if (object instanceof Text) budget.step(object.length / 64 + object.marks.length);
  const points = object instanceof Text ? new CodePoints(object.value) : null;
  const length = object instanceof Text ? points!.length : object.items.length;
  const step = bound(2) ?? 1;
  if (step === 0) throw new TemplateError('the step of a slice is 0');
  const clamp = (value: number, least: number, most: number): number =>
    Math.min(Math.max(value < 0 ? value + length : value, least), most);
  const [from, to] =
    step > 0
      ? [clamp(bound(0) ?? 0, 0, length), clamp(bound(1) ?? length, 0, length)]
      : [
          clamp(bound(0) ?? length - 1, -1, length - 1),
          bound(1) === null ? -1 : clamp(bound(1)!, -1, length - 1),
        ];
  if (object instanceof Text && step === 1) {
    budget.characters(Math.max(0, to - from));
    return from < to ? object.slice(points!.offset(from), points!.offset(to)) : new Text('');
  }
  const count = Math.max(0, Math.ceil((to - from) / step));
  budget.items(count);
  const indices = Array.from({ length: count }, (_, index) => from + index * step);
  if (object instanceof Text) budget.step(count * (1 + object.marks.length));
  if (object instanceof List)
    return new List(
      indices.map((index) => object.items[index]),
      object.isTuple,
    );
  return joined(
    indices.map((index) => object.slice(points!.offset(index), points!.offset(index + 1))),
    budget,
  );
};

/** Positions by code points, as Python counts them, in a string of UTF-16. */
export class CodePoints {
  /** `null` if each unit is a code point. */
  readonly #offsets: number[] | null = null;
  readonly length: number;

  constructor(value: string) {
    this.length = value.length;
    if (!/[\ud800-\udbff][\udc00-\udfff]/.test(value)) return;
    const offsets = [0];
    for (const char of value) offsets.push(offsets.at(-1)! + char.length);
    this.#offsets = offsets;
    this.length = offsets.length - 1;
  }

  /** The position of code point `index` in units. */
  offset(index: number): number {
    return this.#offsets === null ? index : this.#offsets[index]!;
  }

  at(index: number): { start: number; end: number } | null {
    const place = index < 0 ? index + this.length : index;
    return place < 0 || place >= this.length
      ? null
      : { start: this.offset(place), end: this.offset(place + 1) };
  }
}
