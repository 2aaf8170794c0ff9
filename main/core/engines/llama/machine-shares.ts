/**
 * Divides the machine between engines that each have a model loaded: one of them computes at a time, since the threads of two would
 * slow each other far more than taking turns does. An engine with a turn of a person has nine parts in ten of the time; engines that
 * have no turn do nothing in idle time meanwhile. With one engine, nothing happens here.
 */

/** An engine, as far as it can be made to wait. */
export interface Holdable {
  /** No evaluation begins until `release`; resolves when the one that runs has ended. */
  hold(): Promise<void>;
  release(): void;
}

type TurnRank = 'person' | 'program';

/** An engine with a person's turn gets this many times as long as one with turns of programs, as turns of one engine do. */
const personShare = 9;

/** How long an engine computes before another one may, in ms. */
const usualShareMs = 100;

/** An engine that does not tell within this time that it waits, in ms, is not waited for. */
const usualHoldMs = 10_000;

interface Use {
  engine: Holdable;
  turns: Map<symbol, TurnRank>;
  isHeld: boolean;
  /** Time that it had, in ms, divided by its share. */
  spent: number;
}

export class MachineShares {
  readonly #shareMs: number;
  readonly #mostHoldMs: number;
  readonly #now: () => number;
  readonly #uses = new Map<Holdable, Use>();
  #isDividing = false;
  /** The engine that may compute, and from when on its time is not counted yet. */
  #current: { use: Use; since: number } | null = null;
  #changes = 0;
  #onChange: () => void = () => undefined;

  /** `now`: a monotonic clock, in ms. */
  constructor(shareMs = usualShareMs, mostHoldMs = usualHoldMs, now: () => number = () => performance.now()) {
    this.#shareMs = shareMs;
    this.#mostHoldMs = mostHoldMs;
    this.#now = now;
  }

  /** There is one engine more; the result takes it out. */
  join(engine: Holdable): () => void {
    this.#uses.set(engine, { engine, turns: new Map(), isHeld: false, spent: 0 });
    this.#changed();
    return () => {
      this.#uses.delete(engine);
      this.#changed();
    };
  }

  /** A turn of `engine` begins; the result ends it. */
  begin(engine: Holdable, rank: TurnRank): () => void {
    const own = Symbol(rank);
    const use = this.#uses.get(engine);
    if (use === undefined) return () => undefined;
    this.#count();
    // Time that it did not want is not owed to it.
    if (use.turns.size === 0) use.spent = Math.max(use.spent, this.#leastSpent());
    use.turns.set(own, rank);
    this.#changed();
    return () => {
      this.#count();
      use.turns.delete(own);
      this.#changed();
    };
  }

  #changed(): void {
    this.#changes += 1;
    this.#onChange();
    if (!this.#isDividing) void this.#divide();
  }

  #wanting(): Use[] {
    return [...this.#uses.values()].filter(({ turns }) => turns.size > 0);
  }

  #leastSpent(): number {
    const spent = this.#wanting().map((use) => use.spent);
    return spent.length === 0 ? 0 : Math.min(...spent);
  }

  async #divide(): Promise<void> {
    this.#isDividing = true;
    while (this.#uses.size > 1 && this.#wanting().length > 0) {
      const changes = this.#changes;
      const next = this.#wanting().toSorted((one, other) => one.spent - other.spent)[0]!;
      await Promise.all([...this.#uses.values()].filter((use) => use !== next).map((use) => this.#hold(use)));
      release(next);
      this.#current = { use: next, since: this.#now() };
      await this.#changeAfter(changes, this.#wanting().length > 1 ? this.#shareMs : null);
      // What it does until it waits counts too.
      if (this.#wanting().some((use) => use !== next)) await this.#hold(next);
      this.#count();
    }
    this.#current = null;
    for (const use of this.#uses.values()) release(use);
    this.#isDividing = false;
  }

  #count(): void {
    if (this.#current === null) return;
    const { use, since } = this.#current;
    this.#current.since = this.#now();
    const isPersons = [...use.turns.values()].includes('person');
    use.spent += (this.#current.since - since) / (isPersons ? personShare : 1);
  }

  /** Resolves when `#changes` is greater than `changes`, and after `ms` at the latest. */
  #changeAfter(changes: number, ms: number | null): Promise<void> {
    if (this.#changes > changes) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = ms === null ? undefined : setTimeout(resolve, ms);
      this.#onChange = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #hold(use: Use): Promise<void> {
    if (use.isHeld) return;
    use.isHeld = true;
    let late: NodeJS.Timeout | undefined;
    await Promise.race([
      use.engine.hold(),
      new Promise<void>((resolve) => {
        late = setTimeout(resolve, this.#mostHoldMs);
      }),
    ]);
    clearTimeout(late);
  }
}

const release = (use: Use): void => {
  if (use.isHeld) use.engine.release();
  use.isHeld = false;
};
