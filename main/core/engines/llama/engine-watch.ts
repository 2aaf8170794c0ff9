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

/** Ticks without progress of a turn after which the user is told. */
const quietTicks = 30;

export interface EngineWatchEvents {
  /** Asks the process a question that it answers immediately. */
  ask(): void;
  /** The process does not answer, or does not stop. */
  onHung(why: string): void;
  /** The running turn has made no progress for `seconds`. */
  onQuiet(seconds: number): void;
  /** The turn makes progress again after `onQuiet`, or it has ended. */
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

  /** A turn was posted to the process: starts watching. */
  begin(): void {
    this.end();
    this.#tickAt = performance.now();
    this.#timer = setInterval(() => this.#tick(), this.#tickMs);
    this.#timer.unref();
  }

  /** The turn has ended or the process is gone: stops watching. */
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

  /** The turn made progress: prompt tokens were processed, or text was generated. */
  moved(): void {
    const wasQuiet = this.#quiet >= quietTicks;
    this.#quiet = 0;
    if (wasQuiet) this.#events.onMoved();
  }

  #tick(): void {
    const now = performance.now();
    const isLate = now - this.#tickAt > 3 * this.#tickMs;
    this.#tickAt = now;
    // A late tick means that the machine slept or that this process got no time itself, which says nothing about the engine.
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
