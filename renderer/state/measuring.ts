/** The slice of measurements: what is measured now, and the benchmark that this window started. */
import type { MeasuringProgress } from '../../main/shared/contract/measuring.ts';

export interface MeasuringState {
  /** What is measured now. */
  measuring: MeasuringProgress | null;
  /** The name of the model whose benchmark was started here and is running. */
  benchmarked: string | null;
  /** How the last benchmark that was started here ended: stopped, or with this problem. `null` if it is complete. */
  benchmarkEnd: { problem: string | null } | null;
}

export const measuringState: MeasuringState = { measuring: null, benchmarked: null, benchmarkEnd: null };
