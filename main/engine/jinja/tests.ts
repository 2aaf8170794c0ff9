/** Jinja's tests: what may follow `is`. */
import type { Budget } from './budget.ts';
import { TemplateError } from './errors.ts';
import { compare } from './operations.ts';
import { Text } from './text.ts';
import { Callable, Dict, Float, integer, List, toText, type Arguments, type Value } from './values.ts';

type Test = (value: Value, args: Arguments, budget: Budget) => boolean;

/** Throws `TemplateError` if there is no such test. */
export const testNamed = (name: string): Test => {
  const test = tests.get(name);
  if (test === undefined) throw new TemplateError(`there is no test "${name}"`);
  return test;
};

const comparing =
  (operator: string): Test =>
  (value, { positional: [other] }, budget) =>
    compare(operator, value, other, budget);

const isInteger = (value: Value): boolean => typeof value === 'number';
const isSequence = (value: Value): boolean =>
  value === undefined || value instanceof List || value instanceof Text || value instanceof Dict;

const tests: ReadonlyMap<string, Test> = new Map(
  Object.entries<Test>({
    boolean: (value) => typeof value === 'boolean',
    callable: (value) => value instanceof Callable,
    defined: (value) => value !== undefined,
    divisibleby: (value, { positional: [by] }) =>
      integer(value, '"divisibleby"') % integer(by, '"divisibleby"') === 0,
    eq: comparing('=='),
    equalto: comparing('=='),
    '==': comparing('=='),
    escaped: () => false,
    even: (value) => integer(value, '"even"') % 2 === 0,
    false: (value) => value === false,
    float: (value) => value instanceof Float,
    ge: comparing('>='),
    gt: comparing('>'),
    greaterthan: comparing('>'),
    in: comparing('in'),
    integer: isInteger,
    iterable: isSequence,
    le: comparing('<='),
    lessthan: comparing('<'),
    lower: (value, _args, budget) => {
      const text = toText(value, budget);
      budget.characters(text.length);
      return text.value === text.value.toLowerCase();
    },
    lt: comparing('<'),
    mapping: (value) => value instanceof Dict,
    ne: comparing('!='),
    none: (value) => value === null,
    number: (value) => isInteger(value) || value instanceof Float,
    odd: (value) => Math.abs(integer(value, '"odd"') % 2) === 1,
    sameas: (value, { positional: [other] }) => value === other,
    sequence: isSequence,
    string: (value) => value instanceof Text,
    true: (value) => value === true,
    undefined: (value) => value === undefined,
    upper: (value, _args, budget) => {
      const text = toText(value, budget);
      budget.characters(text.length);
      return text.value === text.value.toUpperCase();
    },
  }),
);
