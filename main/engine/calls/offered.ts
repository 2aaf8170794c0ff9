/** What the reader of calls must know of the tools that a program offers. */
import type { Tool } from '../../shared/engine/tools.ts';
import { isObject } from './json-scan.ts';

export type JsonType = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';

const allTypes: readonly JsonType[] = ['string', 'number', 'boolean', 'null', 'object', 'array'];

/** The types that the schema of a value allows, as far as it says so in a simple way. */
export const typesOf = (schema: unknown, root: Record<string, unknown>, depth = 0): ReadonlySet<JsonType> => {
  if (!isObject(schema) || depth > 8) return new Set(allTypes);
  const several = (schemas: unknown): ReadonlySet<JsonType> | null =>
    Array.isArray(schemas) ? new Set(schemas.flatMap((one) => [...typesOf(one, root, depth + 1)])) : null;
  if (typeof schema.$ref === 'string') {
    const path = schema.$ref.startsWith('#/') ? schema.$ref.slice(2).split('/') : null;
    const found = path?.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), root);
    return typesOf(found, root, depth + 1);
  }
  const { type } = schema;
  if (type !== undefined)
    return new Set(
      (Array.isArray(type) ? type : [type]).flatMap((one): JsonType[] => {
        const name = one === 'integer' ? 'number' : (one as JsonType);
        return allTypes.includes(name) ? [name] : [];
      }),
    );
  const values = 'const' in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : null;
  if (values !== null) return new Set(values.map(typeOf));
  return several(schema.anyOf) ?? several(schema.oneOf) ?? new Set(allTypes);
};

export const typeOf = (value: unknown): JsonType => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const name = typeof value;
  return name === 'string' || name === 'number' || name === 'boolean' ? name : 'object';
};

/** The tools by their names. */
export class Offered {
  readonly #tools: ReadonlyMap<string, Tool>;
  readonly #types = new Map<string, ReadonlySet<JsonType>>();

  constructor(tools: readonly Tool[]) {
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
  }

  has(name: string): boolean {
    return this.#tools.has(name);
  }

  /** A name may begin like this. */
  mayBegin(start: string): boolean {
    for (const name of this.#tools.keys()) if (name.startsWith(start)) return true;
    return false;
  }

  /** The schema of an argument, `undefined` if there is none, and the one around it. */
  schema(name: string, key: string): { schema: unknown; root: Record<string, unknown> } {
    const root = this.#tools.get(name)?.parameters ?? {};
    const { properties } = root;
    return {
      root,
      schema: isObject(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined,
    };
  }

  /** The types that an argument may have. */
  types(name: string, key: string): ReadonlySet<JsonType> {
    const at = `${name}\n${key}`;
    let types = this.#types.get(at);
    if (types === undefined) {
      const { schema, root } = this.schema(name, key);
      types = typesOf(schema, root);
      this.#types.set(at, types);
    }
    return types;
  }
}
