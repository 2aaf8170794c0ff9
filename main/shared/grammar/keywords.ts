/** The keywords of JSON schemas, by what Hearth does with them. */

/** They say nothing about which values are valid. */
const annotations: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  'id',
  '$anchor',
  '$comment',
  '$defs',
  'definitions',
  'title',
  'description',
  'markdownDescription',
  'default',
  'example',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'contentEncoding',
  'contentMediaType',
  'contentSchema',
  // OpenAPI: which property tells the schemas of `oneOf` apart, and how the value looks in XML.
  'discriminator',
  'xml',
  'externalDocs',
]);

/** Each adds other schemas to the one that it is in. */
const combinations = ['$ref', 'anyOf', 'oneOf', 'allOf'];

export type JsonType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';

const numeric = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];

/** The keywords for values of each type. */
export const keywordsOf: Readonly<Record<JsonType, readonly string[]>> = {
  object: [
    'properties',
    'required',
    'additionalProperties',
    'patternProperties',
    'propertyNames',
    'minProperties',
    'maxProperties',
    'unevaluatedProperties',
  ],
  array: ['items', 'prefixItems', 'additionalItems', 'minItems', 'maxItems', 'uniqueItems', 'contains'],
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
  'nullable',
  'enum',
  'const',
  ...combinations,
  ...Object.values(keywordsOf).flat(),
]);

/** Keywords that a grammar cannot enforce. */
const known: ReadonlySet<string> = new Set([
  '$dynamicAnchor',
  '$dynamicRef',
  '$recursiveAnchor',
  '$recursiveRef',
  '$vocabulary',
  'dependencies',
  'dependentRequired',
  'dependentSchemas',
  'else',
  'if',
  'maxContains',
  'minContains',
  'not',
  'then',
  'unevaluatedItems',
]);

/** What a keyword is to Hearth. `unknown`: no keyword of JSON schemas, most often misspelt. */
export const standingOf = (keyword: string): 'annotation' | 'supported' | 'unsupported' | 'unknown' =>
  annotations.has(keyword) || keyword.startsWith('x-')
    ? 'annotation'
    : supported.has(keyword)
      ? 'supported'
      : known.has(keyword)
        ? 'unsupported'
        : 'unknown';
