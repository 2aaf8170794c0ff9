/** What is wrong with a GGUF file. Whoever opened the file knows its name, which the sentence needs. */
import { sentenceOf, type Code, type FactsOf } from '../words/catalogue.ts';
import type { Told } from '../words/told.ts';

type GgufCode = Extract<Code, `gguf.${string}`>;
/** All facts but the file's name. */
type FaultFacts<C extends GgufCode> = FactsOf<C> extends [infer Facts] ? Omit<Facts, 'name'> : never;

/** Something told, in whose facts the file's name is missing. */
export type GgufFault = Told;

export const fault = <C extends GgufCode>(
  code: C,
  ...[facts]: Record<string, never> extends FaultFacts<C> ? [] : [facts: FaultFacts<C>]
): GgufFault => ({ code, facts: { ...facts } });

/** What the user is told of the fault in the file of this name. */
export const toldOf = ({ code, facts }: GgufFault, name: string): Told => ({
  code,
  facts: { ...facts, name },
});

/** Why a file cannot be read as GGUF. */
export class BadGguf extends Error {
  readonly fault: GgufFault;

  constructor(found: GgufFault) {
    super(sentenceOf(toldOf(found, 'The file')));
    this.fault = found;
  }

  told(fileName: string): Told {
    return toldOf(this.fault, fileName);
  }
}
