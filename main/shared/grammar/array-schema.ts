/** Arrays of a JSON schema. */
import { casesOf, type Case } from './cases.ts';
import { arrayOf, comma, constant } from './json-rules.ts';
import { canonical, plainValue, type JsonNode } from './json-text.ts';
import { call, repeated, type Item, type Sequence } from './rules.ts';
import type { Conversion } from './conversion.ts';
import { isTrue, isValid, itemsOf } from './valid.ts';

/** Items of which each may be there once, if there are no more than these different ones: each set of them has a rule. */
const mostUnique = 8;

/** If a list has no longest length, the items that it must contain are among this many first ones, so that it comes to an end. */
const mostBefore = 32;
/** The most rules for lists that must contain certain items; if there would be more, those items come first. */
const mostStates = 256;

export const arrayRules = (conversion: Conversion, parts: Case): Sequence[] => {
  const { source, valueOf } = conversion;
  const lists = parts.map(({ entries }) => itemsOf(source, entries));
  const from = source.count(parts, 'minItems', 'least') ?? 0;
  const to = source.count(parts, 'maxItems', 'most');
  const place = parts.map(
    ({ entries }) => entries.get('minItems') ?? entries.get('maxItems') ?? entries.get('items'),
  );
  const at = place.find((one) => one !== undefined)?.at ?? 0;
  const nothing = (): Sequence[] => conversion.nothing(source.fault(at, 'format.no-value'));
  if (to !== null && to < from) return nothing();
  const defined = (nodes: (JsonNode | undefined)[]): JsonNode[] =>
    nodes.filter((node): node is JsonNode => node !== undefined);
  const length = Math.min(to ?? Infinity, Math.max(...lists.map(({ first }) => first.length)));
  const rest = defined(lists.map((list) => list.rest));
  const contained = parts.flatMap(({ entries }) => {
    const entry = entries.get('contains');
    return entry === undefined ? [] : [entry];
  });
  const unique = parts.find(({ entries }) => isTrue(entries, 'uniqueItems'))?.entries.get('uniqueItems');
  if (length > 0) {
    for (const entry of [...contained, ...(unique === undefined ? [] : [unique])])
      throw source.fault(entry.at, 'format.keyword-beside', {
        keyword: contained.includes(entry) ? 'contains' : 'uniqueItems',
        beside: 'prefixItems',
      });
    const tuple = Array.from({ length }, (_, index) =>
      valueOf(defined(lists.map(({ first, rest: others }) => first[index] ?? others))),
    ).flatMap((item, index) => [...(index === 0 ? [] : comma), item]);
    const least = Math.max(0, from - length);
    const most = to === null ? null : to - length;
    if (most === 0 || (rest.length === 0 && least === 0)) return [arrayOf(tuple)];
    return [arrayOf([...tuple, repeated([...comma, itemOf(conversion, rest)], least, most)])];
  }
  if (unique !== undefined && (to === null || to > 1)) {
    if (contained.length > 0)
      throw source.fault(contained[0]!.at, 'format.keyword-beside', {
        keyword: 'contains',
        beside: 'uniqueItems',
      });
    const values = finiteValues(conversion, rest);
    if (values === null || values.length > mostUnique)
      throw source.fault(unique.at, 'format.keyword-unsupported', { keyword: 'uniqueItems' });
    return [arrayOf([uniqueItems(conversion, values, from, to)])];
  }
  if (to !== null && to < contained.length) return nothing();
  const item = itemOf(conversion, rest);
  if (contained.length > 0) {
    const wanted = contained.map(({ value }) => valueOf([...rest, value]));
    return [arrayOf(wantedAmong(conversion, wanted, item, from, to))];
  }
  if (to === 0) return [arrayOf([])];
  const some: Sequence = [
    item,
    repeated([...comma, item], Math.max(0, from - 1), to === null ? null : to - 1),
  ];
  return [arrayOf(from === 0 ? [repeated(some, 0, 1)] : some)];
};

/** Any items, among them one for each of `wanted`, in any order and between any others. */
const wantedAmong = (
  { add }: Conversion,
  wanted: readonly Item[],
  item: Item,
  from: number,
  to: number | null,
): Sequence => {
  const all = 2 ** wanted.length - 1;
  /** The wanted items are among as many. */
  const among = to ?? Math.max(from, mostBefore);
  const rest = (count: number): Item =>
    repeated([...comma, item], Math.max(0, from - count), to === null ? null : to - count);
  if (among * all > mostStates)
    return [...wanted.flatMap((one, index) => [...(index === 0 ? [] : comma), one]), rest(wanted.length)];
  const made = new Map<number, Item>();
  /** What follows `count` items; `found`: a bit for each of `wanted` that is among them. */
  const after = (count: number, found: number): Item => {
    if (found === all) return rest(count);
    const state = count * (all + 1) + found;
    const known = made.get(state);
    if (known !== undefined) return known;
    const before = count === 0 ? [] : comma;
    const missing = wanted.flatMap((one, index) => ((found & (1 << index)) === 0 ? [{ one, index }] : []));
    const alternatives = missing.map(({ one, index }): Sequence => [
      ...before,
      one,
      after(count + 1, found | (1 << index)),
    ]);
    if (count + missing.length < among) alternatives.push([...before, item, after(count + 1, found)]);
    const rule = add(alternatives);
    made.set(state, rule);
    return rule;
  };
  return [after(0, 0)];
};

const itemOf = ({ valueOf }: Conversion, rest: readonly JsonNode[]): Item =>
  rest.length === 0 ? call('value') : valueOf(rest);

/** All values that are valid by `nodes`; `null`: they are not listed. */
const finiteValues = ({ source }: Conversion, nodes: readonly JsonNode[]): unknown[] | null => {
  if (nodes.length === 0) return null;
  const values = new Map<string, unknown>();
  for (const parts of casesOf(source, nodes)) {
    let candidates: unknown[] | null = null;
    for (const { entries } of parts) {
      const entry = entries.get('const') ?? entries.get('enum');
      const type = entries.get('type')?.value;
      if (entry !== undefined)
        candidates = (entries.has('const') ? [entry.value] : source.list('enum', entry)).map(plainValue);
      else if (type !== undefined && source.types(type).every((one) => one === 'boolean' || one === 'null'))
        candidates ??= [true, false, null];
    }
    if (candidates === null) return null;
    for (const value of candidates) if (isValid(source, value, nodes)) values.set(canonical(value), value);
  }
  return [...values.values()];
};

/** Items out of `values`, each at most once: a rule for each set of those that are left. */
const uniqueItems = (
  { add }: Conversion,
  values: readonly unknown[],
  from: number,
  to: number | null,
): Item => {
  const made = new Map<number, Item>();
  const after = (used: number, count: number): Item => {
    const known = made.get(used);
    if (known !== undefined) return known;
    const alternatives: Sequence[] = count >= from ? [[]] : [];
    if (to === null || count < to)
      for (const [index, value] of values.entries())
        if ((used & (1 << index)) === 0)
          alternatives.push([
            ...(count === 0 ? [] : comma),
            ...constant(value),
            after(used | (1 << index), count + 1),
          ]);
    const item = add(alternatives);
    made.set(used, item);
    return item;
  };
  return after(0, 0);
};
