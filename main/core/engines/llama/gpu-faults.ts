/** Remembers which GPUs do not work. */
import type { Backend } from '../../../shared/contract/engine.ts';
import type { EngineConfig } from '../../../shared/engine/config.ts';
import type { KeptGpuFaults } from '../../../shared/engine/gpu-faults.ts';

/**
 * Whether a process that ended so may have been ended by the driver of its GPU, and not by a kill from outside (by a person, or because
 * memory ran out) or by an error in our own code. Electron tells signals as exit codes, and Windows a kill as 1.
 */
export const mayBeDriver = (how: string): boolean =>
  !/^(signal SIG(KILL|TERM)|exit code (0|1|9|15|137|143))$/.test(how);

export class GpuFaults {
  /** No GPU was found that works, so automatic choice uses the CPU. */
  isWithoutGpu = false;
  /** Backends that are not to be used, because they ended the engine since Hearth was started. */
  readonly #avoided = new Set<Backend>();
  /** Those among them that ended the engine in this attempt to load a model; it may still turn out that the model did. */
  readonly #suspected = new Set<Backend>();
  /** Backends on which a model was loaded. */
  readonly #working: Set<Backend>;
  /** For backends that work, the models that ended the engine on them. */
  readonly #spoiled = new Map<Backend, Set<string>>();
  readonly #kept: KeptGpuFaults | null;

  /** `kept`: what earlier runs have found; `null`: nothing, and nothing is kept. */
  constructor(kept: KeptGpuFaults | null = null) {
    this.#kept = kept;
    this.#working = new Set(kept?.working);
  }

  /** The engine ended while the model at `path` was loaded on `backend`. If other models work there, this one does not. */
  endedLoading(backend: Backend, path: string): void {
    if (!this.#working.has(backend)) return this.endedInUse(backend);
    const paths = this.#spoiled.get(backend) ?? new Set();
    this.#spoiled.set(backend, paths.add(path));
  }

  /** The engine ended again and again while a model was used on `backend`. */
  endedInUse(backend: Backend): void {
    this.#avoided.add(backend);
    this.#suspected.add(backend);
  }

  /** The model was loaded on `backend`, which works therefore, and the suspected ones were to blame. */
  loaded(backend: Backend): void {
    this.#suspected.clear();
    if (backend !== 'cpu') this.#working.add(backend);
    this.#kept?.keep(
      [...this.#kept.faulty, ...this.#avoided].filter((one) => !this.#working.has(one)),
      [...this.#working],
    );
  }

  /** The model ended the engine on the CPU too, so the suspected backends may be used again. */
  absolve(): void {
    for (const backend of this.#suspected) this.#avoided.delete(backend);
    this.#suspected.clear();
  }

  /** What is left out for `wanted`, the user's choice; `null`: the best that works. */
  avoidedFor(wanted: Backend | null): Backend[] {
    return [...new Set([...(wanted === null ? (this.#kept?.faulty ?? []) : []), ...this.#avoided])];
  }

  /**
   * `config` without the GPUs that are known not to work. A backend that the user chose is still tried unless it ended the engine since
   * Hearth was started.
   */
  without(config: EngineConfig): EngineConfig {
    const spoiled = [...this.#spoiled].filter(([, paths]) => paths.has(config.modelPath));
    const avoid = [...new Set([...this.avoidedFor(config.backend), ...spoiled.map(([backend]) => backend)])];
    return {
      ...config,
      ...(this.isWithoutGpu && config.backend === null ? { backend: 'cpu' } : {}),
      ...(avoid.length > 0 ? { avoid } : {}),
    };
  }
}
