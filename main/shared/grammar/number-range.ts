/** The rules of numbers between two bounds. */
import { chars, choice, literal, oneOf, optional, repeated, type Item, type Sequence } from './rules.ts';

/** Bounds of numbers; `null`: none. */
export interface Bounds {
  from: number | null;
  to: number | null;
}

/** Bounds that are no part of the range. */
export interface Exclusive {
  from: boolean;
  to: boolean;
}

/** The most digits of a whole number. */
const mostDigits = 15;

const digits = (count: number, most: number | null = count): Sequence =>
  most === 0 ? [] : [repeated([digitsFrom(0, 9)], count, most)];
const digitsFrom = (first: number, last: number): Item => chars([0x30 + first, 0x30 + last]);

/** The whole numbers from `from` to `to`, both at least 0; `null`: no upper bound. None of them: an empty list. */
const magnitudes = (from: number, to: number | null): Sequence[] => {
  if (to !== null && to < from) return [];
  const sequences: Sequence[] = [];
  const shortest = String(from).length;
  const longest = to === null ? shortest : String(to).length;
  for (let length = shortest; length <= longest; length += 1) {
    const low = length === shortest ? String(from) : `1${'0'.repeat(length - 1)}`;
    const high = to !== null && length === longest ? String(to) : '9'.repeat(length);
    sequences.push(...between(low, high));
  }
  if (to === null && shortest < mostDigits)
    sequences.push([digitsFrom(1, 9), ...digits(shortest, mostDigits - 1)]);
  return sequences;
};

/** The texts of digits from `low` to `high`, which are of one length. */
const between = (low: string, high: string): Sequence[] => {
  const rest = low.length - 1;
  if (low === '') return [[]];
  const [first, last] = [Number(low[0]), Number(high[0])];
  if (first === last)
    return between(low.slice(1), high.slice(1)).map((more) => [digitsFrom(first, first), ...more]);
  const isFromZero = /^0*$/.test(low.slice(1));
  const isToNine = /^9*$/.test(high.slice(1));
  const [inner, outer] = [isFromZero ? first : first + 1, isToNine ? last : last - 1];
  return [
    ...(isFromZero
      ? []
      : between(low.slice(1), '9'.repeat(rest)).map((more) => [digitsFrom(first, first), ...more])),
    ...(inner > outer ? [] : [[digitsFrom(inner, outer), ...digits(rest)]]),
    ...(isToNine
      ? []
      : between('0'.repeat(rest), high.slice(1)).map((more) => [digitsFrom(last, last), ...more])),
  ];
};

/** The whole numbers within `bounds`, which belong to the range. */
export const wholeRange = ({ from, to }: Bounds): Sequence[] => [
  ...(from === null || from < 0
    ? magnitudes(to !== null && to < 0 ? -to : 1, from === null ? null : -from).map((more) => [
        oneOf('-'),
        ...more,
      ])
    : []),
  ...(to === null || to >= 0 ? magnitudes(Math.max(0, from ?? 0), to) : []),
];

const fraction = optional(oneOf('.'), ...digits(1, 6));
const noFraction = optional(oneOf('.'), repeated([oneOf('0')], 1, 6));
const someFraction: Sequence = [oneOf('.'), repeated([oneOf('0')], 0, 3), digitsFrom(1, 9), ...digits(0, 2)];

/** The numbers from `from` to `to`, both whole and at least 0. */
const fractions = (from: number, to: number | null, excludes: Exclusive): Sequence[] => {
  const inner = magnitudes(excludes.from ? from + 1 : from, to === null ? null : to - 1);
  const isEmpty = to !== null && to <= from;
  return [
    ...(excludes.from && !isEmpty ? [[...literal(String(from)), ...someFraction]] : []),
    ...(inner.length === 0 ? [] : [[choice(...inner), fraction]]),
    ...(to === null || to < from || excludes.to || (isEmpty && excludes.from)
      ? []
      : [[...literal(String(to)), noFraction]]),
  ];
};

/** The numbers within `bounds`, which are whole. */
export const numberRange = ({ from, to }: Bounds, excludes: Exclusive): Sequence[] => {
  const negative: Sequence[] =
    from === null || from < 0
      ? fractions(to !== null && to < 0 ? -to : 0, from === null ? null : -from, {
          from: to !== null && to <= 0 && excludes.to,
          to: from !== null && excludes.from,
        })
      : [];
  const positive: Sequence[] =
    to === null || to >= 0
      ? fractions(Math.max(0, from ?? 0), to, {
          from: from !== null && from >= 0 && excludes.from,
          to: to !== null && excludes.to,
        })
      : [];
  return [...negative.map((more) => [oneOf('-'), ...more]), ...positive];
};
