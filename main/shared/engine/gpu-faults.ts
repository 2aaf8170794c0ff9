/** What is kept of GPUs that do not work. */
import type { Backend } from '../contract/engine.ts';

/** What earlier runs of Hearth have found. */
export interface KeptGpuFaults {
  /** Backends that ended the engine while a model was loaded. */
  readonly faulty: ReadonlySet<Backend>;
  /** Backends on which a model was loaded. */
  readonly working: ReadonlySet<Backend>;
  /** Keeps exactly these. */
  keep(faulty: readonly Backend[], working: readonly Backend[]): void;
}
