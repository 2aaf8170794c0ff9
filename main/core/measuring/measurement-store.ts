/** Stores and reads measurements. */
import type { Backend } from '../../shared/contract/engine.ts';
import type { BenchmarkRun, Ceilings, DayStatistics } from '../../shared/contract/measuring.ts';

export interface MeasurementStore {
  /** The best ceilings that were measured on a device; `null` until it is measured. */
  ceilings(backend: Backend, device: string): Ceilings | null;
  saveCeilings(ceilings: Ceilings): void;
  /** All runs, newest first. */
  benchmarkRuns(): BenchmarkRun[];
  saveBenchmarkRun(run: BenchmarkRun): void;
  deleteBenchmarkRun(id: string): void;
  /** Statistics of the last `days` days, oldest first. */
  statistics(days: number): DayStatistics[];
  /** How many answers `statistics` leaves out because the clock was wrong when they were dated. */
  misdatedAnswers(days: number): number;
}
