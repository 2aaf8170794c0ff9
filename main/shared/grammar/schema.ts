/**
 * Makes a grammar of a JSON schema (draft 2020-12, and older keywords that mean the same). Every text of the grammar is valid by
 * the schema; what a grammar cannot enforce is refused by its name. Properties are written in the order of the schema.
 */
import { TooManyStates } from './automaton.ts';
import { casesOf, TooManyCases, type Case } from './cases.ts';
import { Fault } from './fault.ts';
import { call, type Grammar, type Item, type Sequence } from './rules.ts';
import type { Conversion } from './conversion.ts';
import { constant, jsonRules } from './json-rules.ts';
import { canonical, plainValue, type JsonNode } from './json-text.ts';
import { keywordsOf, type JsonType } from './keywords.ts';
import { withoutDeadEnds } from './dead-ends.ts';
import { arrayRules } from './array-schema.ts';
import { numberRules } from './number-schema.ts';
import { objectSchema } from './object-schema.ts';
import { stringRules } from './string-schema.ts';
import { SchemaSource } from './schema-source.ts';
import { isNullable, isValidByPart } from './valid.ts';
import { say } from '../words/catalogue.ts';

/** Throws `Fault` at the first fault. */
export const readSchema = (source: string): Grammar => {
  try {
    return new Converter(source).convert();
  } catch (error) {
    if (error instanceof TooManyStates || error instanceof TooManyCases)
      throw new Fault(say('format.too-large', { kind: 'schema' }));
    throw error;
  }
};

/** Rules of one schema. */
const mostRules = 20_000;

class Converter implements Conversion {
  readonly source: SchemaSource;
  readonly #rules = new Map<string, readonly Sequence[]>(Object.entries(jsonRules));
  /** The rule of each set of schemas, by their numbers. */
  readonly #made = new Map<string, Item>();
  readonly #numbers = new Map<JsonNode, number>();
  /** Rules whose alternatives are not known yet: schemas may nest deeper than calls. */
  readonly #open: { nodes: readonly JsonNode[]; alternatives: Sequence[] }[] = [];
  readonly #shared = new Map<string, Item>();
  /** Why no value is valid, as far as a place says so. */
  #contradiction: Fault | null = null;

  constructor(source: string) {
    this.source = new SchemaSource(source);
  }

  convert(): Grammar {
    const root = this.valueOf([this.source.root]);
    for (let made = this.#open.shift(); made !== undefined; made = this.#open.shift())
      made.alternatives.push(...this.#alternativesOf(made.nodes));
    this.#rules.set('root', [[root]]);
    const grammar = withoutDeadEnds({ rules: this.#rules, root: 'root' });
    if (grammar === null) throw this.#contradiction ?? new Fault(say('format.schema-endless'));
    return grammar;
  }

  add = (alternatives: readonly Sequence[]): Item => {
    if (this.#rules.size > mostRules) throw new TooManyStates();
    const name = `rule-${this.#rules.size}`;
    this.#rules.set(name, alternatives);
    return call(name);
  };

  valueOf = (nodes: readonly JsonNode[]): Item => {
    const numbers = [...new Set(nodes.map((node) => this.#numberOf(node)))];
    const key = numbers.toSorted((one, other) => one - other).join();
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const alternatives: Sequence[] = [];
    const item = this.add(alternatives);
    this.#made.set(key, item);
    this.#open.push({ nodes, alternatives });
    return item;
  };

  shared = (name: string, make: () => Sequence): Item => {
    const known = this.#shared.get(name) ?? this.add([make()]);
    this.#shared.set(name, known);
    return known;
  };

  nothing = (fault: Fault): Sequence[] => {
    this.#contradiction ??= fault;
    return [];
  };

  #numberOf(node: JsonNode): number {
    const known = this.#numbers.get(node);
    if (known !== undefined) return known;
    this.#numbers.set(node, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  #alternativesOf(nodes: readonly JsonNode[]): Sequence[] {
    const cases = casesOf(this.source, nodes);
    const isFalse = nodes.find((node) => node.kind === 'plain' && node.value === false);
    if (isFalse !== undefined) return this.nothing(this.source.fault(isFalse.at, 'format.no-value'));
    return cases.flatMap((parts) => this.#alternativesOfCase(parts));
  }

  #alternativesOfCase(parts: Case): Sequence[] {
    const listed = this.#listedIn(parts);
    if (listed !== null) {
      if (listed.values.length > 0) return listed.values.map(constant);
      return this.nothing(this.source.fault(listed.at, 'format.no-value'));
    }
    const types = this.#typesOf(parts);
    if (types === null) return [[call('value')]];
    return types.flatMap((type): Sequence[] => {
      switch (type) {
        case 'object':
          return objectSchema(this, parts);
        case 'array':
          return arrayRules(this, parts);
        case 'string':
          return stringRules(this, parts);
        case 'number':
        case 'integer':
          return numberRules(this, type, parts);
        default:
          return [[call(type)]];
      }
    });
  }

  /** The only values that are valid, if they are listed; `null`: they are not. */
  #listedIn(parts: Case): { values: unknown[]; at: number } | null {
    for (const { entries } of parts) {
      const entry = entries.get('const') ?? entries.get('enum');
      if (entry === undefined) continue;
      const nodes = entries.has('const') ? [entry.value] : this.source.list('enum', entry);
      const values = new Map(nodes.map(plainValue).map((value) => [canonical(value), value]));
      const valid = [...values.values()].filter((value) =>
        parts.every((part) => isValidByPart(this.source, value, part)),
      );
      return { values: valid, at: entry.at };
    }
    return null;
  }

  /** The types that a value can have; `null`: any, and nothing more is demanded. */
  #typesOf(parts: Case): JsonType[] | null {
    const all = Object.keys(keywordsOf) as JsonType[];
    let types: JsonType[] | null = null;
    let at = 0;
    for (const { entries } of parts) {
      const entry = entries.get('type');
      if (entry === undefined) continue;
      ({ at } = entry);
      const own = this.source.types(entry.value);
      if (isNullable(entries) && !own.includes('null')) own.push('null');
      types = types === null ? own : commonTypes(types, own);
    }
    if (types !== null) {
      if (types.length === 0) this.nothing(this.source.fault(at, 'format.no-value'));
      return types;
    }
    const meant = all.filter(
      (one) =>
        one !== 'integer' &&
        keywordsOf[one].some((keyword) => parts.some(({ entries }) => entries.has(keyword))),
    );
    return meant.length > 0 ? meant : null;
  }
}

/** Types that are in both lists; every integer is a number. */
const commonTypes = (some: readonly JsonType[], others: readonly JsonType[]): JsonType[] => {
  const covers = (list: readonly JsonType[], type: JsonType): boolean =>
    list.includes(type) || (type === 'integer' && list.includes('number'));
  const common = [
    ...some.filter((type) => covers(others, type)),
    ...others.filter((type) => covers(some, type)),
  ];
  return [...new Set(common)].filter((type) => type !== 'integer' || !common.includes('number'));
};
