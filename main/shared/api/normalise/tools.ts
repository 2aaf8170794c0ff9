/** Tools and their schemas in a settled order, whatever order a program sends them in. */
import type { Tool } from '../../engine/tools.ts';

/** By code units: the same on every machine. */
const byName = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export const sortTools = (tools: readonly Tool[]): Tool[] =>
  tools.toSorted((one, other) => byName(one.name, other.name));

/** The deepest schema that is sorted; what is deeper stays as it is. */
const deepest = 64;

/** Keywords whose keys are names that the author chose. */
const named = new Set(['properties', '$defs', 'definitions', 'patternProperties', 'dependentRequired']);

/** Keywords in the order in which schemas are written, then all others by name. */
const usual = [
  '$schema',
  '$id',
  '$ref',
  'title',
  'description',
  'type',
  'enum',
  'const',
  'properties',
  'required',
];
const place = (key: string): number => {
  const at = usual.indexOf(key);
  return at < 0 ? usual.length : at;
};
const byPlace = (one: string, other: string): number => place(one) - place(other) || byName(one, other);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The very value if it is sorted already. */
const sorted = (value: unknown, areNames: boolean, depth: number): unknown => {
  if (depth > deepest) return value;
  if (Array.isArray(value)) {
    const made = value.map((one) => sorted(one, false, depth + 1));
    return made.some((one, index) => one !== value[index]) ? made : value;
  }
  if (!isObject(value)) return value;
  const before = Object.keys(value);
  const keys = before.toSorted(areNames ? byName : byPlace);
  let isChanged = keys.some((key, index) => key !== before[index]);
  const made = keys.map((key): [string, unknown] => {
    const inner = value[key];
    const settled = areNames ? sorted(inner, false, depth + 1) : ofKeyword(key, inner, depth + 1);
    isChanged ||= settled !== inner;
    return [key, settled];
  });
  return isChanged ? Object.fromEntries(made) : value;
};

/** Keywords that have values, not schemas: they stay as they were written. */
const withValues = new Set(['default', 'const', 'enum', 'examples']);

const ofKeyword = (key: string, value: unknown, depth: number): unknown => {
  if (withValues.has(key)) return value;
  // The order of required names means nothing.
  if (key === 'required' && Array.isArray(value)) {
    const names = value.map(String);
    const made = names.toSorted(byName);
    return made.some((name, index) => name !== names[index]) ? made : value;
  }
  return sorted(value, named.has(key), depth);
};

/** The schema of each tool with its keywords in one order and its properties by name; the very tool if it is so already. */
export const sortSchemas = (tools: readonly Tool[]): Tool[] =>
  tools.map((tool) => {
    const parameters = sorted(tool.parameters, false, 0);
    return parameters === tool.parameters ? tool : { ...tool, parameters: parameters as Tool['parameters'] };
  });
