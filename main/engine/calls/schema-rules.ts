/** The rules of several schemas in one grammar. */
import { Fault } from '../../shared/grammar/fault.ts';
import { jsonRules } from '../../shared/grammar/json-rules.ts';
import { call, type Grammar, type Item, type Sequence } from '../../shared/grammar/rules.ts';
import { readSchema } from '../../shared/grammar/schema.ts';
import type { RuleBook } from './argument-rules.ts';
import { isObject } from './json-scan.ts';

/** A book with the rules of JSON, and those of `otherwise`. */
export const newRules = (otherwise?: Grammar): RuleBook => {
  const rules = new Map<string, readonly Sequence[]>(Object.entries(jsonRules));
  const known = new Map<string, Item>();
  const add = (alternatives: readonly Sequence[]): Item => {
    const name = `calls-${rules.size}`;
    rules.set(name, alternatives);
    return call(name);
  };
  let count = 0;
  /** Takes the rules of another grammar, under names of their own. */
  const include = ({ rules: others, root }: Grammar): string => {
    count += 1;
    const nameOf = (name: string): string =>
      others.get(name) === jsonRules[name as keyof typeof jsonRules] ? name : `${count}-${name}`;
    for (const [name, alternatives] of others)
      if (nameOf(name) !== name)
        rules.set(
          nameOf(name),
          alternatives.map((sequence) => sequence.map((item) => renamed(item, nameOf))),
        );
    return nameOf(root);
  };
  return {
    rules,
    add,
    once: (key, make) => {
      const item = known.get(key) ?? make();
      known.set(key, item);
      return item;
    },
    schema: (schema, isStrict) => call(include(grammarOf(schema, isStrict))),
    grammar: (grammar) => call(include(grammar)),
    otherwise: otherwise === undefined ? null : include(otherwise),
  };
};

const renamed = (item: Item, nameOf: (name: string) => string): Item => {
  switch (item.kind) {
    case 'call':
      return call(nameOf(item.rule));
    case 'choice':
      return { ...item, of: item.of.map((sequence) => sequence.map((one) => renamed(one, nameOf))) };
    case 'repetition':
      return { ...item, item: renamed(item.item, nameOf) };
    default:
      return item;
  }
};

/** Throws `Fault` if a strict schema cannot be enforced; others are loosened. */
const grammarOf = (schema: unknown, isStrict: boolean): Grammar => {
  try {
    return readSchema(JSON.stringify(schema));
  } catch (error) {
    if (!(error instanceof Fault) || isStrict) throw error;
  }
  try {
    return readSchema(JSON.stringify(loosened(schema)));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
  return readSchema(isObject(schema) && schema.type === 'object' ? '{"type":"object"}' : 'true');
};

/** The keywords that shape a value most. */
const kept = new Set([
  'type',
  'properties',
  'required',
  'items',
  'enum',
  'const',
  'anyOf',
  '$ref',
  '$defs',
  'definitions',
]);

/** The schema with only those. */
const loosened = (schema: unknown): unknown => {
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
      if (!kept.has(key)) return [];
      if ((key === 'properties' || key === '$defs' || key === 'definitions') && isObject(value))
        return [[key, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, loosened(one)]))]];
      if (key === 'anyOf' && Array.isArray(value)) return [[key, value.map(loosened)]];
      return [[key, key === 'items' ? loosened(value) : value]];
    }),
  );
};
