/**
 * The queue for the engine. A piece of work has the engine for itself (`run`), or shares it with others (`share`): as many as the
 * engine can run beside each other. Work that a person waits for comes first, then requests of other programs, then measurements;
 * work of the same rank runs in the order in which it came. Work that has waited too long rises by one rank, so that nothing waits
 * for ever behind a steady stream of more urgent work; and of several clients, none waits for more than a few turns of the others.
 */
export type Rank = 'person' | 'program' | 'measuring';

const ranks: readonly Rank[] = ['person', 'program', 'measuring'];

/** After this many ms, waiting work counts as work of the rank before its own. */
const mostWaitMs: Record<Rank, number> = { person: Infinity, program: 20_000, measuring: 300_000 };

/** After this many turns of others since its last turn, the client that has waited for most of them is served first. */
const mostPassed = 8;

/**
 * Persons' pieces of shared work that run at once. The engine evaluates one turn at a time, so two answers beside each other would
 * both be slower than one after the other. A program's request does run beside a person's answer, because many programs give up if
 * they have to wait for the end of a long one.
 */
const mostPersons = 1;

interface Waiting {
  rank: Rank;
  isAlone: boolean;
  isFirst: boolean;
  /** Milliseconds of this process's monotonic clock. */
  since: number;
  cost: () => number;
  client: string;
  start: () => Promise<void>;
}

/** How shared work is chosen among work of its rank. */
interface SharedHow {
  /** The cheapest comes first, for example the one whose state is in memory; asked whenever work is chosen. */
  cost?: () => number;
  /** Who asks for it. */
  client?: string;
}

export class EngineQueue {
  readonly #beside: () => number;
  readonly #now: () => number;
  readonly #givesWay: () => boolean;
  #waiting: Waiting[] = [];
  readonly #running = new Set<Waiting>();
  #isChoosing = false;
  /** For each client with waiting work: how many turns others had since its last one. */
  #passed = new Map<string, number>();
  /** Callers that wait until nothing runs or waits. */
  #idle: (() => void)[] = [];

  /**
   * `beside`: pieces of shared work that the engine can run at once now; at least 1. `now`: a monotonic clock, in ms. `givesWay`: see
   * `EngineCan`.
   */
  constructor(
    beside: () => number = () => 1,
    now: () => number = () => performance.now(),
    givesWay: () => boolean = () => false,
  ) {
    this.#beside = beside;
    this.#now = now;
    this.#givesWay = givesWay;
  }

  /**
   * Runs `work` when its turn comes and nothing else runs, and nothing beside it until `work` calls `share`: from then on it is shared
   * work. Resolves or rejects as `work` does. `isFirst`: its turn comes before that of all work that waits, also of work that has risen.
   * `client`: who asks for it.
   */
  run<Result>(
    rank: Rank,
    work: (share: () => void) => Promise<Result>,
    { isFirst = false, client = '' }: { isFirst?: boolean; client?: string } = {},
  ): Promise<Result> {
    return this.#add({ rank, isAlone: true, isFirst, client, cost: () => 0 }, work);
  }

  /** The same for work that may run beside other work of this kind. Programs leave one place free for a person if there are several. */
  share<Result>(
    rank: Rank,
    work: () => Promise<Result>,
    { cost = () => 0, client = '' }: SharedHow = {},
  ): Promise<Result> {
    return this.#add({ rank, isAlone: false, isFirst: false, client, cost }, work);
  }

  /** Whether anything runs or waits. */
  get isBusy(): boolean {
    return this.#running.size > 0 || this.#waiting.length > 0;
  }

  /** Resolves when nothing runs or waits. */
  whenIdle(): Promise<void> {
    return this.isBusy ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  #add<Result>(
    how: Omit<Waiting, 'since' | 'start'>,
    work: (share: () => void) => Promise<Result>,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const share = (): void => {
        added.isAlone = false;
        void this.#choose();
      };
      const start = async (): Promise<void> => {
        try {
          resolve(await work(share));
        } catch (error) {
          reject(error as Error);
        }
      };
      const added: Waiting = { ...how, since: this.#now(), start };
      this.#waiting.push(added);
      void this.#choose();
    });
  }

  async #choose(): Promise<void> {
    if (this.#isChoosing) return;
    this.#isChoosing = true;
    // Work that is queued within the same tick is ranked together.
    await Promise.resolve();
    this.#isChoosing = false;
    for (let next = this.#next(); next !== null; next = this.#next()) this.#start(next);
    if (!this.isBusy) for (const tell of this.#idle.splice(0)) tell();
  }

  #start(work: Waiting): void {
    this.#waiting = this.#waiting.filter((one) => one !== work);
    this.#running.add(work);
    this.#notePassed(work);
    void work.start().then(() => {
      this.#running.delete(work);
      void this.#choose();
    });
  }

  /** `work` starts before all that waits. */
  #notePassed(work: Waiting): void {
    if (work.rank !== 'program') return;
    const waiting = this.#waiting.filter(({ rank }) => rank === 'program').map(({ client }) => client);
    this.#passed = new Map(
      [...new Set(waiting)].map((client) => [
        client,
        client === work.client ? 0 : (this.#passed.get(client) ?? 0) + 1,
      ]),
    );
  }

  /** The work that starts now; `null`: none. */
  #next(): Waiting | null {
    const ordered = this.#ordered();
    const isAloneRunning = [...this.#running].some(({ isAlone }) => isAlone);
    if (isAloneRunning) return null;
    for (const work of ordered) {
      // Work that needs the engine alone waits until it is free, and no other work starts meanwhile.
      if (work.isAlone) return this.#running.size === 0 ? work : null;
      // A second person's turn does not hold back programs, which may run beside the first.
      if (this.#hasPlaceFor(work)) return work;
    }
    return null;
  }

  #hasPlaceFor({ rank }: Waiting): boolean {
    const beside = Math.max(1, this.#beside());
    const persons = [...this.#running].filter((one) => one.rank === 'person').length;
    if (rank === 'person') return persons < mostPersons && (this.#running.size < beside || this.#givesWay());
    if (this.#running.size >= beside) return false;
    return this.#running.size - persons < Math.max(1, beside - mostPersons);
  }

  /** What waits, in the order in which it should start. */
  #ordered(): Waiting[] {
    const ordered = this.#byRank();
    const programs = ordered
      .filter(({ rank }) => rank === 'program')
      .toSorted((a, b) => this.#passedTooOften(b) - this.#passedTooOften(a));
    // Programs change places among each other only.
    return ordered.map((work) => (work.rank === 'program' ? programs.shift()! : work));
  }

  /** The turns that its client has waited for; 0: they are few. */
  #passedTooOften({ client }: Waiting): number {
    const passed = this.#passed.get(client) ?? 0;
    return passed < mostPassed ? 0 : passed;
  }

  #byRank(): Waiting[] {
    const now = this.#now();
    return this.#waiting
      .map((work, index) => {
        const own = work.isFirst ? -1 : ranks.indexOf(work.rank);
        const isOld = now - work.since > mostWaitMs[work.rank];
        return { work, index, rank: isOld ? own - 1 : own, cost: isOld ? -Infinity : work.cost() };
      })
      .toSorted((a, b) => a.rank - b.rank || comparing(a.cost, b.cost) || a.index - b.index)
      .map(({ work }) => work);
  }
}

/** Of two that both have risen, the difference would be no number. */
const comparing = (one: number, other: number): number => (one === other ? 0 : one - other);
