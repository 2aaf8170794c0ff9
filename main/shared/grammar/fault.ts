/** A fault in a schema or a grammar, told with the place of its first character: line and column, both from 1. */
import { say, type Code, type FactsOf } from '../words/catalogue.ts';
import type { Told } from '../words/told.ts';

export class Fault extends Error {
  readonly told: Told;

  constructor(told: Told) {
    super(told.code);
    this.told = told;
  }
}

/** The codes of faults at a place. */
export type PlacedCode = { [C in Code]: C extends `format.${string}` ? C : never }[Code];

/** The facts of a code without the place. */
export type Facts<C extends PlacedCode> =
  FactsOf<C> extends [infer All]
    ? keyof Omit<All, 'line' | 'column'> extends never
      ? []
      : [facts: Omit<All, 'line' | 'column'>]
    : [];

/** The fault `code` at the UTF-16 offset `at` of `source`. */
export const faultAt = <C extends PlacedCode>(
  source: string,
  at: number,
  code: C,
  ...facts: Facts<C>
): Fault => {
  const before = source.slice(0, at);
  const line = before.split('\n').length;
  const column = Array.from(before.slice(before.lastIndexOf('\n') + 1)).length + 1;
  const whole = [{ ...(facts as object[])[0], line, column }] as unknown as FactsOf<C>;
  return new Fault(say(code, ...whole));
};
