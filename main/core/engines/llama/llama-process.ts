/** One engine process that serves chats, from its start to its end. */
import type { Backend } from '../../../shared/contract/engine.ts';
import type { FromEngine, ToEngine } from '../../../shared/engine/protocol.ts';
import { EngineClock } from './engine-clock.ts';
import type { EngineProcess, SpawnEngine } from './engine-process.ts';

/** Time limit for starting a backend, in ms. Most start within seconds, but some drivers never respond. */
export const startMs = 60_000;

/** How long a process may take to end by itself after it was asked to, in ms. */
const shutDownMs = 1500;

export interface LlamaProcessEvents {
  onMessage(message: FromEngine): void;
  /** The process ended although it was not told to; `loading` is the backend on which it was loading a model then, if any. */
  onExit(how: string, loading: Backend | null): void;
  /** The process has not finished starting a backend within `startMs`. */
  onSilent(): void;
}

export class LlamaProcess {
  readonly clock: EngineClock;
  readonly #process: EngineProcess;
  /** `null` once the owner wants no more events. */
  #events: LlamaProcessEvents | null;
  /** The backend that was started last, until the model is loaded. */
  #loading: Backend | null = null;

  constructor(spawn: SpawnEngine, events: LlamaProcessEvents) {
    const engine = spawn();
    this.#process = engine;
    this.#events = events;
    this.clock = new EngineClock((message) => engine.post(message));
    const silent = setTimeout(() => this.#events?.onSilent(), startMs);
    engine.onMessage((message) => {
      const isUp = message.kind !== 'log' && message.kind !== 'starting';
      if (isUp) clearTimeout(silent);
      if (this.#events === null) return;
      if (message.kind === 'starting') this.#loading = message.backend;
      if (message.kind === 'loaded') this.#loading = null;
      if (message.kind === 'clock') this.clock.answered(message);
      this.#events.onMessage(message);
    });
    engine.onExit((how) => {
      clearTimeout(silent);
      const told = this.#events;
      this.#events = null;
      told?.onExit(how, this.#loading);
    });
  }

  post(message: ToEngine): void {
    this.#process.post(message);
  }

  /** Ends the process immediately; `onExit` is called as if it had ended by itself. */
  giveUp(): void {
    this.#process.kill();
  }

  /** Ends the process immediately, without further events. */
  kill(): void {
    this.#events = null;
    this.#process.kill();
  }

  /** Lets the process save its KV states and end; resolves when it is gone. There are no further events. */
  shutDown(): Promise<void> {
    this.#events = null;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#process.kill(), shutDownMs);
      this.#process.onExit(() => {
        clearTimeout(timer);
        resolve();
      });
      this.post({ kind: 'shut-down' });
    });
  }
}
