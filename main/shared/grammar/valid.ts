/** Whether a listed value (`enum`, `const`) is valid by other schemas beside its own. All throw `Fault` and `TooManyStates`. */
import { fits, regular } from './automaton.ts';
import { casesOf } from './cases.ts';
import { stringFormats } from './string-formats.ts';
import { canonical, plainValue, type JsonNode } from './json-text.ts';
import type { JsonType } from './keywords.ts';
import type { Entries, ObjectNode, SchemaSource } from './schema-source.ts';

/** Whether `value`, read from JSON, is of a type. */
const isOf = (type: JsonType, value: unknown): boolean => {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
};

/** Whether `value` is valid by all of `nodes`. */
export const isValid = (source: SchemaSource, value: unknown, nodes: readonly JsonNode[]): boolean =>
  casesOf(source, nodes).some((parts) => parts.every((part) => isValidByPart(source, value, part)));

/** The same for one schema of a case. */
export const isValidByPart = (source: SchemaSource, value: unknown, { entries }: ObjectNode): boolean => {
  const type = entries.get('type');
  const isNull = value === null && isNullable(entries);
  if (type !== undefined && !isNull && !source.types(type.value).some((one) => isOf(one, value)))
    return false;
  const [constant, listed] = [entries.get('const'), entries.get('enum')];
  const same = (node: JsonNode): boolean => canonical(plainValue(node)) === canonical(value);
  if (constant !== undefined && !same(constant.value)) return false;
  if (listed !== undefined && !source.list('enum', listed).some(same)) return false;
  if (typeof value === 'string') return isValidText(source, value, entries);
  if (typeof value === 'number') return isValidNumber(source, value, entries);
  if (Array.isArray(value)) return isValidList(source, value, entries);
  return typeof value !== 'object' || value === null || isValidObject(source, value, entries);
};

/** Whether OpenAPI's `nullable` allows null beside the type. */
export const isNullable = (entries: Entries): boolean => {
  const value = entries.get('nullable')?.value;
  return value?.kind === 'plain' && value.value === true;
};

const isValidText = (source: SchemaSource, text: string, entries: Entries): boolean => {
  const length = Array.from(text).length;
  const [pattern, format] = [entries.get('pattern'), entries.get('format')];
  const part = [{ kind: 'object', at: 0, entries } as ObjectNode];
  if (length < (source.count(part, 'minLength', 'least') ?? 0)) return false;
  if (length > (source.count(part, 'maxLength', 'most') ?? Infinity)) return false;
  if (pattern !== undefined) {
    const { at } = pattern.value;
    if (!fits(source.described(source.text('pattern', pattern), at), text)) return false;
  }
  const known = format === undefined ? undefined : stringFormats[source.text('format', format)];
  return known === undefined || fits(regular(known, source.work), text);
};

const isValidNumber = (source: SchemaSource, value: number, entries: Entries): boolean => {
  const bound = (keyword: string, holds: (bound: number) => boolean): boolean => {
    const entry = entries.get(keyword);
    return entry === undefined || isFlag(entry.value) || holds(source.number(keyword, entry));
  };
  return (
    bound('minimum', (one) => value >= one) &&
    bound('maximum', (one) => value <= one) &&
    bound('exclusiveMinimum', (one) => value > one) &&
    bound('exclusiveMaximum', (one) => value < one) &&
    bound('multipleOf', (one) => Number.isInteger(value / one))
  );
};

/** Draft 4 has `exclusiveMinimum: true` beside `minimum`. */
export const isFlag = (node: JsonNode): boolean => node.kind === 'plain' && typeof node.value === 'boolean';

const isValidList = (source: SchemaSource, items: readonly unknown[], entries: Entries): boolean => {
  const part = [{ kind: 'object', at: 0, entries } as ObjectNode];
  if (items.length < (source.count(part, 'minItems', 'least') ?? 0)) return false;
  if (items.length > (source.count(part, 'maxItems', 'most') ?? Infinity)) return false;
  const { first, rest } = itemsOf(source, entries);
  if (isTrue(entries, 'uniqueItems') && new Set(items.map(canonical)).size < items.length) return false;
  const contained = entries.get('contains');
  if (contained !== undefined && !items.some((one) => isValid(source, one, [contained.value]))) return false;
  return items.every((one, index) => {
    const schema = first[index] ?? rest;
    return schema === undefined || isValid(source, one, [schema]);
  });
};

export const isTrue = (entries: Entries, keyword: string): boolean => {
  const value = entries.get(keyword)?.value;
  return value?.kind === 'plain' && value.value === true;
};

/** The schemas of the first items and of the others, as draft 2020-12 and the drafts before it write them. */
export const itemsOf = (
  source: SchemaSource,
  entries: Entries,
): { first: readonly JsonNode[]; rest: JsonNode | undefined } => {
  const [items, prefix] = [entries.get('items'), entries.get('prefixItems')];
  if (items?.value.kind === 'array')
    return { first: items.value.items, rest: entries.get('additionalItems')?.value };
  return { first: prefix === undefined ? [] : source.list('prefixItems', prefix), rest: items?.value };
};

const isValidObject = (source: SchemaSource, value: object, entries: Entries): boolean => {
  const keys = Object.keys(value);
  const part = [{ kind: 'object', at: 0, entries } as ObjectNode];
  if (keys.length < (source.count(part, 'minProperties', 'least') ?? 0)) return false;
  if (keys.length > (source.count(part, 'maxProperties', 'most') ?? Infinity)) return false;
  const required = entries.get('required');
  if (required !== undefined && !source.texts('required', required).every(({ text }) => keys.includes(text)))
    return false;
  const isKnown = (key: string): boolean => schemasOfKey(source, entries, key).length > 0;
  if (entries.has('unevaluatedProperties') && !keys.every(isKnown)) return false;
  const names = entries.get('propertyNames');
  if (names !== undefined && !keys.every((key) => isValid(source, key, [names.value]))) return false;
  return Object.entries(value).every(([key, one]) =>
    isValid(source, one, schemasOfKey(source, entries, key)),
  );
};

/** The schemas that a schema of objects has for the property `key`. */
export const schemasOfKey = (source: SchemaSource, entries: Entries, key: string): JsonNode[] => {
  const [properties, patterns] = [entries.get('properties'), entries.get('patternProperties')];
  const own = properties && source.objectIn('properties', properties).entries.get(key);
  const matching = patterns
    ? [...source.objectIn('patternProperties', patterns).entries]
        .filter(([pattern, { at }]) => fits(source.described(pattern, at), key))
        .map(([, { value }]) => value)
    : [];
  const additional = entries.get('additionalProperties')?.value;
  if (own === undefined && matching.length === 0) return additional === undefined ? [] : [additional];
  return [...(own === undefined ? [] : [own.value]), ...matching];
};
