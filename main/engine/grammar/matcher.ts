/**
 * Follows a network character by character. All ways to read the text so far are followed at once, with their calls in a stack
 * whose common parts are shared, so that a grammar with many readings of one text costs no more than the square of its length.
 * States and stacks are the same object if they are equal: what follows a state is worked out once.
 */
import type { Network } from '../../shared/grammar/network.ts';

/** The grammar cannot be followed within the bounds of time, memory or depth. */
export class TooComplex extends Error {}

const most = {
  /** Steps, and entries of stacks and states that are made or looked at, for one question. */
  work: 400_000,
  /** Nested calls. */
  depth: 2000,
  /** Entries of all tables of what follows. */
  cells: 6_000_000,
};

/** The steps that follow when rules end, each with what follows when the rule around it ends. */
interface Stack {
  id: number;
  /** The text may end here. */
  isEnd: boolean;
  depth: number;
  returns: ReadonlyMap<number, Stack>;
}

/** What can follow a text. */
export interface State {
  /** The text is complete; more may follow or not. */
  isComplete: boolean;
  /** Steps that take a character, each with its stack. Empty: nothing may follow. */
  takes: ReadonlyMap<number, Stack>;
  /** The state after the next character, by its class. `null` if no such character fits; absent if it was not computed yet. */
  next: (State | null | undefined)[];
}

export class Matcher {
  readonly #network: Network;
  readonly #states = new Map<string, State>();
  readonly #stacks = new Map<string, Stack>();
  readonly #unions = new Map<string, Stack>();
  /** The classes of ASCII characters. */
  readonly #ascii: Uint16Array;
  #ids = 0;
  #work = 0;

  constructor(network: Network) {
    this.#network = network;
    this.#ascii = Uint16Array.from({ length: 128 }, (_, code) => this.#classIn(code));
  }

  /** The state before the first character. */
  start(): State {
    this.rest();
    const end = this.#stack(true, new Map());
    return this.#state([[this.#network.entry, end]])!;
  }

  /** Begins a question: what is worked out from here on is bounded together. */
  rest(): void {
    this.#work = 0;
  }

  /** The class of a code point, see `Network.boundaries`. */
  classOf(code: number): number {
    return code < 128 ? this.#ascii[code]! : this.#classIn(code);
  }

  /** The state after one more character of this class; `null` if it does not fit. Throws `TooComplex`. */
  after(state: State, charClass: number): State | null {
    const known = state.next[charClass];
    if (known !== undefined) return known;
    const { steps, sets } = this.#network;
    const begun: [number, Stack][] = [];
    for (const [number, stack] of state.takes) {
      const step = steps[number]!;
      this.#count();
      if (step.kind === 'take' && isIn(sets[step.set]!, charClass)) begun.push([step.next, stack]);
    }
    const next = begun.length === 0 ? null : this.#state(begun);
    state.next[charClass] = next;
    return next;
  }

  /** The state after `text`; `null` if it does not fit. Throws `TooComplex`. */
  afterText(state: State, text: string): State | null {
    let reached: State | null = state;
    for (const char of text) {
      if (reached === null) return null;
      reached = this.after(reached, this.classOf(char.codePointAt(0)!));
    }
    return reached;
  }

  /** The same state, and nothing of what was worked out if that has grown too large. */
  compact(state: State): State {
    if (this.#states.size * this.#network.boundaries.length < most.cells && this.#unions.size < most.work)
      return state;
    this.#states.clear();
    this.#stacks.clear();
    this.#unions.clear();
    return { ...state, next: [] };
  }

  /** The state at these steps, after everything that takes no character; `null` if nothing can follow there. */
  #state(begun: readonly [number, Stack][]): State | null {
    const { steps } = this.#network;
    const reached = new Map<number, Stack>();
    const open: number[] = [];
    let isComplete = false;
    const visit = (number: number, stack: Stack): void => {
      const known = reached.get(number);
      const all = known === undefined ? stack : this.#union(known, stack);
      if (all === known) return;
      reached.set(number, all);
      open.push(number);
    };
    for (const [number, stack] of begun) visit(number, stack);
    const takes = new Map<number, Stack>();
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      this.#count();
      const step = steps[number]!;
      const stack = reached.get(number)!;
      switch (step.kind) {
        case 'take':
          takes.set(number, stack);
          break;
        case 'split':
          for (const one of step.to) visit(one, stack);
          break;
        case 'call':
          // A call at the end of a rule leaves nothing to return to.
          visit(step.entry, steps[step.next]!.kind === 'return' ? stack : this.#pushed(step.next, stack));
          break;
        case 'return':
          if (stack.isEnd) isComplete = true;
          this.#count(stack.returns.size);
          for (const [one, below] of stack.returns) visit(one, below);
      }
    }
    if (takes.size === 0 && !isComplete) return null;
    this.#count(takes.size);
    const sorted = [...takes].toSorted(([one], [other]) => one - other);
    const key = `${isComplete}${sorted.map(([number, { id }]) => `,${number}:${id}`).join('')}`;
    let state = this.#states.get(key);
    if (state === undefined)
      this.#states.set(key, (state = { isComplete, takes: new Map(sorted), next: [] }));
    return state;
  }

  #pushed(step: number, below: Stack): Stack {
    if (below.depth >= most.depth) throw new TooComplex();
    return this.#stack(false, new Map([[step, below]]));
  }

  #stack(isEnd: boolean, returns: ReadonlyMap<number, Stack>): Stack {
    this.#count(returns.size);
    const sorted = [...returns].toSorted(([one], [other]) => one - other);
    const key = `${isEnd}${sorted.map(([number, { id }]) => `,${number}:${id}`).join('')}`;
    let stack = this.#stacks.get(key);
    if (stack === undefined) {
      const depth = 1 + Math.max(0, ...sorted.map(([, below]) => below.depth));
      this.#stacks.set(key, (stack = { id: (this.#ids += 1), isEnd, depth, returns: new Map(sorted) }));
    }
    return stack;
  }

  /** A stack for the ways of both. */
  #union(one: Stack, other: Stack): Stack {
    if (one === other) return one;
    this.#count(1 + one.returns.size + other.returns.size);
    const key = one.id < other.id ? `${one.id},${other.id}` : `${other.id},${one.id}`;
    const known = this.#unions.get(key);
    if (known !== undefined) return known;
    const returns = new Map(one.returns);
    for (const [number, below] of other.returns) {
      const own = returns.get(number);
      returns.set(number, own === undefined ? below : this.#union(own, below));
    }
    const union = this.#stack(one.isEnd || other.isEnd, returns);
    this.#unions.set(key, union);
    return union;
  }

  #count(work = 1): void {
    if ((this.#work += work) > most.work) throw new TooComplex();
  }

  #classIn(code: number): number {
    const { boundaries } = this.#network;
    let [low, high] = [0, boundaries.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (boundaries[middle]! <= code) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const isIn = (ranges: readonly (readonly [first: number, last: number])[], charClass: number): boolean =>
  ranges.some(([first, last]) => first <= charClass && charClass <= last);
