/** Remembers which GPUs do not work, until Hearth is started again. */
import type { Backend } from '../../../shared/contract/engine.ts';
import type { EngineConfig } from '../../../shared/engine/config.ts';

/**
 * Whether a process that ended so may have been ended by the driver of its GPU, and not by a kill from outside (by a person, or because
 * memory ran out) or by an error in our own code. Electron tells signals as exit codes, and Windows a kill as 1.
 */
export const mayBeDriver = (how: string): boolean =>
  !/^(signal SIG(KILL|TERM)|exit code (0|1|9|15|137|143))$/.test(how);

export class GpuFaults {
  /** No GPU was found that works, so automatic choice uses the CPU. */
  isWithoutGpu = false;
  /** Backends that are not to be used. */
  readonly #avoided = new Set<Backend>();
  /** Those among them that ended the engine in this attempt to load a model; it may still turn out that the model did. */
  readonly #suspected = new Set<Backend>();

  /** The engine ended while a model was loaded on `backend`, or again and again while the model was used. */
  suspect(backend: Backend): void {
    this.#avoided.add(backend);
    this.#suspected.add(backend);
  }

  /** The same model was loaded on another backend, so the suspected ones were to blame. */
  confirm(): void {
    this.#suspected.clear();
  }

  /** The model ended the engine on the CPU too, so the suspected backends may be used again. */
  absolve(): void {
    for (const backend of this.#suspected) this.#avoided.delete(backend);
    this.#suspected.clear();
  }

  get avoided(): Backend[] {
    return [...this.#avoided];
  }

  /**
   * `config` without the GPUs that are known not to work. A backend that the user chose is still tried unless it ended the engine.
   */
  without(config: EngineConfig): EngineConfig {
    return {
      ...config,
      ...(this.isWithoutGpu && config.backend === null ? { backend: 'cpu' } : {}),
      ...(this.#avoided.size > 0 ? { avoid: this.avoided } : {}),
    };
  }
}
