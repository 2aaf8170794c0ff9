/** A number with its unit, as on an axis, in a readout and in a table. Units are those of figures.ts. */
import { bytes, count, duration, figureWords, numberLocale, speed, thin, tokens } from '../words/figures.ts';

export { percent, thin, unbroken } from '../words/figures.ts';

/** Units that take a prefix; all others stay unchanged. */
export const takesPrefix = (unit: string): boolean => /^(B|FLOP)(\/s)?$/.test(unit);

const prefixes = [
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** The divisor, and the unit that results, so that figures up to `most` are short. */
export const shownUnit = (unit: string, most: number): { factor: number; unit: string } => {
  if (unit === 'ms') {
    if (most >= 300_000) return { factor: 60_000, unit: 'min' };
    return most >= 1_000 ? { factor: 1_000, unit: 's' } : { factor: 1, unit };
  }
  // As in figures.ts, a value that would be rounded to 1,000 already takes the next prefix.
  const found = takesPrefix(unit) ? prefixes.find(([factor]) => most >= factor * 0.9995) : undefined;
  return found ? { factor: found[0], unit: found[1] + unit } : { factor: 1, unit: unitName(unit) };
};

/** A unit as it is shown; most are the same in every language. */
export const unitName = (unit: string): string =>
  unit === 'tokens' ? figureWords.tokens : unit === 'tokens/s' ? figureWords.tokensPerS : unit;

/** Three significant digits, or whole numbers with thousands separators. */
const plain = (value: number): string =>
  Math.abs(value) >= 1_000
    ? count(value)
    : value.toLocaleString(numberLocale(), { maximumSignificantDigits: 3 });

/** For example "412 ms", "116 tokens/s", "130 GFLOP/s". */
export const quantity = (value: number, unit: string): string => {
  switch (unit) {
    case '':
      return plain(value);
    case 'ms':
      return duration(value);
    case 'tokens':
      return tokens(value);
    case 'tokens/s':
      return speed(value, 1_000) ?? `0${thin}${figureWords.tokensPerS}`;
    case 'B':
      return bytes(Math.round(value));
    default: {
      const shown = shownUnit(unit, Math.abs(value));
      return `${plain(value / shown.factor)}${thin}${shown.unit}`;
    }
  }
};

/** From one value to another. */
export const quantityRange = (low: number, high: number, unit: string): string =>
  listed([quantity(low, unit), quantity(high, unit)]).join('–');

/** Several figures side by side; the unit appears once, after the last, if all have the same. */
export const listed = (figures: readonly string[]): string[] => {
  const units = new Set(figures.map((figure) => figure.split(thin)[1]));
  return units.size > 1
    ? [...figures]
    : figures.map((figure, index) => (index < figures.length - 1 ? figure.split(thin)[0]! : figure));
};
