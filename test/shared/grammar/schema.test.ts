import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { faultIn } from '../../../main/shared/grammar/response-format.ts';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { randomSchema } from '../../fixtures/grammar/random-schema.ts';
import { times } from '../../fixtures/long.ts';
import { isText, randomFrom, randomText, schemaFormat } from '../../fixtures/grammar/random-text.ts';

/** Schemas that together use everything that can be enforced. */
const enforced: Record<string, object | boolean> = {
  anything: true,
  'an object of anything': { type: 'object' },
  'a person': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Person',
    type: 'object',
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 5 },
      age: { type: 'integer', minimum: 0, maximum: 130 },
      isAdult: { type: 'boolean' },
      tags: { type: 'array', items: { enum: ['a', 'b "c"', 'd\\e'] }, minItems: 1, maxItems: 3 },
      note: { type: ['string', 'null'], description: 'Anything.' },
    },
    required: ['name', 'tags'],
    additionalProperties: false,
  },
  'others beside its properties': {
    type: 'object',
    properties: {
      a: { type: 'integer' },
      ab: { type: 'integer' },
      'b"': { type: 'null' },
      '': { type: 'null' },
    },
    required: ['ab', 'c'],
    additionalProperties: { type: 'boolean' },
  },
  'a tree': {
    $ref: '#/$defs/node',
    $defs: {
      node: {
        type: 'object',
        properties: {
          value: { type: 'number' },
          children: { type: 'array', items: { $ref: '#/$defs/node' } },
          parent: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/node' }] },
        },
        required: ['value'],
      },
    },
  },
  itself: { type: 'array', items: { $ref: '#' }, maxItems: 2 },
  'a tuple': {
    type: 'array',
    prefixItems: [{ const: 1 }, { const: null }],
    items: { type: 'string' },
    maxItems: 4,
  },
  'a closed tuple': { prefixItems: [{ type: 'boolean' }, { enum: [{ a: [1, 'x'] }, 0.5] }], items: false },
  'four of something': { type: 'array', minItems: 4, maxItems: 4 },
  'one of two shapes': {
    oneOf: [
      {
        type: 'object',
        properties: { kind: { const: 'circle' }, radius: { type: 'number' } },
        required: ['kind'],
      },
      {
        type: 'object',
        properties: { kind: { const: 'square' }, side: { type: 'integer' } },
        required: ['kind', 'side'],
      },
      { type: 'null' },
    ],
  },
  'an integer above': { type: 'integer', exclusiveMinimum: 12.5 },
  'an integer below': { type: 'integer', maximum: -7 },
  'an integer between': { type: 'integer', minimum: -105, exclusiveMaximum: 1234 },
  'a probability': { type: 'number', minimum: 0, maximum: 1 },
  'a number within': { type: 'number', exclusiveMinimum: -3, exclusiveMaximum: 12 },
  'a negative number': { type: 'number', exclusiveMaximum: 0 },
  'a number from 10 on': { type: 'number', minimum: 10 },
  'a date': { type: 'string', format: 'date' },
  'a time of day': { type: 'string', format: 'time' },
  'an instant': { type: 'string', format: 'date-time' },
  'an id': { type: 'string', format: 'uuid' },
  'an address': { type: 'string', format: 'ipv4' },
  'a code': { type: 'string', pattern: '^[A-Z]{2}-\\d{3,5}(?:[./\\\\]x|"y")?$' },
  'a text with a number': { type: 'string', pattern: '[1-9]' },
  words: { type: 'string', pattern: '^(\\w+\\s)*[^a-y\\s"]$|^$' },
  'a short text': { type: 'string', maxLength: 3 },
  'a nullable text of OpenAPI': { type: 'string', nullable: true, maxLength: 2 },
  'two schemas at once': {
    allOf: [{ $ref: '#/$defs/named' }, { properties: { age: { minimum: 3 } }, required: ['age'] }],
    $defs: {
      named: {
        type: 'object',
        properties: { name: { type: 'string', maxLength: 4 }, age: { type: 'integer', maximum: 20 } },
        required: ['name'],
      },
    },
  },
  'a reference with more beside it': {
    $ref: '#/$defs/text',
    maxLength: 4,
    $defs: { text: { type: 'string', pattern: '^[a-f]+$' } },
  },
  'a choice beside properties': {
    type: 'object',
    properties: { id: { type: 'integer' }, name: { const: 'n' } },
    anyOf: [{ required: ['id'] }, { required: ['name'], properties: { id: { type: 'null' } } }],
  },
  'a pattern and a length': { type: 'string', pattern: '^(ab|c)+"?$', minLength: 3, maxLength: 6 },
  'two patterns': { allOf: [{ type: 'string', pattern: '^[ab]*$' }, { pattern: 'aa' }, { maxLength: 6 }] },
  'a format and a length': { type: 'string', format: 'hostname', maxLength: 9 },
  'properties by patterns': {
    type: 'object',
    properties: { x1: { type: 'integer' } },
    patternProperties: { '^x': { type: 'number' }, '1$': { maximum: 7 } },
    additionalProperties: { type: 'string', maxLength: 2 },
  },
  'only properties by a pattern': {
    patternProperties: { '^[a-c]$': { type: 'null' } },
    additionalProperties: false,
  },
  'keys of a form': {
    type: 'object',
    propertyNames: { pattern: '^[a-z]+$', maxLength: 3 },
    additionalProperties: { type: 'null' },
  },
  'keys of a list': {
    type: 'object',
    propertyNames: { enum: ['one', 'two', 'three'] },
    additionalProperties: { type: 'integer' },
  },
  'a number of properties': {
    type: 'object',
    properties: { a: { type: 'null' }, b: { type: 'null' }, c: { type: 'null' } },
    minProperties: 1,
    maxProperties: 2,
  },
  'a number of properties of any name': { type: 'object', minProperties: 1, maxProperties: 2 },
  'a property that must not be there': { type: 'object', properties: { a: false, b: { type: 'boolean' } } },
  'nothing unevaluated': {
    type: 'object',
    properties: { a: { type: 'boolean' } },
    allOf: [{ properties: { b: { type: 'integer' } } }],
    unevaluatedProperties: false,
  },
  'each at most once': { type: 'array', items: { enum: ['a', 'b', 'c', 4] }, uniqueItems: true, minItems: 2 },
  'each truth at most once': { type: 'array', items: { type: 'boolean' }, uniqueItems: true },
  'an array with a five': { type: 'array', items: { type: 'integer' }, contains: { const: 5 }, maxItems: 3 },
  'values that other schemas allow': {
    enum: [1, 'two', { a: 1 }, [2], null, 17],
    allOf: [{ type: ['number', 'object'] }, { maximum: 9 }],
  },
  'a number with fractions as bounds': { type: 'number', minimum: 0.25, maximum: 1.75 },
  'a number between two fractions': { type: 'number', exclusiveMinimum: -1.5, exclusiveMaximum: -0.5 },
  'a tiny number': { type: 'number', exclusiveMinimum: 0, maximum: 0.001 },
  'an integer as far as JavaScript counts': {
    type: 'integer',
    minimum: -9007199254740991,
    maximum: 9007199254740991,
  },
  'a multiple of seven': { type: 'integer', multipleOf: 7, minimum: 20, maximum: 500 },
  'a number that five divides': { type: 'number', multipleOf: 5 },
  'a mail address': { type: 'string', format: 'email' },
  'a host': { type: 'string', format: 'hostname' },
  'an address of a page': { type: 'string', format: 'uri' },
  'a reference to a page': { type: 'string', format: 'uri-reference' },
  'a long address': { type: 'string', format: 'ipv6' },
  'a time span': { type: 'string', format: 'duration' },
  'a pointer': { type: 'string', format: 'json-pointer' },
  'keywords without effect': { type: 'integer', minLength: 3, items: { type: 'null' }, 'x-order': 1 },
  'a reference by name': {
    $ref: '#count',
    $defs: { one: { $anchor: 'count', type: 'integer', minimum: 3 } },
  },
};

const validatorOf = (schema: object | boolean): ValidateFunction =>
  addFormats(new Ajv2020({ strict: false })).compile(schema);

/** Schemas with few texts. */
const few = new Set([
  'a closed tuple',
  'itself',
  'two patterns',
  'a property that must not be there',
  'values that other schemas allow',
  'a number of properties',
  'each truth at most once',
  'a choice beside properties',
  'an integer as far as JavaScript counts',
  'a pointer',
  'a number that five divides',
]);

describe('texts of a schema’s grammar', () => {
  for (const [name, schema] of Object.entries(enforced))
    it(`are valid: ${name}`, () => {
      expect(faultIn(schemaFormat(schema))).toBeNull();
      const isValid = validatorOf(schema);
      const random = randomFrom(15);
      const texts = new Set<string>();
      for (let count = 0; count < 14; count += 1) {
        const text = randomText(schemaFormat(schema), random, 60);
        texts.add(text);
        expect(isValid(JSON.parse(text)), `${text}: ${JSON.stringify(isValid.errors)}`).toBe(true);
      }
      expect(texts.size).toBeGreaterThan(few.has(name) ? 1 : 2);
    });

  it('are valid: random schemas', () => {
    for (let seed = 0; seed < times(60, 2000); seed += 1) {
      const random = randomFrom(seed);
      const schema = randomSchema(random);
      const fault = faultIn(schemaFormat(schema));
      expect(fault === null ? null : sentenceOf(fault), JSON.stringify(schema)).toBeNull();
      const isValid = validatorOf(schema);
      for (let count = 0; count < 2; count += 1) {
        const text = randomText(schemaFormat(schema), random, 40);
        const told = (): string => `${JSON.stringify(schema)}: ${text}: ${JSON.stringify(isValid.errors)}`;
        expect(isValid(JSON.parse(text)), told()).toBe(true);
      }
    }
  });

  it('are dates that exist', () => {
    const random = randomFrom(3);
    for (let count = 0; count < 40; count += 1) {
      const day = JSON.parse(randomText(schemaFormat({ type: 'string', format: 'date' }), random)) as string;
      expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day);
    }
  });

  it('are what a model would write', () => {
    const person = schemaFormat(enforced['a person']);
    expect(isText(person, '{"name": "Ada", "age": 36, "tags": ["a"]}')).toBe(true);
    expect(isText(person, '{\n  "name": "Ada",\n  "tags": ["a", "b \\"c\\""],\n  "note": null\n}')).toBe(
      true,
    );
    for (const wrong of [
      '{"name": "Ada"}',
      '{"name": "", "tags": ["a"]}',
      '{"name": "Ada", "age": 131, "tags": ["a"]}',
      '{"name": "Ada", "tags": ["a"], "more": 1}',
      '{"name": "Ada", "tags": ["a"]',
      '{"name": "Ada", "tags": ["a"],}',
    ])
      expect(isText(person, wrong), wrong).toBe(false);
    const numbers = schemaFormat({ type: 'integer', minimum: -105, maximum: 1234 });
    for (let value = -300; value < 3000; value += 1)
      expect(isText(numbers, String(value)), String(value)).toBe(value >= -105 && value <= 1234);
    const range = schemaFormat({ type: 'number', exclusiveMinimum: 2, maximum: 11 });
    for (let tenth = -50; tenth < 300; tenth += 1)
      expect(isText(range, String(tenth / 10)), String(tenth)).toBe(tenth > 20 && tenth <= 110);
  });
});

describe('a schema that takes too much work', () => {
  const many = (one: (index: number) => unknown, count: number): string =>
    JSON.stringify({
      properties: Object.fromEntries(Array.from({ length: count }, (_, index) => [index, one(index)])),
    });
  it.each([
    [
      'patterns with lengths',
      many((index) => ({ type: 'string', pattern: `(a|b)*a(a|b){11}${index}`, maxLength: 900 }), 700),
    ],
    [
      'choices',
      many(
        (index) => ({ allOf: [0, 1, 2, 3, 4, 5, 6, 7].map(() => ({ anyOf: [{ minLength: index }, {}] })) }),
        180,
      ),
    ],
    [
      'patterns of keys',
      JSON.stringify({
        patternProperties: Object.fromEntries(
          Array.from({ length: 900 }, (_, index) => [`${index}.{9}$`, { const: index }]),
        ),
      }),
    ],
    [
      'listed values',
      JSON.stringify({
        enum: Array.from({ length: 3000 }, (_, index) => `${index}`.padEnd(9, 'a')),
        pattern: '^(a*)*(\\\\d|a)*$',
      }),
    ],
  ])('is decided soon: %s', (_, source) => {
    const startedAt = process.cpuUsage().user;
    const fault = faultIn({ kind: 'schema', source });
    expect(fault === null ? 'accepted' : sentenceOf(fault)).toMatch(/too large|accepted|no value/);
    // In microseconds of this process; a busy machine makes it no longer.
    expect(process.cpuUsage().user - startedAt).toBeLessThan(20e6);
  });
});

describe('a schema is refused in one sentence', () => {
  const cases: [source: string, sentence: RegExp][] = [
    ['', /^The JSON schema is empty\.$/],
    ['{\n  "type": "string"\n  "x": 1\n}', /^Line 3, column 3: unexpected “"”\.$/],
    ['{"type": "string"', /^Line 1, column 18: the text ends too early\.$/],
    ['{"type": "string}', /^Line 1, column 10: this “"” is not closed\.$/],
    ['{"type": "string", "type": "null"}', /column 20: “type” is there twice/],
    ['{"type": tru}', /column 10: unexpected “t”/],
    ['"\0"', /^Line 1, column 2: this control character/],
    ['"\ud800"', /^Line 1, column 2: this control character/],
    ['[]', /column 1: a schema is an object, or true/],
    ['false', /no value can be valid here/],
    [
      '{\n  "type": "array",\n  "uniqueItems": true\n}',
      /^Line 3, column 3: “uniqueItems” cannot be enforced/,
    ],
    ['{"not": {}}', /“not” cannot be enforced/],
    ['{"if": {}, "then": {}}', /“if” cannot be enforced/],
    ['{"type": "object", "requried": ["a"]}', /“requried” is not a keyword of JSON schemas/],
    ['{"type": "strin"}', /column 10: the types are object, array/],
    ['{"$ref": "#/a", "type": "string"}', /“#\/a” leads nowhere/],
    ['{"$ref": "#/a"}', /“#\/a” leads nowhere/],
    ['{"$ref": "https://example.com/s"}', /references must begin with/],
    ['{"$ref": "#"}', /No answer could ever be complete/],
    ['{"anyOf": [{"$ref": "#"}]}', /No answer could ever be complete/],
    ['{"properties": {"a": {"$ref": "#"}}, "required": ["a"]}', /No answer could ever be complete/],
    ['{"type": "string", "format": "regex"}', /the format “regex” cannot be enforced/],
    ['{"allOf": [{"type": "string"}, {"type": "null"}]}', /column 33: no value can be valid here/],
    [
      '{"type": "array", "items": {"type": "string"}, "uniqueItems": true}',
      /“uniqueItems” cannot be enforced/,
    ],
    ['{"type": "number", "multipleOf": 0.01}', /“multipleOf” cannot be enforced/],
    ['{"type": "object", "minProperties": 3}', /“minProperties” cannot be enforced/],
    ['{"allOf": [{"unevaluatedProperties": false}]}', /“unevaluatedProperties” cannot be enforced/],
    [
      '{"type": "array", "prefixItems": [{}], "uniqueItems": true}',
      /“uniqueItems” is not supported beside “prefixItems”/,
    ],
    ['{"type": "string", "pattern": "a{2000}b{2000}", "maxLength": 2000}', /too large/],
    [`{"allOf": [${Array(12).fill('{"anyOf": [{"minLength": 1}, {"maxLength": 3}]}').join()}]}`, /too large/],
    ['{"type": "string", "pattern": "(?=a)b"}', /this part of the pattern is not supported: \(\?=a\)b/],
    ['{"type": "string", "pattern": "a\\\\b"}', /not supported: \\b/],
    ['{"type": "string", "pattern": "(a"}', /not supported: \(a/],
    ['{"type": "string", "pattern": "a{3,2}"}', /not supported: a\{3,2\}/],
    ['{"type": "string", "minLength": 5000}', /at most 2,000 repetitions/],
    ['{"type": "string", "minLength": 3, "maxLength": 2}', /no value can be valid here/],
    ['{"type": "array", "minItems": -1}', /“minItems” must be a whole number from 0 on/],
    ['{"type": "integer", "minimum": 3, "maximum": 2}', /no value can be valid here/],
    ['{"type": "number", "minimum": 1e10}', /“minimum” must be a number from −1,000,000,000/],
    ['{"enum": []}', /“enum” must be a list that is not empty/],
    ['{"enum": [1], "type": "string"}', /no value can be valid here/],
    ['{"oneOf": [{"type": "integer"}, {"type": "number"}]}', /“oneOf” cannot be enforced/],
    ['{"properties": {}, "required": ["a"], "additionalProperties": false}', /“a” is required, but/],
    [`${'['.repeat(100)}`, /more than 60 levels/],
    [
      `{"type": "array", "minItems": 2000, "items": {"type": "array", "prefixItems": [${Array.from({ length: 20 }, (_, index) => `{"type":"string","minLength":${2000 - index}}`).join()}]}}`,
      /too large/,
    ],
    [
      `{"$defs": {${Array.from({ length: 2500 }, (_, index) => `"${index}":{"$ref":"#/$defs/${index + 1}"}`).join()}}, "$ref": "#/$defs/0"}`.slice(
        0,
        63_900,
      ),
      /./,
    ],
    ['x'.repeat(64_001), /at most 64,000 characters/],
  ];
  for (const [source, sentence] of cases)
    it(`${source.slice(0, 60).replaceAll('\0', '␀')}`, () => {
      const fault = faultIn({ kind: 'schema', source });
      expect(fault === null ? 'accepted' : sentenceOf(fault)).toMatch(sentence);
    });
});
