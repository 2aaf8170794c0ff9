/** Numbers as JSON writes them, described digit by digit: their bounds, also with fractions, and what they are multiples of. */
import type { Description } from './automaton.ts';

/** A bound of numbers. */
export interface Bound {
  value: number;
  /** It is no part of the range. */
  isExcluded: boolean;
}

/** What is known of a number after some of its characters, compared with the magnitude of a bound. */
interface Compared {
  isNegative: boolean;
  /** Digits of the whole part so far, at most one more than the bound has. */
  digits: number;
  /** Of these digits: less, equal or greater. */
  whole: number;
  /** Digits of the fraction so far, likewise; `null` before the point. */
  fraction: number | null;
  rest: number;
}

const zero = 0x30;
const boundaries = [0x2d, 0x2e, 0x2f, ...Array.from({ length: 11 }, (_, digit) => zero + digit)];

/** Numbers without exponent for which `isWithin` holds, which is told whether they are below (-1), at (0) or above (1) `value`. */
const comparedWith = (value: number, isWithin: (order: number) => boolean): Description => {
  const [whole, fraction] = decimalOf(Math.abs(value));
  const states: Compared[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (state: Compared): number => {
    const key = Object.values(state).join();
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = states.push(state) - 1));
    return number;
  };
  const orderOf = (state: Compared): number => {
    const { isNegative, digits, fraction: seen, rest } = state;
    const isShorter = /[1-9]/.test(fraction.slice(seen ?? 0)) ? -1 : 0;
    const magnitude = Math.sign(digits - whole.length) || state.whole || rest || isShorter;
    if (value === 0) return isNegative ? -magnitude : magnitude;
    if (isNegative !== value < 0) return isNegative ? -1 : 1;
    return isNegative ? -magnitude : magnitude;
  };
  return {
    boundaries,
    start: numberOf({ isNegative: false, digits: 0, whole: 0, fraction: null, rest: 0 }),
    after: (number, code) => {
      const state = states[number]!;
      if (code === 0x2d) return numberOf({ ...state, isNegative: true });
      if (code === 0x2e) return numberOf({ ...state, fraction: 0 });
      const digit = code - zero;
      if (digit < 0 || digit > 9) return null;
      if (state.fraction === null) {
        const order = state.digits < whole.length ? Math.sign(digit - Number(whole[state.digits])) : 0;
        const digits = Math.min(state.digits + 1, whole.length + 1);
        return numberOf({ ...state, digits, whole: state.whole || order });
      }
      const order = Math.sign(digit - Number(fraction[state.fraction] ?? 0));
      const seen = Math.min(state.fraction + 1, fraction.length);
      return numberOf({ ...state, fraction: seen, rest: state.rest || order });
    },
    isEnd: (number) => isWithin(orderOf(states[number]!)),
  };
};

export const atLeast = ({ value, isExcluded }: Bound): Description =>
  comparedWith(value, (order) => (isExcluded ? order > 0 : order >= 0));

export const atMost = ({ value, isExcluded }: Bound): Description =>
  comparedWith(value, (order) => (isExcluded ? order < 0 : order <= 0));

/** Whole numbers that `divisor`, also whole, divides. */
export const multiplesOf = (divisor: number): Description => ({
  boundaries,
  start: 0,
  after: (rest, code) => {
    if (code === 0x2d) return rest;
    const digit = code - zero;
    return digit < 0 || digit > 9 ? null : (rest * 10 + digit) % divisor;
  },
  isEnd: (rest) => rest === 0,
});

/** The digits of `value`, at least 0, before and behind the point. */
const decimalOf = (value: number): [whole: string, fraction: string] => {
  const [digits, exponent = '0'] = String(value).split('e');
  const [whole, fraction = ''] = digits!.split('.');
  const shift = Number(exponent);
  if (shift < 0) return ['0', '0'.repeat(-shift - 1) + whole! + fraction];
  return [whole! + fraction.padEnd(shift, '0').slice(0, shift), fraction.slice(shift)];
};
