/** Asks engine processes about memory: the one that runs, or one that is started for the question. */
import type { EngineMemory, MemoryQuestions } from '../../../shared/engine/engine.ts';
import type { EngineConfig } from '../../../shared/engine/config.ts';
import type { FromEngine, ToEngine } from '../../../shared/engine/protocol.ts';
import type { Log } from '../../../system/log.ts';
import { probeMemory } from './ask-process.ts';
import type { SpawnEngine } from './engine-process.ts';
import type { GpuFaults } from './gpu-faults.ts';

/** How long an answer is waited for, in ms. An engine in the middle of a long evaluation may answer only after it. */
const answerMs = 2000;

export class LlamaMemory implements MemoryQuestions {
  loadFailure: MemoryQuestions['loadFailure'] = null;
  readonly #spawn: SpawnEngine;
  readonly #log: Log;
  readonly #post: (message: ToEngine) => void;
  readonly #isReady: () => boolean;
  /** Callers that wait for an answer. */
  readonly #asked = new Set<(memory: EngineMemory) => void>();

  readonly #gpuFaults: GpuFaults;

  constructor(
    spawn: SpawnEngine,
    log: Log,
    post: (message: ToEngine) => void,
    isReady: () => boolean,
    gpuFaults: GpuFaults,
  ) {
    this.#spawn = spawn;
    this.#log = log;
    this.#post = post;
    this.#isReady = isReady;
    this.#gpuFaults = gpuFaults;
  }

  ofLoaded(kinds: string[]): Promise<EngineMemory | null> {
    if (!this.#isReady()) return Promise.resolve(null);
    return new Promise((resolve) => {
      const tell = (memory: EngineMemory | null): void => {
        clearTimeout(timer);
        this.#asked.delete(listen);
        resolve(memory);
      };
      const timer = setTimeout(() => tell(null), answerMs);
      // The answer to another question, about other kinds, may come first.
      const listen = (memory: EngineMemory): void => {
        if (kinds.every((kind) => memory.copies === null || kind in memory.copies)) tell(memory);
      };
      this.#asked.add(listen);
      this.#post({ kind: 'memory', kinds });
    });
  }

  probe(
    { backend, devices }: Pick<EngineConfig, 'backend' | 'devices'>,
    kinds: string[],
  ): Promise<EngineMemory | null> {
    return probeMemory(this.#spawn, this.#log, {
      backend,
      devices,
      kinds,
      avoid: this.#gpuFaults.avoidedFor(backend),
    });
  }

  /** Handles a message of the process; ignores messages that are not about memory. */
  receive(message: FromEngine): void {
    if (message.kind === 'memory') for (const listen of this.#asked) listen(message.memory);
  }
}
