/**
 * The order of evaluations while several turns run. One evaluation runs at a time: a slice of a prompt, or a step of decode. Turns
 * share the time, a person's with nine parts in ten. Between two slices, turns that decode get a step first, so the gap between two
 * tokens of an answer is one slice of another turn at most; only a person's prompt may take more of a program's answer.
 *
 * Steps of several turns are not evaluated in one batch, although that would read the weights only once for all of them. It needs one
 * context with a sequence for each turn, and llama.cpp restores a stored state only into a context with the same number of
 * sequences, so every turn would have to copy its whole state there and back. A batch also multiplies its matrices in another order
 * than a single token does, so an answer would depend on what else runs. Answers to one prompt are evaluated so (load/shared-context.ts).
 */
import type { StopSign } from './stop-sign.ts';

type SeatRank = 'person' | 'program';

/** A person's turn gets this many times as long as all programs together. */
const personShare = 9;

/** Evaluations of at most this many tokens count as a step of decode: a token, or one with the guesses behind it. */
const mostStepTokens = 8;

/**
 * The next evaluation of a turn that has finished one is awaited for this many ms, if it would come first: its sampling and its text
 * take less.
 */
const patienceMs = 3;

/** A running turn, as the turnstile knows it. */
export interface Seat {
  readonly rank: SeatRank;
  readonly stop: StopSign;
  /** Milliseconds that this turn waited for others: for their evaluations, and while one of them had its place. */
  readonly waitedMs: number;
  /** The turn waited for its place. */
  waited(ms: number): void;
}

interface OwnSeat extends Seat {
  waitedMs: number;
  /** Time spent, divided by the share that it has. */
  spent: number;
  /** Its last evaluation was a step of decode. */
  isDecoding: boolean;
  /** Another turn's slice ran since its last step. */
  isOwed: boolean;
}

interface Request {
  seat: OwnSeat;
  isStep: boolean;
  nth: number;
  run: () => void;
}

export class Turnstile {
  readonly #now: () => number;
  readonly #seats = new Set<OwnSeat>();
  #waiting: Request[] = [];
  #isBusy = false;
  /** Seats that were served, and whose next evaluation has not come yet. */
  readonly #away = new Set<OwnSeat>();
  #patience: NodeJS.Timeout | undefined;
  /** The least time spent of those that wanted to be served last: where a seat begins that was away. */
  #clock = 0;
  #requests = 0;
  #isHeld = false;
  /** Told when nothing is evaluated any more. */
  #onHeld: (() => void)[] = [];
  /** Told when evaluations may begin again. */
  #onReleased: (() => void)[] = [];

  /** `now`: a monotonic clock, in ms. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A turn begins. `stop`: once it is set, what the turn still wants comes first, so that it ends soon. */
  enter(rank: SeatRank, stop: StopSign): Seat {
    const seat: OwnSeat = {
      rank,
      stop,
      waitedMs: 0,
      spent: this.#clock,
      isDecoding: false,
      isOwed: false,
      waited: (ms) => {
        seat.waitedMs += ms;
      },
    };
    this.#seats.add(seat);
    return seat;
  }

  /** The turn has ended. */
  leave(seat: Seat): void {
    this.#seats.delete(seat as OwnSeat);
    this.#away.delete(seat as OwnSeat);
    this.#advance();
  }

  /** Another engine has the machine: no evaluation begins until `release`. Resolves when the one that runs has ended. */
  hold(): Promise<void> {
    this.#isHeld = true;
    return this.#isBusy ? new Promise((resolve) => this.#onHeld.push(resolve)) : Promise.resolve();
  }

  release(): void {
    this.#isHeld = false;
    for (const tell of this.#onReleased.splice(0)) tell();
    this.#advance();
  }

  /** Resolves at once unless the turnstile is held. */
  whenReleased(): Promise<void> {
    return this.#isHeld ? new Promise((resolve) => this.#onReleased.push(resolve)) : Promise.resolve();
  }

  /** Whether an answer runs that a slice of this turn would stall. */
  stalls(seat: Seat): boolean {
    return [...this.#seats].some(
      (one) => one !== seat && one.isDecoding && (one.rank === 'person' || seat.rank === 'program'),
    );
  }

  /** Runs `evaluate`, which evaluates this many tokens, when it is its turn; resolves or rejects as it does. */
  pass<Result>(seat: Seat, tokens: number, evaluate: () => Promise<Result>): Promise<Result> {
    const own = seat as OwnSeat;
    const isStep = tokens <= mostStepTokens;
    const cameAt = this.#now();
    own.spent = Math.max(own.spent, this.#clock);
    this.#away.delete(own);
    return new Promise((resolve, reject) => {
      const run = (): void => {
        own.waitedMs += this.#now() - cameAt;
        void this.#serve(own, isStep, evaluate).then(resolve, reject);
      };
      this.#waiting.push(this.#request(own, isStep, run));
      this.#advance();
    });
  }

  #request(seat: OwnSeat, isStep: boolean, run: () => void): Request {
    return { seat, isStep, nth: this.#requests++, run };
  }

  async #serve<Result>(seat: OwnSeat, isStep: boolean, evaluate: () => Promise<Result>): Promise<Result> {
    const startedAt = this.#now();
    try {
      return await evaluate();
    } finally {
      const programs = [...this.#seats].filter(({ rank }) => rank === 'program').length;
      const share = seat.rank === 'person' ? personShare * Math.max(1, programs) : 1;
      seat.spent += (this.#now() - startedAt) / share;
      seat.isDecoding = isStep;
      if (isStep) seat.isOwed = false;
      else for (const one of this.#seats) if (one !== seat && one.isDecoding) one.isOwed = true;
      this.#isBusy = false;
      for (const tell of this.#onHeld.splice(0)) tell();
      if (this.#seats.has(seat)) this.#away.add(seat);
      this.#advance();
    }
  }

  #advance(): void {
    if (this.#isBusy || this.#isHeld || this.#waiting.length === 0) return;
    clearTimeout(this.#patience);
    const expected = [...this.#away].map((seat) => this.#request(seat, seat.isDecoding, () => undefined));
    if (expected.includes(chosen([...this.#waiting, ...expected])!)) {
      this.#patience = setTimeout(() => {
        this.#away.clear();
        this.#advance();
      }, patienceMs);
      return;
    }
    const next = chosen(this.#waiting)!;
    this.#clock = Math.max(this.#clock, Math.min(...this.#waiting.map(({ seat }) => seat.spent)));
    this.#waiting = this.#waiting.filter((one) => one !== next);
    this.#isBusy = true;
    next.run();
  }
}

/** The evaluation that comes next; `null` if none is wanted. */
const chosen = (requests: readonly Request[]): Request | null => {
  if (requests.length <= 1) return requests[0] ?? null;
  const first = (among: readonly Request[]): Request | null => among.toSorted(inOrder)[0] ?? null;
  const stopped = first(requests.filter(({ seat }) => seat.stop.stopped));
  if (stopped !== null) return stopped;
  const next = first(requests);
  if (next === null || next.isStep) return next;
  const owed = requests.filter(
    ({ seat, isStep }) => isStep && seat.isOwed && (seat.rank === 'person' || next.seat.rank === 'program'),
  );
  return first(owed) ?? next;
};

/** Who has had the least comes first; then persons, then who came first. */
const inOrder = (a: Request, b: Request): number =>
  a.seat.spent - b.seat.spent ||
  (a.seat.rank === b.seat.rank ? a.nth - b.nth : a.seat.rank === 'person' ? -1 : 1);

/** The way of one context to its evaluations. */
export class Gate {
  readonly #turnstile: Turnstile;
  /** The turn that uses the context; `null`: none, and its evaluations wait for other engines only. */
  seat: Seat | null = null;

  constructor(turnstile: Turnstile) {
    this.#turnstile = turnstile;
  }

  pass<Result>(tokens: number, evaluate: () => Promise<Result>): Promise<Result> {
    return this.seat === null
      ? this.#turnstile.whenReleased().then(evaluate)
      : this.#turnstile.pass(this.seat, tokens, evaluate);
  }
}
