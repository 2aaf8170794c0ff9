import { plainText } from '../../shared/format/plain-text.ts';
import { sentenceOf } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';

/** The longest text among the facts, in UTF-16 code units: names in a file may take megabytes. */
const longestFact = 500;

const clipped = ({ code, facts }: Told): Told => ({
  code,
  facts: Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [
      name,
      typeof fact === 'string' ? plainText(fact, longestFact) : fact,
    ]),
  ),
});

/** A model file that cannot be used. */
export class RefusedFile extends Error {
  override name = 'RefusedFile';
  /** What the user is told. */
  readonly told: Told;
  /** There was too little memory for the file. */
  readonly isMemory: boolean;

  constructor(told: Told, { isMemory = false, ...options }: ErrorOptions & { isMemory?: boolean } = {}) {
    const short = clipped(told);
    super(sentenceOf(short), options);
    this.told = short;
    this.isMemory = isMemory;
  }
}
