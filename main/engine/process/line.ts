/**
 * What the engine process does next. Turns run beside each other, up to as many as there are places for, a person's first, which also
 * begins if programs have all places. Everything
 * else has the engine for itself and keeps its order. Work in idle time runs when nothing else runs or waits, and a turn interrupts
 * it.
 */
import type { StopSign } from './stop-sign.ts';

interface TurnEntry {
  kind: 'turn';
  id: string;
  isPerson: boolean;
  work: () => Promise<void>;
}

interface AloneEntry {
  kind: 'alone';
  work: () => Promise<void>;
}

interface IdleEntry {
  kind: 'idle';
  stop: StopSign;
  work: (stop: StopSign) => Promise<void>;
  onLeft: () => void;
}

/** Work in idle time that is continued after it was interrupted. */
interface LaterEntry {
  kind: 'later';
  key: string;
  stop: StopSign;
  work: (stop: StopSign) => Promise<boolean>;
}

type Entry = TurnEntry | AloneEntry | IdleEntry | LaterEntry;

/** More work that waits to be continued than this is given up, the oldest first. */
const mostLater = 4;

export class Line {
  readonly #beside: () => number;
  readonly #logError: (error: unknown) => void;
  #waiting: (TurnEntry | AloneEntry | IdleEntry)[] = [];
  #later: LaterEntry[] = [];
  readonly #running = new Set<Entry>();
  readonly #givenUp = new WeakSet<LaterEntry>();
  #isChoosing = false;
  #isClosed = false;
  /** Callers that wait until nothing runs or waits. */
  #drained: (() => void)[] = [];

  /** `beside`: turns that can run at once now. `logError`: work that fails does not hold up what follows. */
  constructor(beside: () => number, logError: (error: unknown) => void) {
    this.#beside = beside;
    this.#logError = logError;
  }

  /** Runs a turn as soon as there is a place for it, behind work that needs the engine alone and came before. Interrupts idle work. */
  turn(id: string, isPerson: boolean, work: () => Promise<void>): void {
    this.interruptIdle();
    this.#add({ kind: 'turn', id, isPerson, work });
  }

  /** Runs `work` when everything before it is done, and nothing beside it. */
  alone(work: () => Promise<void>): void {
    for (const one of this.#running) if (one.kind === 'later') one.stop.stopped = true;
    this.#add({ kind: 'alone', work });
  }

  /** Runs `work` when nothing else runs, unless it is interrupted before; returns its stop sign. `onLeft`: it has ended, or will not begin. */
  idle(work: (stop: StopSign) => Promise<void>, onLeft: () => void = () => undefined): StopSign {
    const stop: StopSign = { stopped: false };
    this.#add({ kind: 'idle', stop, work, onLeft });
    return stop;
  }

  /** Runs `work` when nothing else runs or waits, again after each interruption, until it returns true. `key`: see `giveUp`. */
  later(key: string, work: (stop: StopSign) => Promise<boolean>): void {
    const entry: LaterEntry = { kind: 'later', key, stop: { stopped: false }, work };
    this.#later = [...this.#later, entry].slice(-mostLater);
    void this.#choose();
  }

  /** Work of this key is not continued later. */
  giveUp(key: string): void {
    this.#later = this.#later.filter((one) => one.key !== key);
    for (const one of this.#running) if (one.kind === 'later' && one.key === key) this.#givenUp.add(one);
  }

  /** Interrupts what runs in idle time, and drops what waits for it; work that is continued later waits on. */
  interruptIdle(): void {
    for (const one of this.#running) if (one.kind === 'idle' || one.kind === 'later') one.stop.stopped = true;
    const dropped = this.#waiting.filter((one) => one.kind === 'idle');
    this.#waiting = this.#waiting.filter((one) => one.kind !== 'idle');
    for (const { stop, onLeft } of dropped) {
      stop.stopped = true;
      onLeft();
    }
  }

  /** Takes a turn that has not begun out of the line; false if it has begun or is not known. */
  leave(id: string): boolean {
    const left = this.#waiting.filter((one) => one.kind !== 'turn' || one.id !== id);
    const wasWaiting = left.length < this.#waiting.length;
    this.#waiting = left;
    if (wasWaiting) void this.#choose();
    return wasWaiting;
  }

  /** Interrupts idle work for good; resolves when nothing runs or waits. */
  close(): Promise<void> {
    this.#isClosed = true;
    this.#later = [];
    this.interruptIdle();
    return this.#isEmpty ? Promise.resolve() : new Promise((resolve) => this.#drained.push(resolve));
  }

  get #isEmpty(): boolean {
    return this.#running.size === 0 && this.#waiting.length === 0;
  }

  #add(entry: TurnEntry | AloneEntry | IdleEntry): void {
    this.#waiting.push(entry);
    void this.#choose();
  }

  async #choose(): Promise<void> {
    if (this.#isChoosing) return;
    this.#isChoosing = true;
    await Promise.resolve();
    this.#isChoosing = false;
    for (let next = this.#next(); next !== null; next = this.#next()) this.#start(next);
    if (this.#isEmpty) for (const tell of this.#drained.splice(0)) tell();
  }

  /** What starts now, taken out of the line; `null`: nothing. */
  #next(): Entry | null {
    const [first] = this.#waiting;
    if (first === undefined)
      return this.#running.size === 0 && !this.#isClosed ? (this.#later.shift() ?? null) : null;
    if (first.kind !== 'turn') return this.#running.size === 0 ? this.#take(first) : null;
    if ([...this.#running].some(({ kind }) => kind !== 'turn')) return null;
    const isFull = this.#running.size >= Math.max(1, this.#beside());
    // A program's turn gives its place to a person's (cache/giving-way.ts).
    const isPersonRunning = [...this.#running].some((one) => one.kind === 'turn' && one.isPerson);
    if (isFull && isPersonRunning) return null;
    const end = this.#waiting.findIndex(({ kind }) => kind !== 'turn');
    const turns = this.#waiting.slice(0, end < 0 ? this.#waiting.length : end) as TurnEntry[];
    const next = turns.find(({ isPerson }) => isPerson) ?? first;
    return isFull && !next.isPerson ? null : this.#take(next);
  }

  #take<Kind extends TurnEntry | AloneEntry | IdleEntry>(entry: Kind): Kind {
    this.#waiting = this.#waiting.filter((one) => one !== entry);
    return entry;
  }

  #start(entry: Entry): void {
    this.#running.add(entry);
    void this.#run(entry)
      .catch(this.#logError)
      .then(() => {
        this.#running.delete(entry);
        void this.#choose();
      });
  }

  async #run(entry: Entry): Promise<void> {
    switch (entry.kind) {
      case 'turn':
      case 'alone':
        return entry.work();
      case 'idle':
        try {
          if (!entry.stop.stopped) await entry.work(entry.stop);
        } finally {
          entry.onLeft();
        }
        return;
      case 'later': {
        entry.stop.stopped = false;
        const isDone = await entry.work(entry.stop);
        const isOver = isDone || this.#isClosed || this.#givenUp.has(entry);
        if (!isOver && this.#later.length < mostLater) this.#later.unshift(entry);
      }
    }
  }
}
