import { sentenceOf, type Code, type FactsOf } from '../words/catalogue.ts';
import type { Told } from '../words/told.ts';

/** The arguments behind a code: its facts, if it has any, and what caused the refusal. */
type Rest<C extends Code> =
  FactsOf<C> extends [infer Facts]
    ? [facts: Facts, options?: ErrorOptions]
    : [facts?: Record<string, never>, options?: ErrorOptions];

/** What the core will not or cannot do: a code of the message catalogue and its facts. The message is the sentence. */
export class Refusal<C extends Code = Code> extends Error {
  override name = 'Refusal';
  /** What the user is told. */
  readonly told: Told;

  constructor(code: C, ...[facts, options]: Rest<C>) {
    const told = { code, facts: (facts ?? {}) as Told['facts'] };
    super(sentenceOf(told), options);
    this.told = told;
  }

  /** A refusal with what was told elsewhere: by the engine process, for example. */
  static of({ code, facts }: Told, options?: ErrorOptions): Refusal {
    return new Refusal(code as Code, facts as never, options);
  }
}
