/** Runs turns in an engine process: posts them, passes on their events, and detects a process that hangs. */
import type { FromEngine } from '../../../shared/engine/protocol.ts';
import type { AskedTurn } from '../../../shared/engine/engine.ts';
import type { TurnEnd, TurnEvent } from '../../../shared/engine/turn.ts';
import { withoutNul } from '../../../shared/format/visible-text.ts';
import { EngineWatch } from './engine-watch.ts';
import type { LlamaProcess } from './llama-process.ts';

export interface RunningTurnsEvents {
  /** The process does not answer, or does not stop. */
  onHung(why: string): void;
  /** No running turn has made progress for `seconds`. */
  onQuiet(seconds: number): void;
  /** A turn makes progress again after `onQuiet`, or all have ended. */
  onMoved(): void;
}

export class RunningTurns {
  readonly #watch: EngineWatch;
  #process: LlamaProcess | null = null;
  /** Those that run, by their ids. */
  readonly #turns = new Map<string, { on: (event: TurnEvent) => void; end: (end: TurnEnd) => void }>();

  /** `tickMs` is the time in ms between two checks of whether the process still answers. */
  constructor(events: RunningTurnsEvents, tickMs?: number) {
    this.#watch = new EngineWatch(
      {
        ask: () => this.#process?.clock.ask(),
        onHung: (why) => {
          this.#watch.endAll();
          events.onHung(why);
        },
        onQuiet: (seconds) => events.onQuiet(seconds),
        onMoved: () => events.onMoved(),
      },
      tickMs,
    );
  }

  /** Posts one turn, or several that ask the same, beside those that run; resolves each with its end. */
  run(process: LlamaProcess, asked: readonly AskedTurn[]): Promise<TurnEnd>[] {
    const turns = asked.map(({ turn }) => turn);
    const ends = asked.map(
      ({ turn: { turnId }, on }) => new Promise<TurnEnd>((end) => this.#turns.set(turnId, { on, end })),
    );
    this.#process = process;
    process.clock.ask();
    for (const { turnId } of turns) this.#watch.begin(turnId);
    process.post(turns.length === 1 ? { kind: 'turn', turn: turns[0]! } : { kind: 'turns', turns });
    return asked.map(({ turn: { turnId }, stop }, index) => {
      const stopTurn = (): void => {
        this.#watch.stop(turnId);
        process.post({ kind: 'stop', turnId });
      };
      if (stop.aborted) stopTurn();
      else stop.addEventListener('abort', stopTurn, { once: true });
      return ends[index]!.finally(() => stop.removeEventListener('abort', stopTurn));
    });
  }

  /** Handles a message of the process; events of turns that do not run are ignored. */
  receive(message: FromEngine): void {
    this.#watch.heard();
    if (!('turnId' in message)) return;
    const { turnId, ...told } = message;
    if (told.kind !== 'decoded' && told.kind !== 'rethought' && told.kind !== 'ended')
      this.#watch.moved(turnId);
    const turn = this.#turns.get(turnId);
    if (turn === undefined) return;
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
        this.#end(turnId, {
          ...end,
          trace: end.trace && (this.#process?.clock.inOurTime(end.trace) ?? null),
        });
        break;
      }
      default:
        turn.on(told);
    }
  }

  /** Ends the running turns, if any, because the process is gone. */
  end(end: TurnEnd): void {
    for (const turnId of this.#turns.keys()) this.#end(turnId, end);
    this.#watch.endAll();
  }

  #end(turnId: string, end: TurnEnd): void {
    const turn = this.#turns.get(turnId);
    this.#turns.delete(turnId);
    this.#watch.end(turnId);
    turn?.end(end);
  }
}
