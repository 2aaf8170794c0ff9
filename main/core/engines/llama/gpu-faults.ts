/** What was learnt of GPUs that do not work, until Hearth is started again. */
import type { Backend } from '../../../shared/contract/engine.ts';
import type { EngineConfig } from '../../../shared/engine/config.ts';

export class GpuFaults {
  /** No GPU was found that works, so none is looked for. */
  isWithoutGpu = false;
  /** Backends whose driver ended a process while they started. */
  readonly #avoided = new Set<Backend>();

  avoid(backend: Backend): void {
    this.#avoided.add(backend);
  }

  /** Removes from `config` what is known not to work; a backend that the user chose is still tried. */
  without(config: EngineConfig): EngineConfig {
    return {
      ...config,
      ...(this.isWithoutGpu && config.backend === null ? { backend: 'cpu' } : {}),
      ...(this.#avoided.size > 0 ? { avoid: [...this.#avoided] } : {}),
    };
  }
}
