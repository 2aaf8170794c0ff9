/**
 * What clients send of JSON schema draft 2020-12, against Ajv: each schema is enforced or refused by the name of a keyword. Its public
 * test cases are run by json-schema-suite.test.ts if there is a folder with them.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { faultIn } from '../../../main/shared/grammar/response-format.ts';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { isText, randomFrom, randomText, schemaFormat } from '../../fixtures/grammar/random-text.ts';

interface Case {
  schema: Record<string, unknown>;
  /** Values that an answer can be, and values that are not valid. */
  can: unknown[];
  cannot: unknown[];
}

const enforced: Record<string, Case> = {
  '$defs, with keywords beside $ref': {
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $defs: { name: { type: 'string', minLength: 1 } },
      type: 'object',
      properties: { name: { $ref: '#/$defs/name', maxLength: 3, description: 'short' } },
      required: ['name'],
    },
    can: [{ name: 'Ada' }],
    cannot: [{ name: '' }, { name: 'Alan' }, {}],
  },
  'a path in $ref with escapes': {
    schema: { $defs: { 'a/b~c d': { type: 'integer' } }, $ref: '#/$defs/a~1b~0c%20d' },
    can: [3],
    cannot: ['3'],
  },
  'an anchor': {
    schema: { $defs: { one: { $anchor: 'here', type: 'boolean' } }, $ref: '#here' },
    can: [true],
    cannot: [1],
  },
  'a tree of itself': {
    schema: {
      type: 'object',
      properties: { value: { type: 'integer' }, next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
      required: ['value', 'next'],
    },
    can: [{ value: 1, next: { value: 2, next: null } }],
    cannot: [{ value: 1, next: { value: 2 } }],
  },
  'a closed tuple': {
    schema: {
      type: 'array',
      prefixItems: [{ type: 'string' }, { type: 'integer' }],
      items: false,
      minItems: 2,
    },
    can: [['a', 1]],
    cannot: [['a'], ['a', 1, 2], [1, 'a']],
  },
  'a tuple and more': {
    schema: { type: 'array', prefixItems: [{ const: 'sum' }], items: { type: 'number' }, minItems: 2 },
    can: [['sum', 1, 2.5]],
    cannot: [['sum'], ['sum', 'a']],
  },
  'constants of every type': {
    schema: { enum: ['a', 7, null, true, { b: [1] }, [[]]] },
    can: ['a', 7, null, true, { b: [1] }, [[]]],
    cannot: ['b', 8, false, { b: [2] }, []],
  },
  'a constant object': {
    schema: { const: { type: 'ping', at: null } },
    can: [{ type: 'ping', at: null }],
    cannot: [{ type: 'ping' }, {}],
  },
  'several types': {
    schema: { type: ['string', 'null'], maxLength: 2 },
    can: ['ab', null],
    cannot: ['abc', 1],
  },
  'alternatives that a constant tells apart': {
    schema: {
      oneOf: [
        {
          type: 'object',
          properties: { kind: { const: 'cat' }, lives: { type: 'integer', minimum: 1, maximum: 9 } },
          required: ['kind', 'lives'],
          additionalProperties: false,
        },
        {
          type: 'object',
          properties: { kind: { const: 'dog' }, name: { type: 'string' } },
          required: ['kind', 'name'],
          additionalProperties: false,
        },
      ],
      discriminator: { propertyName: 'kind' },
    },
    can: [
      { kind: 'cat', lives: 9 },
      { kind: 'dog', name: 'x' },
    ],
    cannot: [{ kind: 'cat', name: 'x' }, { kind: 'cat', lives: 10 }, { kind: 'dog' }],
  },
  'properties that come together from several schemas': {
    schema: {
      allOf: [
        { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] },
        { type: 'object', properties: { b: { type: 'string' } }, required: ['b'] },
      ],
    },
    can: [{ a: 1, b: 'x' }],
    cannot: [{ a: 1 }, { b: 'x' }, { a: 'x', b: 'x' }],
  },
  'no other properties than those of an object': {
    schema: {
      type: 'object',
      properties: { a: { type: 'integer' } },
      required: ['a'],
      unevaluatedProperties: false,
    },
    can: [{ a: 1 }],
    cannot: [{ a: 1, b: 2 }, {}],
  },
  'keys by a pattern, with bounds': {
    schema: {
      type: 'object',
      patternProperties: { '^x[0-9]$': { type: 'integer' } },
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 2,
    },
    can: [{ x1: 1 }, { x1: 1, x2: 2 }],
    cannot: [{}, { y1: 1 }, { x1: 'a' }, { x1: 1, x2: 2, x3: 3 }],
  },
  'bounds of numbers': {
    schema: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
    can: [0.5, 1],
    cannot: [0, 1.5],
  },
  formats: {
    schema: {
      type: 'object',
      properties: { day: { type: 'string', format: 'date' }, id: { type: 'string', format: 'uuid' } },
      required: ['day', 'id'],
      additionalProperties: false,
    },
    can: [{ day: '2026-02-28', id: '123e4567-e89b-42d3-a456-426614174000' }],
    cannot: [
      { day: '2026-02-30', id: '123e4567-e89b-42d3-a456-426614174000' },
      { day: '2026-02-28', id: '7' },
    ],
  },
  annotations: {
    schema: {
      $id: 'https://example.com/answer',
      $comment: 'none of this changes what is valid',
      title: 'Answer',
      type: 'string',
      maxLength: 3,
      contentMediaType: 'text/plain',
      deprecated: true,
      readOnly: true,
      examples: ['yes'],
      default: 'no',
    },
    can: ['yes'],
    cannot: ['perhaps'],
  },
  'what Pydantic makes': {
    schema: {
      $defs: {
        Step: {
          properties: {
            title: { title: 'Title', type: 'string' },
            minutes: {
              anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }],
              default: null,
              title: 'Minutes',
            },
          },
          required: ['title', 'minutes'],
          title: 'Step',
          type: 'object',
          additionalProperties: false,
        },
      },
      properties: { steps: { items: { $ref: '#/$defs/Step' }, title: 'Steps', type: 'array', minItems: 1 } },
      required: ['steps'],
      title: 'Plan',
      type: 'object',
      additionalProperties: false,
    },
    can: [
      {
        steps: [
          { title: 'a', minutes: null },
          { title: 'b', minutes: 5 },
        ],
      },
    ],
    cannot: [{ steps: [] }, { steps: [{ title: 'a', minutes: -1 }] }, { steps: [{ title: 'a' }] }],
  },
  'what Zod makes': {
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        tags: { maxItems: 2, type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
        at: {
          type: 'array',
          prefixItems: [{ type: 'number' }, { type: 'number' }],
          items: false,
          minItems: 2,
        },
        score: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 },
      },
      required: ['tags', 'at', 'score'],
      additionalProperties: false,
    },
    can: [{ tags: ['a', 'b'], at: [1, -2.5], score: -3 }],
    cannot: [
      { tags: ['a', 'b', 'a'], at: [1, 2], score: 1 },
      { tags: [], at: [1], score: 1 },
      { tags: [], at: [1, 2], score: 1.5 },
    ],
  },
  'no other properties than those of all its schemas': {
    schema: {
      type: 'object',
      allOf: [{ properties: { a: { type: 'integer' } } }],
      properties: { b: { type: 'integer' } },
      unevaluatedProperties: false,
    },
    can: [{ a: 1 }, { b: 1 }, {}],
    cannot: [{ a: 'x' }, { c: 1 }],
  },
  'a list with a certain item': {
    schema: { type: 'array', items: { type: 'integer' }, contains: { const: 3 } },
    can: [[3], [3, 1], [1, 3], [1, 2, 3, 3, 4]],
    cannot: [[], [1], [1, 2], ['x', 3]],
  },
  'a list of three or four items with two certain ones': {
    schema: {
      type: 'array',
      items: { type: ['integer', 'string'] },
      minItems: 3,
      maxItems: 4,
      allOf: [{ contains: { const: 3 } }, { contains: { type: 'string' } }],
    },
    can: [
      [1, 'a', 3],
      ['a', 3, 3, 1],
      [1, 2, 3, 'b'],
    ],
    cannot: [
      [3, 'a'],
      [3, 3, 3],
      [1, 2, 'a'],
      [1, 2, 3, 'a', 4],
      [true, 3, 'a'],
    ],
  },
  'a list of at least three items with a certain one': {
    schema: { type: 'array', items: { type: 'integer' }, minItems: 3, contains: { const: 7 } },
    can: [
      [7, 1, 2],
      [1, 2, 7],
      [1, 2, 3, 4, 7, 5],
    ],
    cannot: [
      [1, 7],
      [1, 2, 3, 4],
    ],
  },
  'a long list with a certain item': {
    // So long that the item comes first.
    schema: { type: 'array', items: { type: 'integer' }, maxItems: 400, contains: { const: 7 } },
    can: [[7], [7, 1]],
    cannot: [[], [1]],
  },
  'anything at all': { schema: {}, can: [1, 'a', null, [true, { b: {} }]], cannot: [] },
};

const refused: readonly [keyword: string, schema: Record<string, unknown>][] = [
  ['dependentRequired', { type: 'object', dependentRequired: { a: ['b'] } }],
  ['dependentSchemas', { type: 'object', dependentSchemas: { a: { required: ['b'] } } }],
  ['if', { type: 'object', if: { required: ['a'] }, else: false }],
  ['not', { type: 'string', not: { const: 'a' } }],
  ['minContains', { type: 'array', contains: { const: 1 }, minContains: 2 }],
  ['maxContains', { type: 'array', contains: { const: 1 }, maxContains: 2 }],
  ['uniqueItems', { type: 'array', items: { type: 'string' }, uniqueItems: true }],
  ['unevaluatedItems', { type: 'array', prefixItems: [{ type: 'string' }], unevaluatedItems: false }],
  ['$dynamicRef', { $dynamicRef: '#node' }],
  ['$recursiveRef', { $recursiveRef: '#' }],
  ['$vocabulary', { $vocabulary: { 'https://example.com': true }, type: 'string' }],
  ['properties.uniqueItems', { properties: { list: { items: { uniqueItems: true, type: 'array' } } } }],
  ['requierd', { type: 'object', requierd: ['a'] }],
];

const isValidBy = (schema: Record<string, unknown>) =>
  addFormats(new Ajv2020({ strict: false })).compile(schema);

describe('a schema of draft 2020-12 is enforced', () => {
  it.each(Object.entries(enforced))('%s', (name, { schema, can, cannot }) => {
    const format = schemaFormat(schema);
    const fault = faultIn(format);
    expect(fault === null ? null : sentenceOf(fault)).toBeNull();
    const isValid = isValidBy(schema);
    for (const value of can) {
      expect(isValid(value), JSON.stringify(value)).toBe(true);
      expect(isText(format, JSON.stringify(value)), JSON.stringify(value)).toBe(true);
    }
    for (const value of cannot) {
      expect(isValid(value), JSON.stringify(value)).toBe(false);
      expect(isText(format, JSON.stringify(value)), JSON.stringify(value)).toBe(false);
    }
    const random = randomFrom(name.length);
    for (let count = 0; count < 10; count += 1) {
      const text = randomText(format, random, 40);
      expect(isValid(JSON.parse(text)), text).toBe(true);
    }
  });
});

describe('a schema of draft 2020-12 is refused by the name of', () => {
  it.each(refused)('%s', (keyword, schema) => {
    const fault = faultIn(schemaFormat(schema));
    expect(fault === null ? 'accepted' : sentenceOf(fault)).toContain(`“${keyword.split('.').at(-1)}”`);
  });
});
