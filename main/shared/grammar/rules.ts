/** A grammar as rules, whether it was written in GBNF or made from a JSON schema. */

/** Code points from the first to the last, both included. */
export type CharRange = readonly [first: number, last: number];

/** One code point out of these ranges, which are in order and apart. Never empty. */
interface Chars {
  kind: 'chars';
  ranges: readonly CharRange[];
}

/** What the rule with this name matches. */
interface Call {
  kind: 'call';
  rule: string;
}

/** One of several sequences. */
interface Choice {
  kind: 'choice';
  of: readonly Sequence[];
}

interface Repetition {
  kind: 'repetition';
  item: Item;
  /** The fewest and the most times; `null`: any number. */
  from: number;
  to: number | null;
}

export type Item = Chars | Call | Choice | Repetition;
export type Sequence = readonly Item[];

export interface Grammar {
  /** The sequences that a rule chooses from, by its name. */
  rules: ReadonlyMap<string, readonly Sequence[]>;
  /** The name of the rule that matches the whole text. */
  root: string;
}

export const lastCodePoint = 0x10ffff;

/** `ranges` in order, where those that overlap or touch are one. */
export const joinedRanges = (ranges: readonly CharRange[]): CharRange[] => {
  const joined: [number, number][] = [];
  for (const [first, last] of ranges.toSorted(([one], [other]) => one - other)) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined;
};

/** All code points outside `ranges`. */
export const otherRanges = (ranges: readonly CharRange[]): CharRange[] => {
  const others: CharRange[] = [];
  let next = 0;
  for (const [first, last] of joinedRanges(ranges)) {
    if (first > next) others.push([next, first - 1]);
    next = last + 1;
  }
  return next <= lastCodePoint ? [...others, [next, lastCodePoint]] : others;
};

export const chars = (...ranges: readonly CharRange[]): Item => ({
  kind: 'chars',
  ranges: joinedRanges(ranges),
});

/** One of the characters of `list`. */
export const oneOf = (list: string): Item =>
  chars(...[...list].map((char): CharRange => [char.codePointAt(0)!, char.codePointAt(0)!]));

export const literal = (text: string): Item[] => [...text].map(oneOf);

export const call = (rule: string): Item => ({ kind: 'call', rule });

export const choice = (...of: readonly Sequence[]): Item => ({ kind: 'choice', of });

/** `items` from `from` to `to` times; `null`: any number. */
export const repeated = (items: Sequence, from: number, to: number | null): Item => ({
  kind: 'repetition',
  item: items.length === 1 ? items[0]! : choice(items),
  from,
  to,
});

export const optional = (...items: Sequence): Item => repeated(items, 0, 1);
