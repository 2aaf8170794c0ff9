/**
 * Detects an engine process that hangs. Its JavaScript thread only waits while llama.cpp evaluates, so it answers a question
 * about its clock immediately, however slow the model is. A process that does not answer is frozen or stuck in a driver.
 */

/** How often the process is asked, in ms. */
const usualTickMs = 1000;

/** Consecutive unanswered questions after which a process counts as hung: while a turn runs, and after Stop was pressed. */
const mostUnanswered = { running: 20, stopping: 5 };

/** Ticks without progress after Stop, after which an evaluation counts as stuck although its process answers. */
const mostStopping = 120;

/** Ticks in which no turn makes progress, after which the user is told. */
const quietTicks = 30;

export interface EngineWatchEvents {
  /** Asks the process a question that it answers immediately. */
  ask(): void;
  /** The process does not answer, or does not stop. */
  onHung(why: string): void;
  /** No running turn has made progress for `seconds`. A turn alone may wait for others, whose tokens come first. */
  onQuiet(seconds: number): void;
  /** A turn makes progress again after `onQuiet`, or all have ended. */
  onMoved(): void;
}

/** Ticks of a turn since it made progress, and since it was told to stop; `null` if it was not. */
interface Watched {
  quiet: number;
  stopping: number | null;
}

export class EngineWatch {
  readonly #events: EngineWatchEvents;
  readonly #tickMs: number;
  readonly #turns = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #tickAt = 0;
  #unanswered = 0;
  /** Whether `onQuiet` was told. */
  #isQuiet = false;

  constructor(events: EngineWatchEvents, tickMs = usualTickMs) {
    this.#events = events;
    this.#tickMs = tickMs;
  }

  /** A turn was posted to the process: watches it, beside those that run. */
  begin(turnId: string): void {
    if (this.#turns.size === 0) {
      this.#unanswered = 0;
      this.#tickAt = performance.now();
      this.#timer = setInterval(() => this.#tick(), this.#tickMs);
      this.#timer.unref();
    }
    this.#turns.set(turnId, { quiet: 0, stopping: null });
  }

  /** The turn has ended. */
  end(turnId: string): void {
    this.#turns.delete(turnId);
    if (this.#turns.size === 0) this.endAll();
  }

  /** All turns have ended, or the process is gone: stops watching. */
  endAll(): void {
    clearInterval(this.#timer);
    this.#turns.clear();
    this.#withdrawQuiet();
    this.#unanswered = 0;
  }

  /** The process was told to stop the turn. */
  stop(turnId: string): void {
    const turn = this.#turns.get(turnId);
    if (turn !== undefined) turn.stopping ??= 0;
  }

  /** The process sent a message of any kind, so it is alive. */
  heard(): void {
    this.#unanswered = 0;
  }

  /** The turn made progress: prompt tokens were processed, or text was generated. */
  moved(turnId: string): void {
    const turn = this.#turns.get(turnId);
    if (turn === undefined) return;
    turn.quiet = 0;
    this.#withdrawQuiet();
  }

  #withdrawQuiet(): void {
    if (!this.#isQuiet) return;
    this.#isQuiet = false;
    this.#events.onMoved();
  }

  #tick(): void {
    const now = performance.now();
    const isLate = now - this.#tickAt > 3 * this.#tickMs;
    this.#tickAt = now;
    // A late tick means that the machine slept or that this process got no time itself, which says nothing about the engine.
    if (isLate) this.#unanswered = 0;
    const turns = [...this.#turns.values()];
    for (const turn of turns) {
      turn.quiet += 1;
      if (turn.stopping !== null) turn.stopping += 1;
    }
    const isStopping = turns.some(({ stopping }) => stopping !== null);
    const most = isStopping ? mostUnanswered.stopping : mostUnanswered.running;
    if (this.#unanswered >= most) return this.#events.onHung('it does not answer');
    if (turns.some(({ stopping, quiet }) => (stopping ?? 0) > mostStopping && quiet > mostStopping))
      return this.#events.onHung('it does not stop');
    if (!this.#isQuiet && Math.min(...turns.map(({ quiet }) => quiet)) >= quietTicks) {
      this.#isQuiet = true;
      this.#events.onQuiet(Math.round((quietTicks * this.#tickMs) / 1000));
    }
    this.#unanswered += 1;
    this.#events.ask();
  }
}
