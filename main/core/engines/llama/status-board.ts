/** Holds the status of an engine and tells listeners about its changes. */
import type { Told } from '../../../shared/words/told.ts';
import type { EngineStatus } from '../../../shared/contract/engine.ts';

export class StatusBoard {
  now: EngineStatus = { state: 'starting', modelName: null, model: null, loadProgress: null, note: null };
  readonly #listeners: ((status: EngineStatus) => void)[] = [];
  /** Callers that wait for the next change. */
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

  /** Sets a state in which no model is loaded or being loaded. */
  rest(state: 'unloaded' | 'measuring' | 'stopped', modelName: string | null, note: Told | null): void {
    this.become({ state, modelName, model: null, loadProgress: null, note });
  }
}
