/** The values that an axis labels, and their texts. */
import { scaleLinear } from 'd3-scale';
import { count, figure, numberLocale } from '../words/figures.ts';
import { quantity, takesPrefix, thin } from './quantity.ts';

/** A value on an axis with its text and its position in pixels. */
export interface Tick {
  value: number;
  text: string;
  at: number;
}

/** The fewest decimals that tell the ticks apart, the same for all. */
export const linearTexts = (values: readonly number[]): string[] => {
  const step = Math.abs((values[1] ?? 1) - (values[0] ?? 0));
  // Steps are 1, 2 or 5 times a power of ten; 1e-9 absorbs floating-point errors.
  const digits = step > 0 ? Math.min(12, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))) : 0;
  return values.map((value) =>
    digits === 0 || value === 0
      ? count(value)
      : value.toLocaleString(numberLocale(), {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        }),
  );
};

const powersWithin = (low: number, high: number, multiples: readonly number[], every: number): number[] => {
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    if (power % every !== 0) continue;
    for (const multiple of multiples) {
      // Exact for whole powers, unlike 10 ** -n.
      const value = Number(`${multiple}e${power}`);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) found.push(value);
    }
  }
  return found;
};

/** Powers of ten; with steps between them if few are in the range; every second, third and so on if there are too many. */
export const logTicks = (low: number, high: number, most: number): number[] => {
  const candidates = [
    powersWithin(low, high, [1, 2, 5], 1),
    powersWithin(low, high, [1, 3], 1),
    ...[1, 2, 3, 4, 6].map((every) => powersWithin(low, high, [1], every)),
  ];
  const fitting = candidates.find((ticks) => ticks.length <= Math.max(2, most)) ?? [];
  // Within one decade there may be hardly any; even steps then say more.
  return fitting.length >= 2 ? fitting : scaleLinear([low, high], [0, 1]).ticks(Math.max(2, most));
};

/** Each value in its own prefix: 100 MFLOP/s, 1 GFLOP/s; without the unit if space is short: 100 M, 1 G. */
export const logText = (value: number, unit: string, isShort: boolean): string => {
  // Powers of ten are kept: 100 s, not 1 min 40 s.
  if (unit === 'ms' && value >= 1_000) return `${count(value / 1_000)}${thin}s`;
  if (unit !== 'ms' && !takesPrefix(unit)) return value >= 1 ? count(value) : figure(value);
  const text = quantity(value, unit).replace(/\.0(?=\D)/, '');
  return isShort && unit !== 'ms' ? text.slice(0, -unit.length).trimEnd() : text;
};

/** Whether labels with these widths, each centred on its tick, keep a gap. */
export const areApart = (ticks: readonly Tick[], widthOf: (text: string) => number, gap: number): boolean =>
  ticks.every((tick, index) => {
    const next = ticks[index + 1];
    return (
      next === undefined || Math.abs(next.at - tick.at) >= (widthOf(tick.text) + widthOf(next.text)) / 2 + gap
    );
  });
