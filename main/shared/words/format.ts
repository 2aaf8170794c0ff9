/** What is wrong with a response format: a JSON schema or a grammar. Lines and columns are counted from 1. */
import { count } from '../format/figures.ts';
import type { Sentences } from './told.ts';

interface Place {
  line: number;
  column: number;
}

const at = ({ line, column }: Place): string => `Line ${line}, column ${column}: `;

const kinds = { text: 'text', schema: 'JSON schema', grammar: 'grammar' } as const;

/** What the value of a keyword must be. */
const forms = {
  texts: 'a list of texts',
  list: 'a list that is not empty',
  object: 'an object',
  text: 'a text',
  number: 'a number',
  count: 'a whole number from 0 on',
} as const;

export const formatSentences = {
  'format.empty': ({ kind }: { kind: keyof typeof kinds }) => `The ${kinds[kind]} is empty.`,
  'format.too-long': ({ longest }: { longest: number }) =>
    `The text is too long: at most ${count(longest)} characters are allowed.`,
  'format.too-large': ({ kind }: { kind: keyof typeof kinds }) =>
    `The ${kinds[kind]} is too large. Reduce numbers of repetitions, lengths, or the number of rules.`,
  'format.control-character': (place: Place) => `${at(place)}this control character is not allowed.`,
  'format.unexpected': ({ found, ...place }: Place & { found: string }) =>
    `${at(place)}unexpected “${found}”.`,
  'format.unexpected-end': (place: Place) => `${at(place)}the text ends too early.`,
  'format.not-closed': ({ open, ...place }: Place & { open: string }) =>
    `${at(place)}this “${open}” is not closed.`,
  'format.too-deep': ({ deepest, ...place }: Place & { deepest: number }) =>
    `${at(place)}more than ${count(deepest)} levels are nested here.`,

  'format.rule-twice': ({ name, ...place }: Place & { name: string }) =>
    `${at(place)}the rule “${name}” is defined twice.`,
  'format.rule-unknown': ({ name, ...place }: Place & { name: string }) =>
    `${at(place)}the rule “${name}” is not defined.`,
  'format.no-root': (place: Place) =>
    `${at(place)}the rule “root”, with which the answer begins, is missing.`,
  'format.rule-endless': ({ name, ...place }: Place & { name: string }) =>
    `${at(place)}the rule “${name}” can never be complete, because it always needs itself.`,
  'format.rule-left-recursive': ({ name, ...place }: Place & { name: string }) =>
    `${at(place)}the rule “${name}” begins with itself (left recursion). Put what is repeated first, or use *.`,
  'format.nothing-to-repeat': (place: Place) => `${at(place)}there is nothing before this to repeat.`,
  'format.bad-times': (place: Place) => `${at(place)}numbers of repetitions look like {2}, {2,} or {2,5}.`,
  'format.too-many-times': ({ most, ...place }: Place & { most: number }) =>
    `${at(place)}at most ${count(most)} repetitions are supported.`,
  'format.range-reversed': (place: Place) => `${at(place)}the end of this range is before its beginning.`,
  'format.class-empty': (place: Place) => `${at(place)}these brackets match no character.`,
  'format.bad-escape': ({ escape, ...place }: Place & { escape: string }) =>
    `${at(place)}“${escape}” is not an escape. Escapes are \\n \\r \\t \\\\ \\" \\[ \\] \\- \\xHH \\uHHHH \\UHHHHHHHH.`,
  'format.token-in-grammar': (place: Place) =>
    `${at(place)}tokens are not supported in grammars here. Write the characters of the answer in quotation marks.`,

  'format.key-twice': ({ key, ...place }: Place & { key: string }) => `${at(place)}“${key}” is there twice.`,
  'format.bad-string': (place: Place) => `${at(place)}this text has a wrong escape or a control character.`,
  'format.not-a-schema': (place: Place) => `${at(place)}a schema is an object, or true.`,
  'format.no-value': (place: Place) => `${at(place)}no value can be valid here.`,
  'format.keyword-unsupported': ({ keyword, ...place }: Place & { keyword: string }) =>
    `${at(place)}“${keyword}” cannot be enforced while an answer is generated. Remove it.`,
  'format.keyword-unknown': ({ keyword, ...place }: Place & { keyword: string }) =>
    `${at(place)}“${keyword}” is not a keyword of JSON schemas.`,
  'format.keyword-beside': ({ keyword, beside, ...place }: Place & { keyword: string; beside: string }) =>
    `${at(place)}“${keyword}” is not supported beside “${beside}”.`,
  'format.keyword-value': ({
    keyword,
    form,
    ...place
  }: Place & { keyword: string; form: keyof typeof forms }) =>
    `${at(place)}the value of “${keyword}” must be ${forms[form]}.`,
  'format.type-unknown': ({ types, ...place }: Place & { types: string }) =>
    `${at(place)}the types are ${types}.`,
  'format.bound': ({
    keyword,
    most,
    isWhole,
    ...place
  }: Place & { keyword: string; most: number; isWhole: boolean }) =>
    `${at(place)}“${keyword}” must be ${isWhole ? 'a whole number' : 'a number'} from −${count(most)} to ${count(most)}.`,
  'format.required-missing': ({ key, ...place }: Place & { key: string }) =>
    `${at(place)}“${key}” is required, but it is not among the properties, and no others are allowed.`,
  'format.one-of': (place: Place) =>
    `${at(place)}a value could be valid by two of these schemas, so “oneOf” cannot be enforced. Use “anyOf”.`,
  'format.format-unsupported': ({ name, supported, ...place }: Place & { name: string; supported: string }) =>
    `${at(place)}the format “${name}” cannot be enforced. Supported are ${supported}.`,
  'format.pattern': ({ part, ...place }: Place & { part: string }) =>
    `${at(place)}this part of the pattern is not supported: ${part}`,
  'format.reference-elsewhere': (place: Place) =>
    `${at(place)}references must begin with “#/” and lead to a place in this schema.`,
  'format.reference-unknown': ({ pointer, ...place }: Place & { pointer: string }) =>
    `${at(place)}“${pointer}” leads nowhere in this schema.`,
  'format.schema-endless': () =>
    'No answer could ever be complete: a schema in it always needs itself. Make that property optional, or allow null.',
} as const satisfies Sentences<'format'>;
