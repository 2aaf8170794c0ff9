/** How figures are formatted: two or three significant digits, a thin space, and one unit for each quantity. */

import { language, numberLocale, translatable } from '../language/language.ts';

export const thin = '\u2009';

export const figureWords = translatable('figureWords', {
  token: 'token',
  tokens: 'tokens',
  tokensPerS: 'tokens/s',
} as const);

/** Groups thousands even below 10,000, so that columns of figures align. */
export const count = (value: number): string => Math.round(value).toLocaleString(numberLocale());

/** A number that JavaScript wrote, with the decimal separator of the language. */
const decimal = (text: string): string => (language() === 'de' ? text.replace('.', ',') : text);

/** A number with the decimals that it has, without thousands separators. */
export const figure = (value: number): string => decimal(String(value));

/** At most three significant digits, without powers of ten. */
const significant = (value: number): string => {
  if (value >= 100) return count(value);
  if (value >= 10) return decimal(value.toFixed(1).replace(/\.0$/, ''));
  return decimal(value.toFixed(2).replace(/0$/, ''));
};

/** Milliseconds below one second, then seconds, then minutes and hours. */
export const duration = (ms: number): string => {
  if (ms < 10) return `${significant(ms).replace(/[.,]0$/, '')}${thin}ms`;
  if (ms < 999.5) return `${Math.round(ms)}${thin}ms`;
  const seconds = ms / 1000;
  if (seconds < 99.95) return `${significant(seconds)}${thin}s`;
  const whole = Math.round(seconds);
  if (whole < 6_000) return `${Math.floor(whole / 60)}${thin}min ${whole % 60}${thin}s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)}${thin}h ${minutes % 60}${thin}min`;
};

/** A time that is counted while it passes, or an estimate: more digits would only flicker. */
export const wholeSeconds = (ms: number): string =>
  ms < 99_500 ? `${Math.round(ms / 1000)}${thin}s` : duration(ms);

/** Tokens per second; `null` if no tokens were processed or no time passed. */
export const speed = (tokens: number, ms: number): string | null =>
  tokens > 0 && ms > 0 ? `${significant((tokens * 1000) / ms)}${thin}${figureWords.tokensPerS}` : null;

/**
 * With fewer new tokens, prefill speed says nothing: they take about as long as one token, since all weights are read anyway
 * and an evaluation has a fixed cost.
 */
export const leastPrefillTokens = 64;

/** Prefill speed; `null` with fewer tokens than it takes to tell one. */
export const prefillSpeed = (tokens: number, ms: number): string | null =>
  tokens < leastPrefillTokens ? null : speed(tokens, ms);

/** File sizes in powers of 1000, as file managers and model pages show them. */
export const bytes = (value: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let scaled = value;
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${unit === 0 ? String(scaled) : significant(scaled)}${thin}${units[unit]}`;
};

export const tokens = (value: number): string =>
  `${count(value)}${thin}${value === 1 ? figureWords.token : figureWords.tokens}`;

/** A share of 1 as a whole number of percent, except for the smallest. */
export const percent = (share: number): string =>
  `${share > 0 && share < 0.005 ? '<1' : Math.round(100 * share)}${thin}%`;

/** Keeps figures and their units together when a sentence wraps. */
export const unbroken = (text: string): string => text.replaceAll(thin, '\u202f');
