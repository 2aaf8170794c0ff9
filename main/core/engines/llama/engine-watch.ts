/**
 * Notices an engine process that hangs. Its own thread only waits while llama.cpp evaluates, so it answers a question about
 * its clock at once, however slow the model is; one that does not answer is frozen, or stuck in a driver.
 */

/** How often the process is asked, in ms. */
const usualTickMs = 1000;

/** Unanswered questions in a row after which a process is given up: while a turn runs, and after Stop was pressed. */
const mostUnanswered = { running: 20, stopping: 5 };

/** Ticks without progress after Stop, beyond which an evaluation counts as stuck although its process answers. */
const mostStopping = 120;

/** A turn without progress for this many ticks is worth a word to the user. */
const quietTicks = 30;

export interface EngineWatchEvents {
  /** Asks the process a question that it answers at once. */
  ask(): void;
  /** The process does not answer, or does not stop. */
  onHung(why: string): void;
  /** The running turn has made no progress for `seconds`. */
  onQuiet(seconds: number): void;
  /** It moves on again, or is over. */
  onMoved(): void;
}

export class EngineWatch {
  readonly #events: EngineWatchEvents;
  readonly #tickMs: number;
  #timer: NodeJS.Timeout | undefined;
  #tickAt = 0;
  #unanswered = 0;
  #quiet = 0;
  #stopping: number | null = null;

  constructor(events: EngineWatchEvents, tickMs = usualTickMs) {
    this.#events = events;
    this.#tickMs = tickMs;
  }

  /** A turn was given to the process. */
  begin(): void {
    this.end();
    this.#tickAt = performance.now();
    this.#timer = setInterval(() => this.#tick(), this.#tickMs);
    this.#timer.unref();
  }

  /** The turn is over, or the process gone. */
  end(): void {
    clearInterval(this.#timer);
    this.moved();
    this.#unanswered = 0;
    this.#stopping = null;
  }

  /** The process was told to stop the turn. */
  stop(): void {
    this.#stopping ??= 0;
  }

  /** The process sent a message of any kind, so it is alive. */
  heard(): void {
    this.#unanswered = 0;
  }

  /** The turn moved on: prompt tokens were processed, or text was written. */
  moved(): void {
    const wasQuiet = this.#quiet >= quietTicks;
    this.#quiet = 0;
    if (wasQuiet) this.#events.onMoved();
  }

  #tick(): void {
    const now = performance.now();
    const isLate = now - this.#tickAt > 3 * this.#tickMs;
    this.#tickAt = now;
    // The machine slept, or this process had no time itself: that says nothing about the engine.
    if (isLate) this.#unanswered = 0;
    const isStopping = this.#stopping !== null;
    if (isStopping) this.#stopping! += 1;
    const most = isStopping ? mostUnanswered.stopping : mostUnanswered.running;
    if (this.#unanswered >= most) return this.#events.onHung('it does not answer');
    this.#quiet += 1;
    if (isStopping && this.#stopping! > mostStopping && this.#quiet > mostStopping)
      return this.#events.onHung('it does not stop');
    if (this.#quiet === quietTicks) this.#events.onQuiet(Math.round((quietTicks * this.#tickMs) / 1000));
    this.#unanswered += 1;
    this.#events.ask();
  }
}
