/** Objects of a JSON schema. */
import {
  noneOf,
  ofLength,
  orNot,
  productOf,
  regular,
  rulesOfProduct,
  type Description,
} from './automaton.ts';
import { casesOf, type Case } from './cases.ts';
import { colon, quoted, stringChar } from './json-rules.ts';
import { plainValue, type JsonNode } from './json-text.ts';
import { objectRules, type Property } from './object-rules.ts';
import { call, chars, otherRanges, repeated, type Item, type Sequence } from './rules.ts';
import type { Conversion } from './conversion.ts';
import type { Entries } from './schema-source.ts';
import { textsOf } from './string-schema.ts';
import { isValid, schemasOfKey } from './valid.ts';

export const objectSchema = (conversion: Conversion, parts: Case): Sequence[] => {
  const { source, valueOf, add } = conversion;
  const all = parts.map((part) => part.entries);
  const names = namesOf(conversion, all);
  const required = new Map(
    all.flatMap((entries) => {
      const entry = entries.get('required');
      return entry === undefined ? [] : source.texts('required', entry).map(({ text, at }) => [text, at]);
    }) as [string, number][],
  );
  const listed = new Set(
    all.flatMap((entries) => {
      const entry = entries.get('properties');
      return entry === undefined ? [] : [...source.objectIn('properties', entry).entries.keys()];
    }),
  );
  const isClosed = closes(conversion, all, listed.size > 0);
  // Keys that are listed as names may be written, in that order.
  if (names.listed !== null && !isClosed) for (const key of names.listed) listed.add(key);
  const valueOfKey = (key: string): Item => {
    const schemas = all.flatMap((entries) => schemasOfKey(source, entries, key));
    return schemas.length === 0 ? call('value') : valueOf(schemas);
  };
  const properties: Property[] = [...listed, ...[...required.keys()].filter((key) => !listed.has(key))]
    .filter((key) => names.nodes.length === 0 || isValid(source, key, names.nodes) || required.has(key))
    .map((key) => ({ key, value: valueOfKey(key), isRequired: required.has(key) }));
  for (const [key, at] of required) {
    const isUnknown = !listed.has(key) && all.some((entries) => refuses(conversion, entries, key));
    if (isUnknown) return conversion.nothing(source.fault(at, 'format.required-missing', { key }));
    if (names.nodes.length > 0 && !isValid(source, key, names.nodes))
      return conversion.nothing(source.fault(at, 'format.no-value'));
  }
  const counts = {
    from: source.count(parts, 'minProperties', 'least') ?? 0,
    to: source.count(parts, 'maxProperties', 'most'),
  };
  const keys = properties.map(({ key }) => key);
  const other =
    names.listed !== null ? null : otherProperties(conversion, all, keys, names.contents, isClosed);
  if (other !== null && counts.from > properties.length + 1) {
    const entry = all.map((entries) => entries.get('minProperties')).find((one) => one !== undefined)!;
    throw source.fault(entry.at, 'format.keyword-unsupported', { keyword: 'minProperties' });
  }
  return [objectRules(properties, other, counts, add)];
};

/** Whether other properties than the listed ones are refused, or are not written because nothing is said of them. */
const closes = ({ source }: Conversion, all: readonly Entries[], hasListed: boolean): boolean => {
  const hasAdditional = all.some((entries) => entries.has('additionalProperties'));
  for (const entries of all) {
    const unevaluated = entries.get('unevaluatedProperties');
    if (unevaluated === undefined) continue;
    const isFalse = unevaluated.value.kind === 'plain' && unevaluated.value.value === false;
    const isTrue = unevaluated.value.kind === 'plain' && unevaluated.value.value === true;
    // Which properties other schemas beside the first one evaluate is not followed.
    if (!isTrue && (!isFalse || entries !== all[0] || hasAdditional))
      throw source.fault(unevaluated.at, 'format.keyword-unsupported', { keyword: 'unevaluatedProperties' });
    if (isFalse) return true;
  }
  if (hasAdditional) return false;
  return hasListed || all.some((entries) => entries.has('patternProperties'));
};

/** Whether a schema allows no property `key`. */
const refuses = ({ source }: Conversion, entries: Entries, key: string): boolean =>
  schemasOfKey(source, entries, key).some((node) => node.kind === 'plain' && node.value === false);

/** What `propertyNames` demands: the only keys, or what each must fit. */
interface Names {
  nodes: readonly JsonNode[];
  listed: readonly string[] | null;
  contents: readonly Description[];
}

const namesOf = (conversion: Conversion, all: readonly Entries[]): Names => {
  const { source } = conversion;
  const given = all.flatMap((entries) => {
    const entry = entries.get('propertyNames');
    return entry === undefined ? [] : [entry];
  });
  const nodes = given.map(({ value }) => value);
  if (nodes.length === 0) return { nodes, listed: null, contents: [] };
  const cases = casesOf(source, nodes);
  const lists = cases.map((parts) =>
    parts.flatMap(({ entries }) => {
      const entry = entries.get('enum') ?? entries.get('const');
      return entry === undefined ? [] : [entry.value.kind === 'array' ? entry.value.items : [entry.value]];
    }),
  );
  if (lists.every((list) => list.length > 0)) {
    const keys = lists
      .flatMap(([first]) => first!.map(plainValue))
      .filter((key): key is string => typeof key === 'string');
    return { nodes, listed: [...new Set(keys)].filter((key) => isValid(source, key, nodes)), contents: [] };
  }
  const [only] = cases;
  if (only === undefined || cases.length > 1 || lists[0]!.length > 0)
    throw source.fault(given[0]!.at, 'format.keyword-unsupported', { keyword: 'propertyNames' });
  const { from, to, contents } = textsOf(conversion, only);
  const length = from === 0 && to === null ? [] : [ofLength(from, to)];
  return { nodes, listed: null, contents: [...length, ...contents.map((one) => regular(one, source.work))] };
};

/** Characters of keys that are written as they are. Without escapes, no key can be one of the others in disguise. */
const plain = otherRanges([
  [0, 0x1f],
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0x7f, 0x7f],
  [0xd800, 0xdfff],
]);

const anyKey: Sequence = [repeated([chars(...plain)], 0, null)];

/** A property that is not listed, with its key, the colon and its value; `null`: none is written. */
const otherProperties = (
  { source, valueOf, add }: Conversion,
  all: readonly Entries[],
  keys: readonly string[],
  names: readonly Description[],
  isClosed: boolean,
): Item | null => {
  const patterns = all.flatMap((entries, part) => {
    const entry = entries.get('patternProperties');
    if (entry === undefined) return [];
    return [...source.objectIn('patternProperties', entry).entries].map(([pattern, { at, value }]) => ({
      part,
      value,
      description: orNot(source.described(pattern, at)),
    }));
  });
  const additional = (entries: Entries): JsonNode[] => {
    const entry = entries.get('additionalProperties');
    return entry === undefined ? [] : [entry.value];
  };
  const isForbidden = all.some((entries) =>
    additional(entries).some((node) => node.kind === 'plain' && node.value === false),
  );
  if (patterns.length === 0 && (isClosed || isForbidden)) return null;
  const fixed = [regular(anyKey, source.work), noneOf(keys), ...names];
  const descriptions = [...fixed, ...patterns.map(({ description }) => description)];
  const product = productOf(descriptions, source.work);
  const isKey = (reached: readonly number[]): boolean =>
    fixed.every((one, index) => one.isEnd(reached[index]!));
  const matched = (reached: readonly number[]): string =>
    patterns
      .map(({ description }, index) => Number(description.isEnd(reached[fixed.length + index]!)))
      .join('');
  /** Which patterns the keys match that there are. */
  const groups = new Set(product.reached.filter(isKey).map(matched));
  const alternatives: Sequence[] = [];
  for (const group of groups) {
    const matches = patterns.filter((_, index) => group[index] === '1');
    if (matches.length === 0 && isClosed) continue;
    const schemas = all.flatMap((entries, part) => {
      const own = matches.filter((one) => one.part === part).map(({ value }) => value);
      return own.length > 0 ? own : additional(entries);
    });
    const key = rulesOfProduct(
      product,
      (reached) => isKey(reached) && matched(reached) === group,
      stringChar,
      add,
    );
    alternatives.push([...quoted(key), ...colon(), schemas.length === 0 ? call('value') : valueOf(schemas)]);
  }
  return alternatives.length === 0 ? null : add(alternatives);
};
