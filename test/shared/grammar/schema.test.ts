import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { faultIn } from '../../../main/shared/grammar/response-format.ts';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
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
};

const formats = {
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  'date-time': true,
  uuid: /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i,
  ipv4: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/,
} as const;

describe('texts of a schema’s grammar', () => {
  for (const [name, schema] of Object.entries(enforced))
    it(`are valid: ${name}`, () => {
      expect(faultIn(schemaFormat(schema))).toBeNull();
      const isValid = new Ajv2020({ formats, strict: false }).compile(schema);
      const random = randomFrom(15);
      const texts = new Set<string>();
      for (let count = 0; count < 30; count += 1) {
        const text = randomText(schemaFormat(schema), random);
        texts.add(text);
        expect(isValid(JSON.parse(text)), `${text}: ${JSON.stringify(isValid.errors)}`).toBe(true);
      }
      expect(texts.size).toBeGreaterThan(['a closed tuple', 'itself'].includes(name) ? 2 : 9);
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
    ['{"type": "string", "minimum": 1}', /“minimum” has no effect on values of this type \(string\)/],
    ['{"$ref": "#/a", "type": "string"}', /“type” is not supported beside “\$ref”/],
    ['{"$ref": "#/a"}', /“#\/a” leads nowhere/],
    ['{"$ref": "https://example.com/s"}', /references must begin with/],
    ['{"$ref": "#"}', /No answer could ever be complete/],
    ['{"anyOf": [{"$ref": "#"}]}', /No answer could ever be complete/],
    ['{"properties": {"a": {"$ref": "#"}}, "required": ["a"]}', /No answer could ever be complete/],
    ['{"type": "string", "format": "hostname"}', /the format “hostname” cannot be enforced/],
    ['{"type": "string", "pattern": "(?=a)b"}', /this part of the pattern is not supported: \(\?=a\)b/],
    ['{"type": "string", "pattern": "a\\\\b"}', /not supported: \\b/],
    ['{"type": "string", "pattern": "(a"}', /not supported: \(a/],
    ['{"type": "string", "pattern": "a{3,2}"}', /not supported: a\{3,2\}/],
    ['{"type": "string", "maxLength": 5000}', /at most 2,000 repetitions/],
    ['{"type": "string", "minLength": 3, "maxLength": 2}', /no value can be valid here/],
    ['{"type": "array", "minItems": -1}', /“minItems” must be a whole number from 0 on/],
    ['{"type": "integer", "minimum": 3, "maximum": 2}', /no value can be valid here/],
    ['{"type": "number", "minimum": 0.5}', /“minimum” must be a whole number/],
    ['{"enum": []}', /“enum” must be a list that is not empty/],
    ['{"enum": [1], "type": "string"}', /no value can be valid here/],
    ['{"allOf": [{}, {}]}', /“allOf” is supported with one schema/],
    ['{"oneOf": [{"type": "integer"}, {"type": "number"}]}', /“oneOf” cannot be enforced/],
    ['{"properties": {}, "required": ["a"], "additionalProperties": false}', /“a” is required, but/],
    [`${'['.repeat(100)}`, /more than 60 levels/],
    [
      `{"type": "array", "minItems": 2000, "items": {"type": "array", "prefixItems": [${Array.from({ length: 20 }, () => '{"type":"string","minLength":2000}').join()}]}}`,
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
