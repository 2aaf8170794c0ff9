/** The slice of measurements: the running one, and the benchmark that this window started. */
import type { MeasuringProgress } from '../../main/shared/contract/measuring.ts';

export interface MeasuringState {
  /** The running measurement. */
  measuring: MeasuringProgress | null;
  /** The name of the model whose benchmark was started in this window and is running. */
  benchmarked: string | null;
  /** How the last benchmark that this window started ended: stopped, or with this problem. `null` if it is complete. */
  benchmarkEnd: { problem: string | null } | null;
}

export const measuringState: MeasuringState = { measuring: null, benchmarked: null, benchmarkEnd: null };
