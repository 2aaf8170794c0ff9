/**
 * Makes a grammar of a JSON schema (draft 2020-12, and older keywords that mean the same). Every text of the grammar is valid by
 * the schema; what a grammar cannot enforce is refused by its name. Properties are written in the order of the schema.
 */
import { areDisjoint } from './disjoint.ts';
import { faultAt, type Fault, type Facts, type PlacedCode } from './fault.ts';
import { mostRepetitions } from './gbnf.ts';
import { arrayOf, comma, constant, jsonRules, quoted, stringFormats } from './json-rules.ts';
import { plainValue, readJson, type JsonEntry, type JsonNode } from './json-text.ts';
import { annotations, combinations, isJsonType, keywordsOf, standingOf, type JsonType } from './keywords.ts';
import { numberRange, wholeRange } from './number-range.ts';
import { objectRules, type Property } from './object-rules.ts';
import { BadPattern, patternContent } from './pattern.ts';
import { call, repeated, type Grammar, type Item, type Sequence } from './rules.ts';

type ObjectNode = Extract<JsonNode, { kind: 'object' }>;
type Entries = ObjectNode['entries'];

/** Throws `Fault` at the first fault. */
export const readSchema = (source: string): Grammar => new Converter(source).convert();

/** Beyond this, exact digits are lost. */
const largestBound = { integer: 999_999_999_999_999, number: 1_000_000_000 };

class Converter {
  readonly #source: string;
  readonly #root: JsonNode;
  readonly #rules = new Map<string, readonly Sequence[]>(Object.entries(jsonRules));
  /** The rule of each schema in the text. */
  readonly #made = new Map<JsonNode, Item>();

  constructor(source: string) {
    this.#source = source;
    this.#root = readJson(source);
  }

  convert(): Grammar {
    const root = this.#valueOf(this.#root);
    this.#rules.set('root', [[root]]);
    return { rules: this.#rules, root: 'root' };
  }

  #fault<C extends PlacedCode>(at: number, code: C, ...facts: Facts<C>): Fault {
    return faultAt(this.#source, at, code, ...facts);
  }

  #add = (alternatives: readonly Sequence[]): Item => {
    const name = `rule-${this.#rules.size}`;
    this.#rules.set(name, alternatives);
    return call(name);
  };

  /** A value that is valid by the schema `node`. */
  #valueOf(node: JsonNode): Item {
    const known = this.#made.get(node);
    if (known !== undefined) return known;
    // A schema can be within itself: its rule is there before its content.
    const alternatives: Sequence[] = [];
    const item = this.#add(alternatives);
    this.#made.set(node, item);
    alternatives.push(...this.#alternativesOf(node));
    return item;
  }

  #alternativesOf(node: JsonNode): Sequence[] {
    if (node.kind === 'plain' && node.value === true) return [[call('value')]];
    if (node.kind !== 'object')
      throw this.#fault(
        node.at,
        node.kind === 'plain' && node.value === false ? 'format.no-value' : 'format.not-a-schema',
      );
    const { entries } = node;
    for (const [keyword, { at }] of entries) {
      const standing = standingOf(keyword);
      if (standing === 'unsupported') throw this.#fault(at, 'format.keyword-unsupported', { keyword });
      if (standing === 'unknown') throw this.#fault(at, 'format.keyword-unknown', { keyword });
    }
    const combination = combinations.find((keyword) => entries.has(keyword));
    if (combination !== undefined) return this.#combined(combination, entries);
    const types = this.#typesOf(node);
    const usable = new Set(['type', ...types.flatMap((type) => keywordsOf[type])]);
    for (const [keyword, { at }] of entries)
      if (!annotations.has(keyword) && !usable.has(keyword))
        throw this.#fault(at, 'format.keyword-without-type', { keyword, types: types.join(', ') });
    if (!entries.has('type') && usable.size === 1 + Object.values(keywordsOf).flat().length)
      return [[call('value')]];
    return types.flatMap((type) => this.#ofType(type, node));
  }

  #combined(keyword: (typeof combinations)[number], entries: Entries): Sequence[] {
    const { at, value } = entries.get(keyword)!;
    for (const [other, entry] of entries) {
      const isType = other === 'type' && (keyword === 'enum' || keyword === 'const');
      if (other !== keyword && !annotations.has(other) && !isType)
        throw this.#fault(entry.at, 'format.keyword-beside', { keyword: other, beside: keyword });
    }
    switch (keyword) {
      case '$ref':
        return [[this.#valueOf(this.#referred(value))]];
      case 'const':
      case 'enum': {
        const listed = keyword === 'const' ? [value] : this.#list(keyword, entries.get(keyword)!);
        const type = entries.get('type')?.value;
        const types = type === undefined ? null : this.#types(type);
        const allowed = listed
          .map(plainValue)
          .filter((one) => types === null || types.some((name) => isOf(name, one)));
        if (allowed.length === 0) throw this.#fault(at, 'format.no-value');
        return allowed.map(constant);
      }
      case 'allOf':
      case 'anyOf':
      case 'oneOf': {
        const schemas = this.#list(keyword, entries.get(keyword)!);
        if (keyword === 'allOf' && schemas.length > 1) throw this.#fault(at, 'format.all-of');
        if (keyword === 'oneOf' && !areDisjoint(schemas, (node) => this.#resolved(node)))
          throw this.#fault(at, 'format.one-of');
        return schemas.map((schema) => [this.#valueOf(schema)]);
      }
    }
  }

  #ofType(type: JsonType, node: ObjectNode): Sequence[] {
    switch (type) {
      case 'object':
        return [this.#object(node)];
      case 'array':
        return [this.#array(node)];
      case 'string':
        return [this.#string(node.entries)];
      case 'number':
      case 'integer':
        return this.#number(type, node);
      default:
        return [[call(type)]];
    }
  }

  #object({ entries }: ObjectNode): Sequence {
    const properties = entries.get('properties');
    const listed: Entries =
      properties === undefined ? new Map() : this.#objectIn('properties', properties).entries;
    const required = entries.has('required')
      ? this.#list('required', entries.get('required')!, 0).map((node) => {
          if (node.kind === 'plain' && typeof node.value === 'string')
            return { key: node.value, at: node.at };
          throw this.#fault(node.at, 'format.keyword-value', { keyword: 'required', form: 'texts' });
        })
      : [];
    const additional = entries.get('additionalProperties')?.value;
    const isClosed = additional?.kind === 'plain' && additional.value === false;
    const others =
      isClosed || (additional === undefined && listed.size > 0)
        ? null
        : additional === undefined
          ? call('value')
          : this.#valueOf(additional);
    const keys = new Set(required.map(({ key }) => key));
    const all: Property[] = [...listed].map(([key, { value }]) => ({
      key,
      value: this.#valueOf(value),
      isRequired: keys.has(key),
    }));
    for (const { key, at } of required) {
      if (all.some((one) => one.key === key)) continue;
      if (isClosed) throw this.#fault(at, 'format.required-missing', { key });
      all.push({ key, value: others ?? call('value'), isRequired: true });
    }
    return objectRules(all, others, this.#add);
  }

  #array({ entries }: ObjectNode): Sequence {
    const items = entries.get('items');
    const [first, rest] =
      items?.value.kind === 'array'
        ? [items.value.items, undefined]
        : [
            entries.has('prefixItems') ? this.#list('prefixItems', entries.get('prefixItems')!) : [],
            items?.value,
          ];
    const [from, to] = this.#counts(entries, 'minItems', 'maxItems');
    const isClosed = rest?.kind === 'plain' && rest.value === false;
    const most = to === null ? null : to - first.length;
    const least = Math.max(0, from - first.length);
    if ((most !== null && most < least) || (isClosed && least > 0))
      throw this.#fault((entries.get('minItems') ?? entries.get('maxItems') ?? items)!.at, 'format.no-value');
    const tuple = first.flatMap((node, index) => [...(index === 0 ? [] : comma), this.#valueOf(node)]);
    if (isClosed || most === 0 || (rest === undefined && first.length > 0 && least === 0))
      return arrayOf(tuple);
    const item = rest === undefined ? call('value') : this.#valueOf(rest);
    const further = [...comma, item];
    if (first.length > 0) return arrayOf([...tuple, repeated(further, least, most)]);
    const some: Sequence = [item, repeated(further, Math.max(0, least - 1), most === null ? null : most - 1)];
    return arrayOf(least === 0 ? [repeated(some, 0, 1)] : some);
  }

  #string(entries: Entries): Sequence {
    const pattern = entries.get('pattern');
    const format = entries.get('format');
    const alone = pattern ?? format;
    for (const keyword of keywordsOf.string) {
      const entry = entries.get(keyword);
      if (alone !== undefined && entry !== undefined && entry !== alone)
        throw this.#fault(entry.at, 'format.keyword-beside', {
          keyword,
          beside: alone === pattern ? 'pattern' : 'format',
        });
    }
    if (format !== undefined) {
      const name = this.#text('format', format);
      if (!Object.hasOwn(stringFormats, name))
        throw this.#fault(format.value.at, 'format.format-unsupported', {
          name,
          supported: Object.keys(stringFormats).join(', '),
        });
      return quoted(...stringFormats[name]!);
    }
    if (pattern !== undefined) {
      try {
        return quoted(...patternContent(this.#text('pattern', pattern)));
      } catch (error) {
        if (!(error instanceof BadPattern)) throw error;
        throw this.#fault(pattern.value.at, 'format.pattern', { part: error.message.slice(0, 40) });
      }
    }
    const [from, to] = this.#counts(entries, 'minLength', 'maxLength');
    return from === 0 && to === null ? [call('string')] : quoted(repeated([call('char')], from, to));
  }

  #number(type: 'number' | 'integer', { entries }: ObjectNode): Sequence[] {
    const bound = (keyword: string): number | null => {
      const entry = entries.get(keyword);
      if (entry === undefined) return null;
      const { value } = entry;
      if (value.kind !== 'plain' || typeof value.value !== 'number')
        throw this.#fault(value.at, 'format.keyword-value', { keyword, form: 'number' });
      if (Math.abs(value.value) > largestBound[type] || (type === 'number' && !Number.isInteger(value.value)))
        throw this.#fault(value.at, 'format.bound', {
          keyword,
          most: largestBound[type],
          isWhole: type === 'number',
        });
      return value.value;
    };
    const [least, above] = [bound('minimum'), bound('exclusiveMinimum')];
    const [largest, below] = [bound('maximum'), bound('exclusiveMaximum')];
    if ([least, above, largest, below].every((one) => one === null)) return [[call(type)]];
    const excludes = {
      from: above !== null && (least === null || above >= least),
      to: below !== null && (largest === null || below <= largest),
    };
    const [from, to] = [excludes.from ? above : least, excludes.to ? below : largest];
    const sequences =
      type === 'number'
        ? numberRange({ from, to }, excludes)
        : wholeRange({
            from: from === null ? null : excludes.from ? Math.floor(from) + 1 : Math.ceil(from),
            to: to === null ? null : excludes.to ? Math.ceil(to) - 1 : Math.floor(to),
          });
    if (sequences.length > 0) return sequences;
    const at = Math.min(...keywordsOf.number.map((keyword) => entries.get(keyword)?.at ?? Infinity));
    throw this.#fault(at, 'format.no-value');
  }

  #typesOf(node: ObjectNode): JsonType[] {
    const type = node.entries.get('type');
    if (type !== undefined) return this.#types(type.value);
    const all = Object.keys(keywordsOf) as JsonType[];
    const meant = all.filter(
      (one) => one !== 'integer' && keywordsOf[one].some((keyword) => node.entries.has(keyword)),
    );
    return meant.length > 0 ? meant : all;
  }

  #types(node: JsonNode): JsonType[] {
    const names = node.kind === 'array' ? node.items : [node];
    const types = names.map((one) => {
      if (one.kind === 'plain' && isJsonType(one.value)) return one.value;
      throw this.#fault(one.at, 'format.type-unknown', { types: Object.keys(keywordsOf).join(', ') });
    });
    if (types.length === 0) throw this.#fault(node.at, 'format.no-value');
    return [...new Set(types)];
  }

  #referred(node: JsonNode): JsonNode {
    const pointer = node.kind === 'plain' ? node.value : null;
    if (typeof pointer !== 'string' || !/^#(?:$|\/)/.test(pointer))
      throw this.#fault(node.at, 'format.reference-elsewhere');
    let found: JsonNode | undefined = this.#root;
    for (const part of pointer.split('/').slice(1)) {
      const key = partOf(part);
      found =
        found?.kind === 'object'
          ? found.entries.get(key)?.value
          : found?.kind === 'array'
            ? found.items[Number(key)]
            : undefined;
    }
    if (found === undefined) throw this.#fault(node.at, 'format.reference-unknown', { pointer });
    return found;
  }

  /** The schema that `node` is, through all references; itself if they lead in a circle. */
  #resolved(node: JsonNode): JsonNode {
    const seen = new Set<JsonNode>();
    let found = node;
    while (found.kind === 'object' && found.entries.has('$ref') && !seen.has(found)) {
      seen.add(found);
      found = this.#referred(found.entries.get('$ref')!.value);
    }
    return found;
  }

  #list(keyword: string, { value }: JsonEntry, fewest = 1): readonly JsonNode[] {
    if (value.kind === 'array' && value.items.length >= fewest) return value.items;
    throw this.#fault(value.at, 'format.keyword-value', { keyword, form: fewest > 0 ? 'list' : 'texts' });
  }

  #objectIn(keyword: string, { value }: JsonEntry): ObjectNode {
    if (value.kind === 'object') return value;
    throw this.#fault(value.at, 'format.keyword-value', { keyword, form: 'object' });
  }

  #text(keyword: string, { value }: JsonEntry): string {
    if (value.kind === 'plain' && typeof value.value === 'string') return value.value;
    throw this.#fault(value.at, 'format.keyword-value', { keyword, form: 'text' });
  }

  #counts(entries: Entries, least: string, largest: string): [from: number, to: number | null] {
    const count = (keyword: string): number | null => {
      const value = entries.get(keyword)?.value;
      if (value === undefined) return null;
      if (value.kind === 'plain' && Number.isInteger(value.value) && Number(value.value) >= 0) {
        if (Number(value.value) <= mostRepetitions) return Number(value.value);
        throw this.#fault(value.at, 'format.too-many-times', { most: mostRepetitions });
      }
      throw this.#fault(value.at, 'format.keyword-value', { keyword, form: 'count' });
    };
    const [from, to] = [count(least) ?? 0, count(largest)];
    if (to !== null && to < from) throw this.#fault(entries.get(largest)!.at, 'format.no-value');
    return [from, to];
  }
}

/** A part of a JSON pointer in a fragment (RFC 6901); one that is not encoded well is taken as it is. */
const partOf = (part: string): string => {
  let decoded = part;
  try {
    decoded = decodeURIComponent(part);
  } catch {
    // It holds a % that encodes nothing.
  }
  return decoded.replaceAll('~1', '/').replaceAll('~0', '~');
};

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
