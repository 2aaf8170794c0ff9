/** Jinja's filters of lists and mappings. */
import type { Budget } from './budget.ts';
import { TemplateError } from './errors.ts';
import { joinItems } from './format.ts';
import { attributeOf } from './methods.ts';
import { Text } from './text.ts';
import type { Filter } from './text-filters.ts';
import {
  areEqual,
  argument,
  Dict,
  inOrder,
  integer,
  isTrue,
  itemsOf,
  List,
  typeName,
  type Arguments,
  type Value,
} from './values.ts';

export const list = (items: Value[], budget: Budget): List => {
  budget.items(items.length);
  return new List(items);
};

/** The key by which sorting and comparing go: an attribute, and strings without regard to case. */
const keyFor = (args: Arguments, places: { caseSensitive: number; attribute: number }, budget: Budget) => {
  const attribute = argument(args, places.attribute, 'attribute');
  const isExact = isTrue(argument(args, places.caseSensitive, 'case_sensitive'));
  return (item: Value): Value => {
    const value = attribute === undefined || attribute === null ? item : attributeOf(item, attribute, budget);
    if (!(value instanceof Text) || isExact) return value;
    budget.characters(value.length);
    return new Text(value.value.toLowerCase());
  };
};

export const sort: Filter = (value, args, budget) => {
  const key = keyFor(args, { caseSensitive: 1, attribute: 2 }, budget);
  const keyed = itemsOf(value, budget).map((item) => ({ item, key: key(item) }));
  budget.items(keyed.length);
  keyed.sort((one, other) => inOrder(one.key, other.key, budget));
  if (isTrue(argument(args, 0, 'reverse'))) keyed.reverse();
  return new List(keyed.map(({ item }) => item));
};

export const extreme =
  (direction: 1 | -1): Filter =>
  (value, args, budget) => {
    const key = keyFor(args, { caseSensitive: 0, attribute: 1 }, budget);
    const [first, ...rest] = itemsOf(value, budget);
    return rest.reduce(
      (best, item) => (inOrder(key(item), key(best), budget) * direction > 0 ? item : best),
      first,
    );
  };

export const unique: Filter = (value, args, budget) => {
  const key = keyFor(args, { caseSensitive: 0, attribute: 1 }, budget);
  const seen: Value[] = [];
  return list(
    itemsOf(value, budget).filter((item) => {
      const wanted = key(item);
      if (seen.some((one) => areEqual(one, wanted, budget))) return false;
      seen.push(wanted);
      return true;
    }),
    budget,
  );
};

export const groups: Filter = (value, args, budget) => {
  const attribute = argument(args, 0, 'attribute');
  const usual = argument(args, 1, 'default');
  const found = new Dict();
  for (const item of itemsOf(value, budget)) {
    const key = attributeOf(item, attribute, budget) ?? usual;
    const group = found.get(key);
    if (group instanceof List) group.items.push(item);
    else found.set(key, list([item], budget));
  }
  const sorted = found.entries().toSorted(([one], [other]) => inOrder(one, other, budget));
  return new List(
    sorted.map(([grouper, items]) => {
      const group = new List([grouper, items], true);
      return group;
    }),
  );
};

export const dictSorted: Filter = (value, args, budget) => {
  if (!(value instanceof Dict)) throw new TemplateError(`"dictsort" wants a mapping, not ${typeName(value)}`);
  const by = argument(args, 1, 'by');
  const place = by instanceof Text && by.value === 'value' ? 1 : 0;
  const key = keyFor(args, { caseSensitive: 0, attribute: 9 }, budget);
  const sorted = value
    .entries()
    .toSorted((one, other) => inOrder(key(one[place]), key(other[place]), budget));
  if (isTrue(argument(args, 2, 'reverse'))) sorted.reverse();
  budget.items(sorted.length * 3);
  return new List(sorted.map((pair) => new List(pair, true)));
};

/** Splits a list into runs of equal length; the last run is padded if a fill value is given. */
export const batch: Filter = (value, args, budget) => {
  const size = Math.max(1, integer(argument(args, 0, 'linecount'), '"batch"'));
  const fill = argument(args, 1, 'fill_with');
  const items = itemsOf(value, budget);
  budget.items(items.length + (fill === undefined ? 0 : Math.min(size, 1e9)));
  const rows: List[] = [];
  for (let at = 0; at < items.length; at += size) rows.push(new List(items.slice(at, at + size)));
  if (fill !== undefined) while ((rows.at(-1)?.items.length ?? size) < size) rows.at(-1)!.items.push(fill);
  return new List(rows);
};

/** Splits a list into that many columns. */
export const columns: Filter = (value, args, budget) => {
  const count = Math.max(1, integer(argument(args, 0, 'slices'), '"slice"'));
  const fill = argument(args, 1, 'fill_with');
  const items = itemsOf(value, budget);
  budget.items(items.length + count);
  const [least, longer] = [Math.floor(items.length / count), items.length % count];
  let at = 0;
  return new List(
    Array.from({ length: count }, (_, index) => {
      const end = at + least + (index < longer ? 1 : 0);
      const column = items.slice(at, end);
      if (fill !== undefined && index >= longer && longer > 0) column.push(fill);
      at = end;
      return new List(column);
    }),
  );
};

export const reverse: Filter = (value, _args, budget) => {
  const items = [...itemsOf(value, budget)];
  budget.items(items.length);
  items.reverse();
  return value instanceof Text ? joinItems(new Text(''), new List(items), budget) : new List(items);
};
