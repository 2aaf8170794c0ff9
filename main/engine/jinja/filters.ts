/** Jinja's filters by name. */
import type { Budget } from './budget.ts';
import { TemplateError, TemplateTooCostly } from './errors.ts';
import { joinItems, padded, percentFormat } from './format.ts';
import { toJson } from './json.ts';
import { batch, columns, dictSorted, extreme, groups, list, reverse, sort, unique } from './list-filters.ts';
import { attributeOf, methodOf } from './methods.ts';
import { fileSize, round, toFloat, toInteger, withNumber } from './number-filters.ts';
import { CodePoints, operate } from './operations.ts';
import { testNamed } from './tests.ts';
import { escape, indent, onText, titledWords, truncate, wrap, type Filter } from './text-filters.ts';
import { capitalized, replaced, strip } from './text-methods.ts';
import { Text } from './text.ts';
import {
  argument,
  Dict,
  Float,
  integer,
  isTrue,
  itemsOf,
  List,
  toText,
  typeName,
  type Value,
} from './values.ts';

/** Throws `TemplateError` if there is no such filter. */
export const filterNamed = (name: string): Filter => {
  const filter = filters.get(name);
  if (filter === undefined) throw new TemplateError(`there is no filter "${name}"`);
  return filter;
};

/** As a method of strings. */
const method = (name: string): Filter =>
  onText((text, args, budget) => (methodOf(text, name) as Filter)(text, args, budget));

const defaulted: Filter = (value, args) => {
  const isMissing = isTrue(argument(args, 1, 'boolean'))
    ? !isTrue(value)
    : value === undefined || value === null;
  return isMissing
    ? args.positional.length > 0 || args.named.has('default_value')
      ? argument(args, 0, 'default_value')
      : new Text('')
    : value;
};

const length: Filter = (value, _args, budget) => {
  if (value instanceof List) return value.items.length;
  if (value instanceof Dict) return value.size;
  if (value instanceof Text) {
    budget.step(value.length / 64);
    return new CodePoints(value.value).length;
  }
  if (value === undefined) return 0;
  throw new TemplateError(`${typeName(value)} has no length`);
};

/** `select`, `reject` and, by an attribute, `selectattr` and `rejectattr`. */
const selecting =
  (wanted: boolean, byAttribute: boolean): Filter =>
  (value, { positional, named }, budget) => {
    const [attribute, ...rest] = byAttribute ? positional : [undefined, ...positional];
    const [name, ...more] = rest;
    const test = name === undefined ? null : testNamed(toText(name, budget).value);
    return list(
      itemsOf(value, budget).filter((item) => {
        budget.step();
        const one = byAttribute ? attributeOf(item, attribute, budget) : item;
        return (test === null ? isTrue(one) : test(one, { positional: more, named }, budget)) === wanted;
      }),
      budget,
    );
  };

const map: Filter = (value, args, budget) => {
  const [name, ...positional] = args.positional;
  const attribute = args.named.get('attribute');
  const usual = args.named.get('default');
  const filter = attribute === undefined ? filterNamed(toText(name, budget).value) : null;
  return list(
    itemsOf(value, budget).map((item) => {
      budget.step();
      return filter === null
        ? (attributeOf(item, attribute, budget) ?? usual)
        : filter(item, { positional, named: args.named }, budget);
    }),
    budget,
  );
};

const same: Filter = (value) => value;

const filters: ReadonlyMap<string, Filter> = new Map(
  Object.entries<Filter>({
    abs: withNumber((value, isFloat) => (isFloat ? new Float(Math.abs(value)) : Math.abs(value))),
    attr: (value, { positional: [name] }, budget) => attributeOf(value, name, budget),
    batch,
    capitalize: onText(capitalized),
    center: onText((text, args, budget) => {
      const width = Math.min(integer(argument(args, 0, 'width') ?? 80, '"center"'), 10_000);
      budget.characters(width);
      return padded(text, width, 'center', ' ');
    }),
    count: length,
    d: defaulted,
    default: defaulted,
    dictsort: dictSorted,
    e: escape,
    escape,
    filesizeformat: fileSize,
    first: (value, _args, budget) => itemsOf(value, budget)[0],
    float: toFloat,
    forceescape: escape,
    format: onText((text, { positional, named }, budget) => {
      if (named.size === 0) return percentFormat(text, new List(positional, true), budget);
      return percentFormat(text, new Dict(Object.fromEntries(named)), budget);
    }),
    from_json: onText((text, _args, budget) => parsed(text, budget)),
    groupby: groups,
    indent,
    int: toInteger,
    items: (value, args, budget) =>
      value instanceof Dict ? (methodOf(value, 'items') as Filter)(value, args, budget) : new List([]),
    join: (value, args, budget) => {
      const separator = argument(args, 0, 'd') ?? new Text('');
      const attribute = argument(args, 1, 'attribute');
      const items = itemsOf(value, budget);
      const shown =
        attribute === undefined ? items : items.map((item) => attributeOf(item, attribute, budget));
      return joinItems(toText(separator, budget), new List(shown), budget);
    },
    last: (value, _args, budget) => itemsOf(value, budget).at(-1),
    length,
    list: (value, _args, budget) => list([...itemsOf(value, budget)], budget),
    lower: method('lower'),
    lstrip: method('lstrip'),
    map,
    max: extreme(1),
    min: extreme(-1),
    pprint: (value, _args, budget) => toText(value, budget),
    random: (value, _args, budget) => itemsOf(value, budget)[0],
    reject: selecting(false, false),
    rejectattr: selecting(false, true),
    replace: onText((text, args, budget) => {
      const [from, to] = [toText(argument(args, 0, 'old'), budget), toText(argument(args, 1, 'new'), budget)];
      const most = argument(args, 2, 'count');
      return replaced(text, from, to, typeof most === 'number' && most >= 0 ? most : Infinity, budget);
    }),
    reverse,
    round,
    rstrip: method('rstrip'),
    safe: same,
    select: selecting(true, false),
    selectattr: selecting(true, true),
    slice: columns,
    sort,
    split: method('split'),
    string: (value, _args, budget) => toText(value, budget),
    strip: method('strip'),
    striptags: onText((text) =>
      text.map((run) =>
        run
          .replace(/<[^<>]*>/g, '')
          .replace(/\s+/g, ' ')
          .trim(),
      ),
    ),
    sum: (value, args, budget) => {
      const attribute = argument(args, 0, 'attribute');
      const items = itemsOf(value, budget);
      const added =
        attribute === undefined ? items : items.map((item) => attributeOf(item, attribute, budget));
      return added.reduce((sum, item) => operate('+', sum, item, budget), argument(args, 1, 'start') ?? 0);
    },
    title: onText((text) => text.map(titledWords)),
    tojson: toJson,
    trim: onText((text, args, budget) => strip(text, args, budget, true, true)),
    truncate,
    unique,
    upper: method('upper'),
    urlencode: onText((text, _args, budget) => {
      budget.characters(2 * text.length);
      return text.map((run) => encodeURIComponent(run.replace(/\p{Cs}/gu, '\ufffd')).replaceAll('%2F', '/'));
    }),
    wordcount: onText((text) => {
      const words = /\w+/g;
      let count = 0;
      while (words.test(text.value)) count += 1;
      return count;
    }),
    wordwrap: wrap,
  }),
);

/** A JSON text as values. */
const parsed = (text: Text, budget: Budget): Value => {
  const origin = text.originAt(0);
  const converted = (value: unknown): Value => {
    budget.items(1);
    if (typeof value === 'string') return Text.from(value, origin);
    if (typeof value === 'number') return Number.isInteger(value) ? value : new Float(value);
    if (Array.isArray(value)) return new List(value.map(converted));
    if (typeof value !== 'object' || value === null) return value as boolean | null;
    const dict = new Dict();
    for (const [key, one] of Object.entries(value)) dict.set(Text.from(key, origin), converted(one));
    return dict;
  };
  try {
    return converted(JSON.parse(text.value));
  } catch (error) {
    if (error instanceof TemplateTooCostly) throw error;
    throw new TemplateError('a text is not JSON', { cause: error });
  }
};
