/** What the core tells a user: a code and facts. Whoever shows it makes the sentence (catalogue.ts). */

/**
 * Plain JSON, so that it can be sent, logged and stored. Sizes are bytes, times are milliseconds; names and paths are texts
 * from anywhere. Facts hold no secrets: they are shown and logged.
 */
export interface Told {
  /** `noun.what-happened`, a key of the catalogue. */
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * The text that an entry of the catalogue makes from its facts: a sentence that says what happened and, if it helps, a second one
 * that says what to do next. Names of buttons are in “quotation marks”, as the window writes them.
 */
export type Words = string | readonly [what: string, next: string];

/** The entries of one noun. `what` gives the first sentence of another thing told that is among the facts. */
export type Sentences<Noun extends string> = Readonly<
  Record<`${Noun}.${string}`, (facts: never, what: (told: Told) => string) => Words>
>;
