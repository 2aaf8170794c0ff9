/**
 * What waits for the engine: one piece of work runs at a time, whether it belongs to a chat or not. What a person waits for
 * goes first, then what another program asks for, then what runs for its own sake; of the same rank what came first.
 */
export type Rank = 'person' | 'program' | 'measuring';

const ranks: readonly Rank[] = ['person', 'program', 'measuring'];

export class EngineQueue {
  readonly #waiting: Record<Rank, (() => Promise<void>)[]> = { person: [], program: [], measuring: [] };
  #isRunning = false;
  /** Those who wait until nothing runs or waits. */
  #idle: (() => void)[] = [];

  /** Runs `work` when its turn has come; resolves or rejects as `work` does. */
  run<Result>(rank: Rank, work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting[rank].push(async () => work().then(resolve, reject));
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
    // What is asked for in the same go is ranked together.
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
