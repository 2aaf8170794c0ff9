/** Remembers which GPUs do not work, until Hearth is started again. */
import type { Backend } from '../../../shared/contract/engine.ts';
import type { EngineConfig } from '../../../shared/engine/config.ts';

export class GpuFaults {
  /** No GPU was found that works, so automatic choice uses the CPU. */
  isWithoutGpu = false;
  /** Backends whose driver crashed the process when they were started. */
  readonly #avoided = new Set<Backend>();

  avoid(backend: Backend): void {
    this.#avoided.add(backend);
  }

  /**
   * `config` without the GPUs that are known not to work. A backend that the user chose is still tried unless its driver
   * crashed.
   */
  without(config: EngineConfig): EngineConfig {
    return {
      ...config,
      ...(this.isWithoutGpu && config.backend === null ? { backend: 'cpu' } : {}),
      ...(this.#avoided.size > 0 ? { avoid: [...this.#avoided] } : {}),
    };
  }
}
