/** Numbers of a JSON schema: their bounds, and what they are multiples of. */
import { productOf, regular, rulesOfProduct, type Description } from './automaton.ts';
import type { Case } from './cases.ts';
import { atLeast, atMost, multiplesOf, type Bound } from './decimal-range.ts';
import { numberRange, wholeRange } from './number-range.ts';
import { call, chars, choice, oneOf, optional, repeated, type Sequence } from './rules.ts';
import type { Conversion } from './conversion.ts';
import type { SchemaSource } from './schema-source.ts';
import { isFlag, isTrue } from './valid.ts';

/** Beyond this, exact digits are lost. */
const largestBound = { integer: 999_999_999_999_999, number: 1_000_000_000 };

/** A number is followed digit by digit, and each divisor has as many states. */
const largestDivisor = 2000;

const digit = chars([0x30, 0x39]);
const wholePart = (digits: number): Sequence => [
  optional(oneOf('-')),
  choice([oneOf('0')], [chars([0x31, 0x39]), repeated([digit], 0, digits - 1)]),
];
/** Numbers as the bounds of each type allow them. */
const plainNumber: Record<'integer' | 'number', Sequence> = {
  integer: wholePart(15),
  number: [...wholePart(9), optional(oneOf('.'), repeated([digit], 1, 6))],
};

export const numberRules = (conversion: Conversion, asked: 'number' | 'integer', parts: Case): Sequence[] => {
  const { source } = conversion;
  const divisors = divisorsOf(source, parts);
  // What a whole number divides is whole.
  const type = divisors.length > 0 ? 'integer' : asked;
  const [from, to] = [boundOf(source, parts, type, 'minimum'), boundOf(source, parts, type, 'maximum')];
  const further = divisors.filter((one) => one !== 1);
  if (from === null && to === null && further.length === 0) return [[call(type)]];
  const at = (from ?? to)?.at ?? 0;
  const isWhole = [from, to].every((one) => one === null || Number.isInteger(one.value));
  if (further.length === 0 && (isWhole || type === 'integer')) {
    const sequences =
      type === 'number'
        ? numberRange(
            { from: from?.value ?? null, to: to?.value ?? null },
            { from: from?.isExcluded === true, to: to?.isExcluded === true },
          )
        : wholeRange({
            from: from === null ? null : from.isExcluded ? Math.floor(from.value) + 1 : Math.ceil(from.value),
            to: to === null ? null : to.isExcluded ? Math.ceil(to.value) - 1 : Math.floor(to.value),
          });
    return sequences.length > 0 ? sequences : conversion.nothing(source.fault(at, 'format.no-value'));
  }
  const descriptions: Description[] = [
    regular(plainNumber[type], source.work),
    ...(from === null ? [] : [atLeast(from)]),
    ...(to === null ? [] : [atMost(to)]),
    ...further.map(multiplesOf),
  ];
  const number = rulesOfProduct(
    productOf(descriptions, source.work),
    (reached) => descriptions.every((one, index) => one.isEnd(reached[index]!)),
    (ranges) => chars(...ranges),
    conversion.add,
  );
  conversion.nothing(source.fault(at, 'format.no-value'));
  return [[number]];
};

/** The strictest lower or upper bound. */
const boundOf = (
  source: SchemaSource,
  parts: Case,
  type: 'number' | 'integer',
  keyword: 'minimum' | 'maximum',
): (Bound & { at: number }) | null => {
  const excluding = keyword === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
  const direction = keyword === 'minimum' ? 1 : -1;
  const most = largestBound[type];
  let strictest: (Bound & { at: number }) | null = null;
  for (const { entries } of parts)
    for (const name of [keyword, excluding]) {
      const entry = entries.get(name);
      if (entry === undefined || (name === excluding && isFlag(entry.value))) continue;
      let value = source.number(name, entry);
      // Numbers beyond it are not written anyway.
      if (direction * value < -most) value = -direction * most;
      if (Math.abs(value) > most)
        throw source.fault(entry.value.at, 'format.bound', { keyword: name, most, isWhole: false });
      const isExcluded =
        (name === excluding || isTrue(entries, excluding)) && value === source.number(name, entry);
      const order = strictest === null ? 1 : direction * (value - strictest.value);
      if (order > 0 || (order === 0 && isExcluded)) strictest = { value, isExcluded, at: entry.at };
    }
  return strictest;
};

const divisorsOf = (source: SchemaSource, parts: Case): number[] =>
  parts.flatMap(({ entries }) => {
    const entry = entries.get('multipleOf');
    if (entry === undefined) return [];
    const divisor = source.number('multipleOf', entry);
    if (!Number.isInteger(divisor) || divisor < 1 || divisor > largestDivisor)
      throw source.fault(entry.at, 'format.keyword-unsupported', { keyword: 'multipleOf' });
    return [divisor];
  });
