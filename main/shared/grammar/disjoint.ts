/** Whether no value can be valid by two of several schemas, as far as their types, constants and a telling property say. */
import { canonical, plainValue, type JsonNode } from './json-text.ts';
import { keywordsOf, type JsonType } from './keywords.ts';

/** `resolve` follows the references of a schema. */
export const areDisjoint = (schemas: readonly JsonNode[], resolve: (node: JsonNode) => JsonNode): boolean => {
  const resolved = schemas.map(resolve);
  return resolved.every((one, index) =>
    resolved.slice(index + 1).every((other) => differ(one, other, resolve)),
  );
};

const differ = (one: JsonNode, other: JsonNode, resolve: (node: JsonNode) => JsonNode): boolean => {
  const [values, others] = [constantsOf(one), constantsOf(other)];
  if (values !== null && others !== null) return !values.some((value) => others.includes(value));
  const [types, otherTypes] = [typesOf(one), typesOf(other)];
  if (types === null || otherTypes === null) return false;
  if (!types.some((type) => otherTypes.some((otherType) => broad(type) === broad(otherType)))) return true;
  // Objects that differ in the constant of a property which both must have, as "type": "circle" or "type": "square".
  if (types.join() !== 'object' || otherTypes.join() !== 'object') return false;
  return requiredOf(one).some((key) => {
    if (!requiredOf(other).includes(key)) return false;
    const [mine, theirs] = [one, other].map((node) => propertyOf(node, key));
    return mine !== undefined && theirs !== undefined && bothConstant(resolve(mine), resolve(theirs));
  });
};

const bothConstant = (one: JsonNode, other: JsonNode): boolean => {
  const [values, others] = [constantsOf(one), constantsOf(other)];
  return values !== null && others !== null && !values.some((value) => others.includes(value));
};

/** Every integer is a number. */
const broad = (type: JsonType): JsonType => (type === 'integer' ? 'number' : type);

const valueAt = (node: JsonNode | undefined, key: string): JsonNode | undefined =>
  node?.kind === 'object' ? node.entries.get(key)?.value : undefined;

const propertyOf = (node: JsonNode, key: string): JsonNode | undefined =>
  valueAt(valueAt(node, 'properties'), key);

const requiredOf = (node: JsonNode): string[] => {
  const required = valueAt(node, 'required');
  return (required?.kind === 'array' ? required.items.map(plainValue) : []) as string[];
};

/** The only values of a schema, as JSON; `null` if it is not defined by them. */
const constantsOf = (node: JsonNode): string[] | null => {
  const [constant, list] = [valueAt(node, 'const'), valueAt(node, 'enum')];
  if (constant !== undefined) return [canonical(plainValue(constant))];
  return list?.kind === 'array' ? list.items.map((one) => canonical(plainValue(one))) : null;
};

/** The types of a schema; `null` if it does not say. */
const typesOf = (node: JsonNode): JsonType[] | null => {
  const constants = constantsOf(node);
  if (constants !== null) return constants.map((one) => typeOf(JSON.parse(one)));
  const type = valueAt(node, 'type');
  const names =
    type?.kind === 'array' ? type.items.map(plainValue) : type === undefined ? [] : [plainValue(type)];
  const types = names.filter(
    (name): name is JsonType => typeof name === 'string' && Object.hasOwn(keywordsOf, name),
  );
  if (types.length === 0) return null;
  const nullable = valueAt(node, 'nullable');
  return nullable?.kind === 'plain' && nullable.value === true ? [...types, 'null'] : types;
};

const typeOf = (value: unknown): JsonType =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : (typeof value as JsonType);
