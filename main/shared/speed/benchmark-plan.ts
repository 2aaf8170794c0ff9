/** The plans that a benchmark offers, and the parsing of numbers that a person typed for one. */
import type { BenchmarkPlan } from '../contract/measuring.ts';
import { readNumber } from '../format/read-number.ts';
import { say } from '../words/catalogue.ts';
import type { Told } from '../words/told.ts';

export const quickPlan: BenchmarkPlan = {
  promptLengths: [128, 512],
  depths: [0, 512],
  decodeTokens: 32,
  batchSizes: [512],
  repeats: 3,
};

export const thoroughPlan: BenchmarkPlan = {
  promptLengths: [128, 512, 2048],
  depths: [0, 512, 2048],
  decodeTokens: 64,
  batchSizes: [128, 512],
  repeats: 5,
};

interface Limit {
  from: number;
  to: number;
  /** The most numbers that the field takes. */
  most: number;
}

/** The limits that the call `benchmark` enforces. */
export const planLimits: Record<keyof BenchmarkPlan, Limit> = {
  promptLengths: { from: 1, to: 131_072, most: 16 },
  depths: { from: 0, to: 131_072, most: 16 },
  decodeTokens: { from: 1, to: 131_072, most: 1 },
  batchSizes: { from: 1, to: 131_072, most: 8 },
  repeats: { from: 1, to: 20, most: 1 },
};

/** Returns the numbers in `text`, which are separated by commas, or what is wrong with it. `field`: its label or option. */
export const readNumbers = (field: string, text: string, { from, to, most }: Limit): number[] | Told => {
  const parts = text.split(',').map((part) => part.trim());
  const numbers =
    most === 1
      ? [readNumber(text, true) ?? NaN]
      : parts.map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
  if (numbers.some((number) => !(Number.isInteger(number) && number >= from && number <= to)))
    return say(most === 1 ? 'measuring.not-whole' : 'measuring.not-all-whole', { field, from, to, text });
  return numbers.length > most ? say('measuring.too-many-numbers', { field, most }) : numbers;
};
