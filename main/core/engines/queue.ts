/**
 * The queue for the engine: one piece of work runs at a time, whether it belongs to a chat or not. Work that a person waits for
 * comes first, then requests of other programs, then measurements; work of the same rank runs in the order in which it came.
 */
export type Rank = 'person' | 'program' | 'measuring';

const ranks: readonly Rank[] = ['person', 'program', 'measuring'];

export class EngineQueue {
  readonly #waiting: Record<Rank, (() => Promise<void>)[]> = { person: [], program: [], measuring: [] };
  #isRunning = false;
  /** Callers that wait until nothing runs or waits. */
  #idle: (() => void)[] = [];

  /** Runs `work` when its turn comes; resolves or rejects as `work` does. */
  run<Result>(rank: Rank, work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting[rank].push(async () => {
        try {
          resolve(await work());
        } catch (error) {
          reject(error as Error);
        }
      });
      void this.#next();
    });
  }

  /** Whether anything runs or waits. */
  get isBusy(): boolean {
    return this.#isRunning;
  }

  /** Resolves when nothing runs or waits. */
  whenIdle(): Promise<void> {
    return this.#isRunning ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  async #next(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    // Work that is queued within the same tick is ranked together.
    await Promise.resolve();
    for (let work = this.#take(); work !== undefined; work = this.#take()) await work();
    this.#isRunning = false;
    for (const tell of this.#idle.splice(0)) tell();
  }

  #take(): (() => Promise<void>) | undefined {
    for (const rank of ranks) {
      const work = this.#waiting[rank].shift();
      if (work !== undefined) return work;
    }
    return undefined;
  }
}
