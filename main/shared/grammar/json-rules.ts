/** The rules of JSON values, after those of llama.cpp (common/json-schema-to-grammar.cpp). */
import {
  call,
  chars,
  choice,
  joinedRanges,
  literal,
  oneOf,
  optional,
  otherRanges,
  repeated,
  type CharRange,
  type Item,
  type Sequence,
} from './rules.ts';

/** The rules, by names that no rule of a schema has. */
export type RuleName =
  | 'value'
  | 'object'
  | 'array'
  | 'string'
  | 'char'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'null'
  | 'space';

export const comma: Sequence = [...literal(','), call('space')];
const digit = chars([0x30, 0x39]);
const hex = chars([0x30, 0x39], [0x41, 0x46], [0x61, 0x66]);
const quote = oneOf('"');

/** Characters of strings that JSON does not escape. DEL is left out as in llama.cpp. */
const plainRanges = otherRanges([
  [0, 0x1f],
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0x7f, 0x7f],
  [0xd800, 0xdfff],
]);

/** Integers of at most 16 digits, which every reader of JSON holds exactly or nearly so. */
const wholePart = choice([oneOf('0')], [chars([0x31, 0x39]), repeated([digit], 0, 15)]);

export const jsonRules: Readonly<Record<RuleName, readonly Sequence[]>> = {
  value: [
    [call('object')],
    [call('array')],
    [call('string')],
    [call('number')],
    [call('boolean')],
    [call('null')],
  ],
  object: [
    objectOf([
      optional(
        call('string'),
        ...colon(),
        call('value'),
        repeated([...comma, call('string'), ...colon(), call('value')], 0, null),
      ),
    ]),
  ],
  array: [arrayOf([optional(call('value'), repeated([...comma, call('value')], 0, null))])],
  string: [[quote, repeated([call('char')], 0, null), quote]],
  // Escapes of surrogates are left out: two of them are one character, and one alone is none.
  char: [
    [chars(...plainRanges)],
    [
      oneOf('\\'),
      choice(
        [oneOf('"\\/bfnrt')],
        [
          oneOf('u'),
          choice([oneOf('0123456789abcefABCEF'), hex], [oneOf('dD'), oneOf('01234567')]),
          hex,
          hex,
        ],
      ),
    ],
  ],
  number: [
    [
      optional(oneOf('-')),
      wholePart,
      optional(oneOf('.'), repeated([digit], 1, 16)),
      optional(oneOf('eE'), optional(oneOf('+-')), digit, optional(digit)),
    ],
  ],
  integer: [[optional(oneOf('-')), wholePart]],
  boolean: [literal('true'), literal('false')],
  null: [literal('null')],
  // Few of them, because small models otherwise write nothing else.
  space: [[], [oneOf(' ')], [repeated([oneOf('\n')], 1, 2), repeated([oneOf(' \t')], 0, 20)]],
};

/** What separates the key of a property from its value. */
export function colon(): Sequence {
  return [call('space'), ...literal(':'), call('space')];
}

/** An object with these properties in it. */
export function objectOf(properties: Sequence): Sequence {
  return [...literal('{'), call('space'), ...properties, call('space'), ...literal('}')];
}

/** An array with these items in it. */
export function arrayOf(items: Sequence): Sequence {
  return [...literal('['), call('space'), ...items, call('space'), ...literal(']')];
}

/** `json`, a value as JSON writes it. */
export const constant = (json: unknown): Sequence => literal(JSON.stringify(json));

/** A string with this content. */
export const quoted = (...content: Sequence): Sequence => [quote, ...content, quote];

/** One character of a string out of `ranges`, escaped where JSON demands it; `null` if JSON text can have none of them. */
export const stringChar = (ranges: readonly CharRange[]): Item | null => {
  const has = (char: string): boolean => {
    const code = char.codePointAt(0)!;
    return ranges.some(([first, last]) => first <= code && code <= last);
  };
  const plain = otherRanges([...otherRanges(ranges), ...otherRanges(plainRanges)]);
  const escaped = Object.entries(escapes).filter(([char]) => has(char));
  const of = [
    ...(plain.length > 0 ? [[chars(...joinedRanges(plain))]] : []),
    ...escaped.map(([, letter]) => [oneOf('\\'), oneOf(letter)]),
  ];
  return of.length === 0 ? null : of.length === 1 && of[0]!.length === 1 ? of[0]![0]! : choice(...of);
};

/** `sequence`, which calls no rules, as the content of a string. Characters that JSON text cannot have are left out. */
export const inString = (sequence: Sequence): Sequence => sequence.map(itemInString);

const itemInString = (item: Item): Item => {
  switch (item.kind) {
    case 'chars':
      return stringChar(item.ranges) ?? choice();
    case 'choice':
      return choice(...item.of.map(inString));
    case 'repetition':
      return { ...item, item: itemInString(item.item) };
    default:
      return item;
  }
};

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\b': 'b',
  '\f': 'f',
};
