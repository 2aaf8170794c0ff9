/** Formats the figures of benchmarks. */
import { count, figure, numberLocale } from '../words/figures.ts';
import { benchmarkWords } from '../words/lens.ts';

const words = benchmarkWords.plan;

/** Number of parameters, for example "8.19 B" and "135 M", as in model cards. */
export const shortCount = (parameters: number): string => {
  const [factor, unit] = parameters >= 999.5e6 ? [1e9, 'B'] : [1e6, 'M'];
  const value = parameters / factor;
  return `${value >= 1000 ? count(value) : figure(Number(value.toPrecision(3)))}\u202f${unit}`;
};

/** Mean ± standard deviation, both with the decimals of a mean with three digits, so that they can be compared. */
export const speedSpread = (mean: number, deviation: number): string => {
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.max(mean, 1e-9))));
  const write = (value: number): string =>
    value.toLocaleString(numberLocale(), {
      minimumFractionDigits: Math.min(decimals, 3),
      maximumFractionDigits: Math.min(decimals, 3),
    });
  return `${write(mean)} ± ${write(deviation)}`;
};

/** An estimated duration, rounded to the accuracy of an estimate. */
export const aboutDuration = (ms: number): string => {
  const seconds = ms / 1000;
  if (seconds < 5) return words.aFewSeconds;
  if (seconds < 90) return words.seconds(5 * Math.round(seconds / 5));
  if (seconds < 5400) return words.minutes(Math.round(seconds / 60));
  return words.hours(Math.round(seconds / 3600));
};
