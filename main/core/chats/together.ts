/** Collects the requests of turns that share a prompt and sends them to the engine as one batch. */
import type { AskedTurn, Engine } from '../../shared/engine/engine.ts';
import type { TurnEnd } from '../../shared/engine/turn.ts';

/** Several turns, which run once all of them have asked. */
export class Together {
  readonly #engine: Engine;
  #expected: number;
  #asked: { turn: AskedTurn; resolve: (end: Promise<TurnEnd>) => void }[] = [];

  constructor(engine: Engine, expected: number) {
    this.#engine = engine;
    this.#expected = expected;
  }

  run(turn: AskedTurn): Promise<TurnEnd> {
    return new Promise((resolve) => {
      this.#asked.push({ turn, resolve });
      this.#runIfAllAsked();
    });
  }

  /** One of them will not ask. */
  left(): void {
    this.#expected -= 1;
    this.#runIfAllAsked();
  }

  #runIfAllAsked(): void {
    if (this.#asked.length === 0 || this.#asked.length < this.#expected) return;
    const asked = this.#asked;
    this.#asked = [];
    const [first] = asked;
    if (asked.length === 1) {
      const { turn, on, stop } = first!.turn;
      return first!.resolve(this.#engine.run(turn, on, stop));
    }
    const ends = this.#engine.can.together!.run(asked.map(({ turn }) => turn));
    for (const [index, { resolve }] of asked.entries()) resolve(ends[index]!);
  }
}
