/** The methods of Python's strings, lists and dicts. */
import type { Budget } from './budget.ts';
import { TemplateError } from './errors.ts';
import { found, occurrences, textMethods, type Method } from './text-methods.ts';
import { Text } from './text.ts';
import {
  areEqual,
  argument,
  Dict,
  inOrder,
  integer,
  itemsOf,
  isTrue,
  List,
  Namespace,
  toText,
  type Value,
} from './values.ts';

/** The method `name` of `value`; undefined if there is none. */
export const methodOf = (value: Value, name: string): Method<never> | undefined => {
  const methods: ReadonlyMap<string, Method<never>> | undefined =
    value instanceof Text
      ? textMethods
      : value instanceof List
        ? ofList
        : value instanceof Dict && !(value instanceof Namespace)
          ? ofDict
          : undefined;
  return methods?.get(name);
};

const table = <Self>(methods: Record<string, Method<Self>>): ReadonlyMap<string, Method<Self>> =>
  new Map(Object.entries(methods));

const ofList = table<List>({
  append: (self, { positional: [item] }, budget) => {
    budget.items(1);
    self.items.push(item);
    return null;
  },
  extend: (self, { positional: [more] }, budget) => {
    const items = [...itemsOf(more, budget)];
    budget.items(items.length);
    for (const item of items) self.items.push(item);
    return null;
  },
  insert: (self, { positional: [place, item] }, budget) => {
    budget.items(1 + self.items.length / 16);
    self.items.splice(integer(place, '"insert"'), 0, item);
    return null;
  },
  pop: (self, { positional: [place = -1] }, budget) => {
    budget.step(self.items.length / 256);
    const index = integer(place, '"pop"');
    if (self.items.at(index) === undefined && Math.abs(index) >= self.items.length + 1)
      throw new TemplateError('"pop" of an item that does not exist');
    return self.items.splice(index, 1)[0];
  },
  remove: (self, { positional: [item] }, budget) => {
    budget.step(self.items.length / 256);
    const at = self.items.findIndex((one) => areEqual(one, item, budget));
    if (at >= 0) self.items.splice(at, 1);
    return null;
  },
  clear: (self) => {
    self.items.length = 0;
    return null;
  },
  copy: (self, _args, budget) => {
    budget.items(self.items.length);
    return new List([...self.items]);
  },
  index: (self, { positional: [item] }, budget) =>
    found(self.items.findIndex((one) => areEqual(one, item, budget))),
  count: (self, { positional: [item] }, budget) =>
    self.items.filter((one) => areEqual(one, item, budget)).length,
  reverse: (self, _args, budget) => {
    budget.step(self.items.length / 16);
    self.items.reverse();
    return null;
  },
  sort: (self, args, budget) => {
    self.items.sort((one, other) => inOrder(one, other, budget));
    if (isTrue(argument(args, 1, 'reverse'))) self.items.reverse();
    return null;
  },
});

const ofDict = table<Dict>({
  get: (self, args, budget) => {
    const [key] = args.positional;
    if (key instanceof Text) budget.step(key.length / 64);
    return self.has(key) ? self.get(key) : (argument(args, 1, 'default') ?? null);
  },
  keys: (self, _args, budget) => new List(itemsOf(self, budget)),
  values: (self, _args, budget) => {
    budget.items(self.size);
    return new List(self.entries().map(([, value]) => value));
  },
  items: (self, _args, budget) => {
    budget.items(self.size * 3);
    return new List(self.entries().map(([key, value]) => new List([key, value], true)));
  },
  update: (self, { positional: [other], named }, budget) => {
    budget.items(named.size);
    if (other instanceof Dict) {
      budget.items(other.size);
      for (const [key, value] of other.entries()) self.set(key, value);
    }
    for (const [name, value] of named) self.set(new Text(name), value);
    return null;
  },
  pop: (self, { positional: [key, usual] }) => {
    const value = self.has(key) ? self.get(key) : usual;
    self.delete(key);
    return value;
  },
  setdefault: (self, { positional: [key, usual = null] }, budget) => {
    budget.items(1);
    if (!self.has(key)) self.set(key, usual);
    return self.get(key);
  },
  copy: (self, _args, budget) => {
    budget.items(self.size);
    const copy = new Dict();
    for (const [key, value] of self.entries()) copy.set(key, value);
    return copy;
  },
});

/** The value that a filter looks at: the name or number in `attribute='a.b'` leads to it from an item. */
export const attributeOf = (item: Value, path: Value, budget: Budget): Value => {
  if (typeof path === 'number') return item instanceof List ? item.items.at(path) : undefined;
  let value = item;
  const { value: name } = toText(path, budget);
  budget.step(name.length / 16);
  if (!name.includes('.') && value instanceof Dict) return value.field(name);
  budget.items(occurrences(name, '.'));
  for (const part of name.split('.'))
    value =
      value instanceof Dict
        ? value.field(part)
        : value instanceof List
          ? value.items[Number(part)]
          : undefined;
  return value;
};
