/**
 * A grammar as a recursive transition network: one small automaton for each rule, which calls those of other rules. A network that
 * could not be followed in bounded time, or that leads nowhere, is refused here.
 */
import {
  joinedRanges,
  lastCodePoint,
  type CharRange,
  type Grammar,
  type Item,
  type Sequence,
} from './rules.ts';

/** A step of the network; `next` and `to` are the numbers of further ones. */
type Step =
  /** Takes a character whose class is in one of the ranges of the set with this number. */
  | { kind: 'take'; set: number; next: number }
  /** Goes through the rule that begins at `entry` first. */
  | { kind: 'call'; entry: number; next: number }
  | { kind: 'split'; to: number[] }
  /** The rule ends. */
  | { kind: 'return' };

export interface Network {
  steps: readonly Step[];
  /** Where the text begins. */
  entry: number;
  /**
   * Characters that no step tells apart are one class, from the boundary with its number on, up to the next one. The first
   * boundary is 0.
   */
  boundaries: readonly number[];
  /** Ranges of classes, in order and apart. */
  sets: readonly (readonly CharRange[])[];
}

/** Why a grammar is refused: it is too large, or the rule with this name is at fault. */
export type NetworkFault = { why: 'too-large' } | { why: 'left-recursive' | 'endless'; rule: string };

const most = { steps: 30_000, classes: 3000 };

/** The network of `grammar`, whose rules must all be defined. */
export const networkOf = (grammar: Grammar): Network | NetworkFault => {
  const builder = new Builder(grammar);
  try {
    builder.build();
  } catch (error) {
    if (error instanceof TooLarge) return { why: 'too-large' };
    throw error;
  }
  const { steps, entries } = builder;
  const ends = reaching(steps, false);
  for (const [rule, entry] of entries) if (!ends[entry]!) return { why: 'endless', rule };
  const rule = leftRecursive(steps, entries, reaching(steps, true));
  if (rule !== null) return { why: 'left-recursive', rule };
  const { boundaries, sets } = classesOf(builder.sets);
  if (boundaries.length > most.classes) return { why: 'too-large' };
  return { steps, entry: entries.get(grammar.root)!, boundaries, sets };
};

class TooLarge extends Error {}

class Builder {
  readonly steps: Step[] = [];
  readonly entries = new Map<string, number>();
  readonly sets: (readonly CharRange[])[] = [];
  readonly #grammar: Grammar;
  readonly #setNumbers = new Map<string, number>();

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
  }

  build(): void {
    // The entries come first, so that calls know them.
    for (const name of this.#grammar.rules.keys())
      this.entries.set(name, this.#add({ kind: 'split', to: [] }));
    for (const [name, alternatives] of this.#grammar.rules) {
      const end = this.#add({ kind: 'return' });
      const entry = this.steps[this.entries.get(name)!] as Step & { kind: 'split' };
      entry.to = alternatives.map((sequence) => this.#sequence(sequence, end));
    }
  }

  #add(step: Step): number {
    if (this.steps.length >= most.steps) throw new TooLarge();
    return this.steps.push(step) - 1;
  }

  /** The first step of `items`, after which `next` follows. */
  #sequence(items: Sequence, next: number): number {
    return items.reduceRight((after, item) => this.#item(item, after), next);
  }

  #item(item: Item, next: number): number {
    switch (item.kind) {
      case 'chars':
        return this.#add({ kind: 'take', set: this.#set(item.ranges), next });
      case 'call':
        return this.#add({ kind: 'call', entry: this.entries.get(item.rule)!, next });
      case 'choice':
        return this.#add({ kind: 'split', to: item.of.map((sequence) => this.#sequence(sequence, next)) });
      case 'repetition': {
        const { from, to } = item;
        let first = next;
        if (to === null) {
          const loop: Step & { kind: 'split' } = { kind: 'split', to: [] };
          first = this.#add(loop);
          loop.to = [this.#item(item.item, first), next];
        } else
          for (let count = from; count < to; count += 1)
            first = this.#add({ kind: 'split', to: [this.#item(item.item, first), next] });
        for (let count = 0; count < from; count += 1) first = this.#item(item.item, first);
        return first;
      }
    }
  }

  #set(ranges: readonly CharRange[]): number {
    const key = ranges.join(';');
    const known = this.#setNumbers.get(key);
    if (known !== undefined) return known;
    this.#setNumbers.set(key, this.sets.length);
    return this.sets.push(ranges) - 1;
  }
}

/** The steps from which the end of their rule can be reached; `atOnce`: without taking a character. */
const reaching = (steps: readonly Step[], atOnce: boolean): boolean[] => {
  const reached = steps.map(() => false);
  const dependents: number[][] = steps.map(() => []);
  for (const [number, step] of steps.entries())
    for (const one of step.kind === 'call' ? [step.entry, step.next] : followersOf(step))
      dependents[one]!.push(number);
  const reaches = (step: Step): boolean => {
    switch (step.kind) {
      case 'return':
        return true;
      case 'take':
        return !atOnce && reached[step.next]!;
      case 'call':
        return reached[step.entry]! && reached[step.next]!;
      case 'split':
        return step.to.some((one) => reached[one]);
    }
  };
  const open = [...steps.keys()];
  while (open.length > 0) {
    const number = open.pop()!;
    if (reached[number] || !reaches(steps[number]!)) continue;
    reached[number] = true;
    open.push(...dependents[number]!);
  }
  return reached;
};

const followersOf = (step: Step): readonly number[] =>
  step.kind === 'split' ? step.to : step.kind === 'return' ? [] : [step.next];

/** A rule that calls itself before it takes a character; `null` if there is none. */
const leftRecursive = (
  steps: readonly Step[],
  entries: ReadonlyMap<string, number>,
  isEmpty: readonly boolean[],
): string | null => {
  const calls = new Map([...entries.values()].map((entry) => [entry, firstCalls(steps, entry, isEmpty)]));
  const finished = new Set<number>();
  for (const [rule, start] of entries) {
    const path = [{ entry: start, left: [...calls.get(start)!] }];
    const onPath = new Set([start]);
    while (path.length > 0) {
      const { entry, left } = path.at(-1)!;
      const next = left.pop();
      if (next === undefined) {
        finished.add(entry);
        onPath.delete(entry);
        path.pop();
      } else if (onPath.has(next)) return [...entries].find(([, one]) => one === next)?.[0] ?? rule;
      else if (!finished.has(next)) {
        onPath.add(next);
        path.push({ entry: next, left: [...calls.get(next)!] });
      }
    }
  }
  return null;
};

/** The entries of the rules that the rule at `entry` may call before it takes a character. */
const firstCalls = (steps: readonly Step[], entry: number, isEmpty: readonly boolean[]): Set<number> => {
  const called = new Set<number>();
  const seen = new Set([entry]);
  const open = [entry];
  const visit = (number: number): void => {
    if (!seen.has(number)) open.push(number);
    seen.add(number);
  };
  while (open.length > 0) {
    const step = steps[open.pop()!]!;
    if (step.kind === 'split') step.to.forEach(visit);
    if (step.kind !== 'call') continue;
    called.add(step.entry);
    if (isEmpty[step.entry]) visit(step.next);
  }
  return called;
};

/** Characters that no set tells apart become one class. */
const classesOf = (sets: readonly (readonly CharRange[])[]): Pick<Network, 'boundaries' | 'sets'> => {
  const starts = new Set([0]);
  for (const ranges of sets)
    for (const [first, last] of ranges) {
      starts.add(first);
      if (last < lastCodePoint) starts.add(last + 1);
    }
  const boundaries = [...starts].toSorted((one, other) => one - other);
  const numbers = new Map(boundaries.map((start, number) => [start, number]));
  const classRange = ([first, last]: CharRange): CharRange => [
    numbers.get(first)!,
    (numbers.get(last + 1) ?? boundaries.length) - 1,
  ];
  return { boundaries, sets: sets.map((ranges) => joinedRanges(ranges.map(classRange))) };
};
