/** How an engine process' clock stands against this one's, from questions that it answers. */
import { OtherClock } from '../../../shared/speed/clock.ts';
import type { FromEngine, ToEngine } from '../../../shared/engine/protocol.ts';
import type { Trace } from '../../../shared/engine/turn.ts';

/** So often it is read at first: the quickest of several answers tells the offset best. */
const firstReadings = 8;

export class EngineClock {
  readonly #post: (message: ToEngine) => void;
  readonly #clock = new OtherClock();
  #readings = 0;

  constructor(post: (message: ToEngine) => void) {
    this.#post = post;
  }

  ask(): void {
    this.#post({ kind: 'clock', sentAt: performance.now() });
  }

  answered({ sentAt, now }: Extract<FromEngine, { kind: 'clock' }>): void {
    this.#clock.note(sentAt, now, performance.now());
    if (++this.#readings < firstReadings) this.ask();
  }

  /** `trace` with the engine's readings turned into ours. */
  inOurTime(trace: Trace): Trace {
    const ours = (at: number): number => this.#clock.toOurs(at);
    return {
      ...trace,
      receivedAt: ours(trace.receivedAt),
      startedAt: ours(trace.startedAt),
      tokenisedAt: ours(trace.tokenisedAt),
      foundAt: ours(trace.foundAt),
      tokensAt: trace.tokensAt.map(ours),
      endedAt: ours(trace.endedAt),
    };
  }
}
