/** The grammar of calls: the names are those of the tools, and the arguments validate against their schemas. */
import { constant, colon, comma, objectOf, quoted } from '../../shared/grammar/json-rules.ts';
import {
  call,
  chars,
  choice,
  literal,
  oneOf,
  repeated,
  type Grammar,
  type Sequence,
} from '../../shared/grammar/rules.ts';
import type { Tool } from '../../shared/engine/tools.ts';
import type { CallFormat, CallPart, ObjectFields } from './call-format.ts';
import { argumentRules, plainRanges, type RuleBook } from './argument-rules.ts';
import { markOf } from './mark-rules.ts';
import { newRules } from './schema-rules.ts';

export interface CallRules {
  /** Whether one answer may have several calls. */
  areParallel: boolean;
  /** What comes before the first mark. */
  lead?: Sequence;
  /** What an answer may have instead of calls. */
  otherwise?: Grammar;
}

/** Throws `Fault` for a strict tool whose schema cannot be enforced. */
export const callGrammar = (
  format: CallFormat,
  tools: readonly Tool[],
  { areParallel, lead = [], otherwise }: CallRules,
): Grammar => {
  const book = newRules(otherwise);
  book.rules.set(anyText, [[repeated([chars(...plainRanges)], 0, null)]]);
  const one = book.add(tools.map((tool) => callOf(format, tool, book)));
  const begins = [...new Set([format.first.trimStart(), format.begins.trimStart()])];
  const next = areParallel && format.next !== null ? [repeated([...markOf(format.next), one], 0, null)] : [];
  const calls: Sequence = [
    ...lead,
    call('space'),
    choice(...begins.map((mark) => markOf(mark))),
    one,
    ...next,
    ...markOf(format.close),
  ];
  book.rules.set('root', [calls, ...(book.otherwise === null ? [] : [[call(book.otherwise)]])]);
  return { rules: book.rules, root: 'root' };
};

/** The rule for any text without special tokens. */
export const anyText = 'any-text';

const digit = chars([0x30, 0x39]);
/** The form of ids that every template takes. */
const id: Sequence = [repeated([chars([0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a])], 9, 9)];

const callOf = ({ parts, after }: CallFormat, tool: Tool, book: RuleBook): Sequence => [
  ...parts.flatMap((part) => partOf(part, tool, book)),
  ...markOf(after),
];

const partOf = (part: CallPart, tool: Tool, book: RuleBook): Sequence => {
  switch (part.kind) {
    case 'mark':
      return markOf(part.text);
    case 'up-to':
      return [choice(...part.usual.map((mark) => markOf(mark)))];
    case 'name':
      return literal(tool.name);
    case 'id':
      return id;
    case 'number':
      return [repeated([digit], 1, 3)];
    case 'object':
      return objectCall(part.fields, tool, book);
    case 'arguments':
      return argumentRules(part.how, tool, book);
  }
};

const objectCall = (fields: ObjectFields, tool: Tool, book: RuleBook): Sequence => {
  const given = argumentRules({ style: 'json' }, tool, book);
  if (fields.name === null) return objectOf([...constant(tool.name), ...colon(), ...given]);
  const values = fields.order.map(({ key, holds, value }): Sequence => {
    const written = {
      name: () => constant(tool.name),
      arguments: () => given,
      id: () => quoted(...id),
      number: () =>
        typeof value === 'number'
          ? [repeated([digit], 1, 3)]
          : [oneOf('"'), repeated([digit], 1, 3), oneOf('"')],
      fixed: () => constant(value),
    }[holds]();
    return [...constant(key), ...colon(), ...written];
  });
  return objectOf(values.flatMap((value, index) => (index === 0 ? value : [...comma, ...value])));
};
