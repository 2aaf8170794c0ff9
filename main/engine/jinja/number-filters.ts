/** Jinja's filters of numbers. */
import { TemplateError } from './errors.ts';
import { Text } from './text.ts';
import type { Filter } from './text-filters.ts';
import {
  argument,
  Float,
  integer,
  isTrue,
  numberOf,
  typeName,
  type Arguments,
  type Value,
} from './values.ts';

export const withNumber =
  (change: (value: number, isFloat: boolean, args: Arguments) => Value): Filter =>
  (value, args) => {
    const number = numberOf(value);
    if (number === null) throw new TemplateError(`a filter wants a number, not ${typeName(value)}`);
    return change(number, value instanceof Float, args);
  };

export const round: Filter = (value, args) => {
  const digits = integer(argument(args, 0, 'precision') ?? 0, '"round"');
  const way = argument(args, 1, 'method');
  const number = numberOf(value);
  if (number === null) throw new TemplateError(`"round" wants a number, not ${typeName(value)}`);
  const name = way instanceof Text ? way.value : 'common';
  if (name === 'common' && digits > 0) return new Float(Number(number.toFixed(Math.min(digits, 100))));
  const scaled = number * 10 ** digits;
  const whole = name === 'ceil' ? Math.ceil(scaled) : name === 'floor' ? Math.floor(scaled) : toEven(scaled);
  return new Float(whole / 10 ** digits);
};

/** As Python rounds: a half goes to the even neighbour. */
const toEven = (value: number): number => {
  const below = Math.floor(value);
  const rest = value - below;
  return rest === 0.5 ? below + (below % 2 === 0 ? 0 : 1) : Math.round(value);
};

export const toInteger: Filter = (value, args) => {
  const number = numberOf(value);
  if (number !== null) return Math.trunc(number);
  const base = argument(args, 1, 'base') ?? 10;
  const text = value instanceof Text ? value.value.trim().replaceAll('_', '') : '';
  const parsed =
    base === 10
      ? /^[-+]?\d+(\.\d*)?([eE][-+]?\d+)?$/.test(text)
        ? Number(text)
        : Number.NaN
      : Number.parseInt(text, integer(base, '"int"'));
  return Number.isFinite(parsed) ? Math.trunc(parsed) : (argument(args, 0, 'default') ?? 0);
};

export const toFloat: Filter = (value, args) => {
  const number =
    numberOf(value) ??
    (value instanceof Text && value.value.trim() !== '' ? Number(value.value) : Number.NaN);
  if (!Number.isNaN(number)) return new Float(number);
  return argument(args, 0, 'default') ?? new Float(0);
};

export const fileSize: Filter = (value, args) => {
  const bytes = numberOf(value) ?? 0;
  const [base, unit] = isTrue(argument(args, 0, 'binary')) ? [1024, 'iB'] : [1000, 'B'];
  if (bytes < base) return new Text(bytes === 1 ? '1 Byte' : `${bytes} Bytes`);
  const power = Math.min(Math.floor(Math.log(bytes) / Math.log(base)), 8);
  return new Text(
    `${(bytes / base ** power).toFixed(1)} ${(base === 1000 ? 'kMGTPEZY' : 'KMGTPEZY')[power - 1]}${unit}`,
  );
};
