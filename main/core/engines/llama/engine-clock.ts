/** Converts times of an engine process to this process's clock. The offset is measured by asking the process for its time. */
import { OtherClock } from '../../../shared/speed/clock.ts';
import type { FromEngine, ToEngine } from '../../../shared/engine/protocol.ts';
import type { Trace } from '../../../shared/engine/turn.ts';

/** Initial samples; the one with the shortest round trip gives the best offset. */
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

  /** `trace` with its times converted to this process's clock. */
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
