/** Jinja's filters. */
import type { Budget } from './budget.ts';
import { TemplateError } from './errors.ts';
import { joinItems, padded, percentFormat } from './format.ts';
import { toJson } from './json.ts';
import { attributeOf, capitalized, methodOf, replaced } from './methods.ts';
import {
  areEqual,
  argument,
  Dict,
  Float,
  inOrder,
  integer,
  isTrue,
  itemsOf,
  joined,
  List,
  numberOf,
  toText,
  typeName,
  type Arguments,
  type Value,
} from './values.ts';
import { operate } from './operations.ts';
import { testNamed } from './tests.ts';
import { isSpace, Text } from './text.ts';

type Filter = (value: Value, args: Arguments, budget: Budget) => Value;

/** Throws `TemplateError` if there is no such filter. */
export const filterNamed = (name: string): Filter => {
  const filter = filters.get(name);
  if (filter === undefined) throw new TemplateError(`there is no filter "${name}"`);
  return filter;
};

const list = (items: Value[], budget: Budget): List => {
  budget.items(items.length);
  return new List(items);
};

/** A filter that changes strings; other values are printed first. */
const onText =
  (change: (text: Text, args: Arguments, budget: Budget) => Value): Filter =>
  (value, args, budget) => {
    const text = toText(value, budget);
    budget.characters(text.length);
    return change(text, args, budget);
  };

/** As a method of strings. */
const method = (name: string): Filter =>
  onText((text, args, budget) => (methodOf(text, name) as Filter)(text, args, budget));

const withNumber =
  (change: (value: number, isFloat: boolean, args: Arguments) => Value): Filter =>
  (value, args) => {
    const number = numberOf(value);
    if (number === null) throw new TemplateError(`a filter wants a number, not ${typeName(value)}`);
    return change(number, value instanceof Float, args);
  };

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
    return value.length - (value.value.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
  }
  if (value === undefined) return 0;
  throw new TemplateError(`${typeName(value)} has no length`);
};

/** What sorting and comparing looks at: an attribute, and strings without regard to case. */
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

const sort: Filter = (value, args, budget) => {
  const key = keyFor(args, { caseSensitive: 1, attribute: 2 }, budget);
  const keyed = itemsOf(value, budget).map((item) => ({ item, key: key(item) }));
  budget.items(keyed.length);
  keyed.sort((one, other) => inOrder(one.key, other.key, budget));
  if (isTrue(argument(args, 0, 'reverse'))) keyed.reverse();
  return new List(keyed.map(({ item }) => item));
};

const extreme =
  (direction: 1 | -1): Filter =>
  (value, args, budget) => {
    const key = keyFor(args, { caseSensitive: 0, attribute: 1 }, budget);
    const [first, ...rest] = itemsOf(value, budget);
    return rest.reduce(
      (best, item) => (inOrder(key(item), key(best), budget) * direction > 0 ? item : best),
      first,
    );
  };

const unique: Filter = (value, args, budget) => {
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

const groups: Filter = (value, args, budget) => {
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

const dictSorted: Filter = (value, args, budget) => {
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

/** In runs of so many items; the last is filled up, if there is something to fill it with. */
const batch: Filter = (value, args, budget) => {
  const size = Math.max(1, integer(argument(args, 0, 'linecount'), '"batch"'));
  const fill = argument(args, 1, 'fill_with');
  const items = itemsOf(value, budget);
  budget.items(items.length + (fill === undefined ? 0 : Math.min(size, 1e9)));
  const rows: List[] = [];
  for (let at = 0; at < items.length; at += size) rows.push(new List(items.slice(at, at + size)));
  if (fill !== undefined) while ((rows.at(-1)?.items.length ?? size) < size) rows.at(-1)!.items.push(fill);
  return new List(rows);
};

/** In so many columns. */
const columns: Filter = (value, args, budget) => {
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

const indent: Filter = onText((text, args, budget) => {
  const width = argument(args, 0, 'width') ?? 4;
  const margin =
    width instanceof Text ? width.value : ' '.repeat(Math.min(Math.max(0, integer(width, '"indent"')), 1000));
  const first = isTrue(argument(args, 1, 'first'));
  const blank = isTrue(argument(args, 2, 'blank'));
  const lines = text.split('\n');
  budget.items(lines.length);
  budget.characters(lines.length * margin.length);
  return joined(
    lines.flatMap((line, index) => {
      const isIndented = index === 0 ? first : blank || line.length > 0;
      const start = text.originAt(0);
      return [
        Text.from(index === 0 ? '' : '\n', start),
        isIndented ? Text.from(margin, start) : new Text(''),
        line,
      ];
    }),
    budget,
  );
});

const truncate: Filter = onText((text, args) => {
  const most = Math.max(0, integer(argument(args, 0, 'length') ?? 255, '"truncate"'));
  const end = argument(args, 2, 'end') ?? new Text('...');
  const leeway = integer(argument(args, 3, 'leeway') ?? 5, '"truncate"');
  if (text.length <= most + leeway || !(end instanceof Text)) return text;
  const cut = text.slice(0, Math.max(0, most - end.length));
  const word = cut.value.lastIndexOf(' ');
  return Text.join([isTrue(argument(args, 1, 'killwords')) || word < 0 ? cut : cut.slice(0, word), end]);
});

const wrap: Filter = onText((text, args, budget) => {
  const width = Math.max(1, integer(argument(args, 0, 'width') ?? 79, '"wordwrap"'));
  const lines: Text[] = [];
  for (const line of text.split('\n')) {
    let start = 0;
    let end = 0;
    for (const { index, 0: word } of line.value.matchAll(/\S+/g)) {
      if (index + word.length - start > width && end > start) {
        lines.push(line.slice(start, end));
        start = index;
      }
      end = index + word.length;
    }
    lines.push(line.slice(start));
  }
  budget.items(lines.length);
  return joinItems(new Text('\n'), new List(lines), budget);
});

const round: Filter = (value, args) => {
  const digits = integer(argument(args, 0, 'precision') ?? 0, '"round"');
  const way = argument(args, 1, 'method');
  const number = numberOf(value);
  if (number === null) throw new TemplateError(`"round" wants a number, not ${typeName(value)}`);
  const name = way instanceof Text ? way.value : 'common';
  if (name === 'common' && digits > 0) return new Float(Number(number.toFixed(Math.min(digits, 100))));
  const scaled = number * 10 ** digits;
  const whole = name === 'ceil' ? Math.ceil(scaled) : name === 'floor' ? Math.floor(scaled) : toEven(scaled);
  return new Float(whole / 10 ** digits);
};

/** As Python rounds: a half goes to the even neighbour. */
const toEven = (value: number): number => {
  const below = Math.floor(value);
  const rest = value - below;
  return rest === 0.5 ? below + (below % 2 === 0 ? 0 : 1) : Math.round(value);
};

const toInteger: Filter = (value, args) => {
  const number = numberOf(value);
  if (number !== null) return Math.trunc(number);
  const base = argument(args, 1, 'base') ?? 10;
  const text = value instanceof Text ? value.value.trim().replaceAll('_', '') : '';
  const parsed =
    base === 10
      ? /^[-+]?\d+(\.\d*)?([eE][-+]?\d+)?$/.test(text)
        ? Number(text)
        : Number.NaN
      : Number.parseInt(text, integer(base, '"int"'));
  return Number.isFinite(parsed) ? Math.trunc(parsed) : (argument(args, 0, 'default') ?? 0);
};

const toFloat: Filter = (value, args) => {
  const number =
    numberOf(value) ??
    (value instanceof Text && value.value.trim() !== '' ? Number(value.value) : Number.NaN);
  if (!Number.isNaN(number)) return new Float(number);
  return argument(args, 0, 'default') ?? new Float(0);
};

const html: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };
const escape = onText((text) => text.map((run) => run.replace(/[&<>"']/g, (char) => html[char]!)));

const fileSize: Filter = (value, args) => {
  const bytes = numberOf(value) ?? 0;
  const [base, unit] = isTrue(argument(args, 0, 'binary')) ? [1024, 'iB'] : [1000, 'B'];
  if (bytes < base) return new Text(bytes === 1 ? '1 Byte' : `${bytes} Bytes`);
  const power = Math.min(Math.floor(Math.log(bytes) / Math.log(base)), 8);
  return new Text(
    `${(bytes / base ** power).toFixed(1)} ${(base === 1000 ? 'kMGTPEZY' : 'KMGTPEZY')[power - 1]}${unit}`,
  );
};

const reverse: Filter = (value, _args, budget) => {
  const items = [...itemsOf(value, budget)];
  budget.items(items.length);
  items.reverse();
  return value instanceof Text ? joinItems(new Text(''), new List(items), budget) : new List(items);
};

/** Unlike the method `title`, the filter goes by white space and brackets: "It's", not "It'S". */
const titledWords = (run: string): string =>
  run
    .toLowerCase()
    .replace(
      /(^|[-\s({[<])(\p{L})/gu,
      (_whole, before: string, letter: string) => before + letter.toUpperCase(),
    );

const same: Filter = (value) => value;

const filters: ReadonlyMap<string, Filter> = new Map(
  Object.entries<Filter>({
    abs: withNumber((value, isFloat) => (isFloat ? new Float(Math.abs(value)) : Math.abs(value))),
    attr: (value, { positional: [name] }, budget) => attributeOf(value, name, budget),
    batch,
    capitalize: onText(capitalized),
    center: onText((text, args) =>
      padded(text, Math.min(integer(argument(args, 0, 'width') ?? 80, '"center"'), 10_000), '^', ' '),
    ),
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
    trim: onText((text, args) => {
      const chars = argument(args, 0, 'chars');
      return text.strip(chars instanceof Text ? (char) => chars.value.includes(char) : isSpace, true, true);
    }),
    truncate,
    unique,
    upper: method('upper'),
    urlencode: onText((text) =>
      text.map((run) => encodeURIComponent(run.replace(/\p{Cs}/gu, '\ufffd')).replaceAll('%2F', '/')),
    ),
    wordcount: onText((text) => text.value.match(/\w+/g)?.length ?? 0),
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
  } catch {
    throw new TemplateError('a text is not JSON');
  }
};
