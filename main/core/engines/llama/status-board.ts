/** The status of an engine, and those who are told of it. */
import type { Told } from '../../../shared/words/told.ts';
import type { EngineStatus } from '../../../shared/contract/engine.ts';

export class StatusBoard {
  now: EngineStatus = { state: 'starting', modelName: null, model: null, loadProgress: null, note: null };
  readonly #listeners: ((status: EngineStatus) => void)[] = [];
  /** Those who wait for the next change. */
  #waiting: (() => void)[] = [];

  listen(listener: (status: EngineStatus) => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves at the next change. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  become(change: Partial<EngineStatus>): void {
    this.now = { ...this.now, ...change };
    for (const resume of this.#waiting.splice(0)) resume();
    for (const listener of this.#listeners) listener(this.now);
  }

  /** No model is loaded, nor on its way. */
  rest(state: 'unloaded' | 'measuring' | 'stopped', modelName: string | null, note: Told | null): void {
    this.become({ state, modelName, model: null, loadProgress: null, note });
  }
}
