/**
 * Texts that must fit several descriptions at once: a pattern and a length, a number and its bounds. Each description is a deterministic
 * automaton over code points; their product is followed together and becomes rules.
 */
import type { AddRule } from './object-rules.ts';
import { networkOf, type Network } from './network.ts';
import { call, lastCodePoint, type CharRange, type Item, type Sequence } from './rules.ts';

/** One description. States are numbers. */
export interface Description {
  /** Code points from which on characters may mean something else. */
  boundaries: readonly number[];
  start: number;
  /** The state after one more character; `null`: no text leads on. */
  after: (state: number, code: number) => number | null;
  /** The text may end here. */
  isEnd: (state: number) => boolean;
}

/** The product of descriptions: for each state the states that follow, by ranges of code points, and what each description has reached. */
export interface Product {
  next: ReadonlyMap<number, CharRange[]>[];
  reached: readonly number[][];
}

/** The bounds of a product were reached. */
export class TooManyStates extends Error {}

const mostStates = 4000;

/** Steps that the conversion of one schema may still take. */
export interface Work {
  left: number;
}

/** Throws `TooManyStates`. */
export const spend = (work: Work, steps: number): void => {
  work.left -= steps;
  if (work.left < 0) throw new TooManyStates();
};

/** Throws `TooManyStates`. */
export const productOf = (descriptions: readonly Description[], work: Work): Product => {
  const boundaries = [...new Set([0, ...descriptions.flatMap((one) => one.boundaries)])].toSorted(
    (one, other) => one - other,
  );
  const numbers = new Map<string, number>();
  const reached: number[][] = [];
  const numberOf = (states: number[]): number => {
    const key = states.join();
    let number = numbers.get(key);
    if (number === undefined) {
      if (reached.length >= mostStates) throw new TooManyStates();
      numbers.set(key, (number = reached.push(states) - 1));
    }
    return number;
  };
  numberOf(descriptions.map(({ start }) => start));
  const next: Map<number, CharRange[]>[] = [];
  for (let state = 0; state < reached.length; state += 1) {
    const following = new Map<number, CharRange[]>();
    for (const [index, first] of boundaries.entries()) {
      spend(work, descriptions.length);
      const states = allAfter(descriptions, reached[state]!, first);
      if (states === null) continue;
      const target = numberOf(states);
      const last = (boundaries[index + 1] ?? lastCodePoint + 1) - 1;
      following.set(target, [...(following.get(target) ?? []), [first, last]]);
    }
    next.push(following);
  }
  return { next, reached };
};

const allAfter = (
  descriptions: readonly Description[],
  states: readonly number[],
  code: number,
): number[] | null => {
  const all: number[] = [];
  for (const [index, one] of descriptions.entries()) {
    const state = one.after(states[index]!, code);
    if (state === null) return null;
    all.push(state);
  }
  return all;
};

/**
 * Rules for the texts of `product` that end where `isEnd` says so. `written`: how a character of these ranges is written; `null`: not at
 * all. Rules that lead nowhere are among them.
 */
export const rulesOfProduct = (
  { next, reached }: Product,
  isEnd: (reached: readonly number[]) => boolean,
  written: (ranges: readonly CharRange[]) => Item | null,
  add: AddRule,
): Item => {
  const alternatives = next.map((): Sequence[] => []);
  const rules = alternatives.map((of) => add(of));
  for (const [state, following] of next.entries()) {
    if (isEnd(reached[state]!)) alternatives[state]!.push([]);
    for (const [target, ranges] of following) {
      const item = written(ranges);
      if (item !== null) alternatives[state]!.push([item, rules[target]!]);
    }
  }
  return rules[0] ?? call('null');
};

/** Texts of `sequence`, which calls no rules. Throws `TooManyStates`. */
export const regular = (sequence: Sequence, work: Work): Description => {
  const network = networkOf({ rules: new Map([['root', [sequence]]]), root: 'root' });
  if ('why' in network) throw new TooManyStates();
  return new Regular(network, work);
};

class Regular implements Description {
  readonly boundaries: readonly number[];
  readonly start: number;
  readonly #network: Network;
  readonly #work: Work;
  readonly #numbers = new Map<string, number>();
  readonly #states: { takes: readonly number[]; isEnd: boolean; next: Map<number, number | null> }[] = [];

  constructor(network: Network, work: Work) {
    this.#network = network;
    this.#work = work;
    this.boundaries = network.boundaries;
    this.start = this.#stateOf([network.entry]);
  }

  after = (state: number, code: number): number | null => {
    const { next, takes } = this.#states[state]!;
    const charClass = this.#classOf(code);
    const known = next.get(charClass);
    if (known !== undefined) return known;
    const { steps, sets } = this.#network;
    spend(this.#work, takes.length);
    const begun = takes.flatMap((number) => {
      const step = steps[number]!;
      const fits =
        step.kind === 'take' &&
        sets[step.set]!.some(([first, last]) => first <= charClass && charClass <= last);
      return fits ? [step.next] : [];
    });
    const found = begun.length === 0 ? null : this.#stateOf(begun);
    next.set(charClass, found);
    return found;
  };

  isEnd = (state: number): boolean => this.#states[state]!.isEnd;

  #stateOf(begun: readonly number[]): number {
    const { steps } = this.#network;
    const seen = new Set(begun);
    const open = [...seen];
    const takes: number[] = [];
    let isEnd = false;
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      const step = steps[number]!;
      if (step.kind === 'take') takes.push(number);
      else if (step.kind === 'return') isEnd = true;
      else if (step.kind === 'split')
        for (const one of step.to) {
          if (seen.has(one)) continue;
          seen.add(one);
          open.push(one);
        }
    }
    spend(this.#work, seen.size);
    const key = `${takes.toSorted((one, other) => one - other).join()}${isEnd ? '.' : ''}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      if (this.#states.length >= mostStates) throw new TooManyStates();
      this.#numbers.set(key, (number = this.#states.push({ takes, isEnd, next: new Map() }) - 1));
    }
    return number;
  }

  #classOf(code: number): number {
    const { boundaries } = this.#network;
    let [low, high] = [0, boundaries.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (boundaries[middle]! <= code) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Texts of `from` to `to` characters; `null`: no upper bound. */
export const ofLength = (from: number, to: number | null): Description => ({
  boundaries: [],
  start: 0,
  after: (state) => (to === null ? Math.min(from, state + 1) : state < to ? state + 1 : null),
  isEnd: (state) => state >= from,
});

/** Texts that are none of `keys`. */
export const noneOf = (keys: readonly string[]): Description => {
  const nodes: { isKey: boolean; next: Map<number, number> }[] = [{ isKey: false, next: new Map() }];
  const codes = new Set<number>();
  for (const key of keys) {
    let at = 0;
    for (const char of key) {
      const code = char.codePointAt(0)!;
      codes.add(code);
      const known = nodes[at]!.next.get(code);
      const next = known ?? nodes.push({ isKey: false, next: new Map() }) - 1;
      nodes[at]!.next.set(code, next);
      at = next;
    }
    nodes[at]!.isKey = true;
  }
  return {
    boundaries: [...codes].flatMap((code) => [code, code + 1]),
    start: 0,
    // -1: no key begins like this.
    after: (state, code) => (state < 0 ? -1 : (nodes[state]!.next.get(code) ?? -1)),
    isEnd: (state) => state < 0 || !nodes[state]!.isKey,
  };
};

/** `description`, and every other text, which it leaves for good. */
export const orNot = (description: Description): Description => ({
  ...description,
  after: (state, code) => (state < 0 ? -1 : (description.after(state, code) ?? -1)),
  isEnd: (state) => state >= 0 && description.isEnd(state),
});

/** Whether `text` fits. */
export const fits = (description: Description, text: string): boolean => {
  let state: number | null = description.start;
  for (const char of text) {
    state = description.after(state, char.codePointAt(0)!);
    if (state === null) return false;
  }
  return description.isEnd(state);
};
