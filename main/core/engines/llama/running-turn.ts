/** Runs a turn in an engine process: posts it, passes on its events, and detects a process that hangs. */
import type { FromEngine } from '../../../shared/engine/protocol.ts';
import type { TurnRequest } from '../../../shared/engine/request.ts';
import type { TurnEnd, TurnEvent } from '../../../shared/engine/turn.ts';
import { withoutNul } from '../../../shared/format/visible-text.ts';
import { EngineWatch } from './engine-watch.ts';
import type { LlamaProcess } from './llama-process.ts';

export interface RunningTurnEvents {
  /** The process does not answer, or does not stop. */
  onHung(why: string): void;
  /** The turn has made no progress for `seconds`. */
  onQuiet(seconds: number): void;
  /** The turn makes progress again after `onQuiet`, or it has ended. */
  onMoved(): void;
}

export class RunningTurn {
  readonly #watch: EngineWatch;
  #process: LlamaProcess | null = null;
  #turn: { id: string; on: (event: TurnEvent) => void; end: (end: TurnEnd) => void } | null = null;

  /** `tickMs` is the time in ms between two checks of whether the process still answers. */
  constructor(events: RunningTurnEvents, tickMs?: number) {
    this.#watch = new EngineWatch(
      {
        ask: () => this.#process?.clock.ask(),
        onHung: (why) => {
          this.#watch.end();
          events.onHung(why);
        },
        onQuiet: (seconds) => events.onQuiet(seconds),
        onMoved: () => events.onMoved(),
      },
      tickMs,
    );
  }

  run(
    process: LlamaProcess,
    request: TurnRequest,
    on: (event: TurnEvent) => void,
    stop: AbortSignal,
  ): Promise<TurnEnd> {
    const { turnId } = request;
    const stopTurn = (): void => {
      this.#watch.stop();
      process.post({ kind: 'stop', turnId });
    };
    return new Promise<TurnEnd>((resolve) => {
      this.#process = process;
      this.#turn = { id: turnId, on, end: resolve };
      process.clock.ask();
      this.#watch.begin();
      process.post({ kind: 'turn', turn: request });
      if (stop.aborted) stopTurn();
      else stop.addEventListener('abort', stopTurn, { once: true });
    }).finally(() => stop.removeEventListener('abort', stopTurn));
  }

  /** Handles a message of the process; events of other turns are ignored. */
  receive(message: FromEngine): void {
    this.#watch.heard();
    if (!('turnId' in message)) return;
    if (message.kind !== 'decoded' && message.kind !== 'rethought' && message.kind !== 'ended')
      this.#watch.moved();
    const turn = this.#turn;
    const { turnId, ...told } = message;
    if (turn?.id !== turnId) return;
    switch (told.kind) {
      case 'wrote':
        turn.on({ ...told, text: withoutNul(told.text) });
        break;
      case 'resumed':
        turn.on({ ...told, parts: told.parts.map((one) => ({ ...one, text: withoutNul(one.text) })) });
        break;
      case 'rethought':
        turn.on({ ...told, thoughts: withoutNul(told.thoughts) });
        break;
      case 'ended': {
        const { kind: _, ...end } = told;
        this.end({ ...end, trace: end.trace && (this.#process?.clock.inOurTime(end.trace) ?? null) });
        break;
      }
      default:
        turn.on(told);
    }
  }

  /** Ends the running turn, if any, because the process reported its end or is gone. */
  end(end: TurnEnd): void {
    this.#watch.end();
    const turn = this.#turn;
    this.#turn = null;
    turn?.end(end);
  }
}
