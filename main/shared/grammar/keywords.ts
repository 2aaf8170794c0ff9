/** The keywords of JSON schemas, by what Hearth does with them. */

/** They say nothing about which values are valid. */
export const annotations: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  'id',
  '$comment',
  '$defs',
  'definitions',
  'title',
  'description',
  'default',
  'example',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
]);

/** Each decides alone what is valid: nothing but annotations, and `type` beside `enum` and `const`, may be next to it. */
export const combinations = ['$ref', 'enum', 'const', 'anyOf', 'oneOf', 'allOf'] as const;

export type JsonType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';

const numeric = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];

/** The keywords for values of each type. */
export const keywordsOf: Readonly<Record<JsonType, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: numeric,
  integer: numeric,
  boolean: [],
  null: [],
};

export const isJsonType = (name: unknown): name is JsonType =>
  typeof name === 'string' && Object.hasOwn(keywordsOf, name);

const supported: ReadonlySet<string> = new Set([
  'type',
  ...combinations,
  ...Object.values(keywordsOf).flat(),
]);

/** Keywords that a grammar cannot enforce, and the boolean ones of OpenAPI. */
const known: ReadonlySet<string> = new Set([
  '$anchor',
  '$dynamicAnchor',
  '$dynamicRef',
  '$recursiveAnchor',
  '$recursiveRef',
  '$vocabulary',
  'additionalItems',
  'contains',
  'contentEncoding',
  'contentMediaType',
  'contentSchema',
  'dependencies',
  'dependentRequired',
  'dependentSchemas',
  'discriminator',
  'else',
  'if',
  'maxContains',
  'maxProperties',
  'minContains',
  'minProperties',
  'multipleOf',
  'not',
  'nullable',
  'patternProperties',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
  'uniqueItems',
]);

/** What a keyword is to Hearth. `unknown`: no keyword of JSON schemas, most often misspelt. */
export const standingOf = (keyword: string): 'annotation' | 'supported' | 'unsupported' | 'unknown' =>
  annotations.has(keyword)
    ? 'annotation'
    : supported.has(keyword)
      ? 'supported'
      : known.has(keyword)
        ? 'unsupported'
        : 'unknown';
