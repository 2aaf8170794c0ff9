/** Where measurements are stored. */
import type { Backend } from '../../shared/contract/engine.ts';
import type { BenchmarkRun, Ceilings, DayStatistics } from '../../shared/contract/measuring.ts';

export interface MeasurementStore {
  /** The best ceilings that were measured of a device; `null` until measured. */
  ceilings(backend: Backend, device: string): Ceilings | null;
  saveCeilings(ceilings: Ceilings): void;
  /** Newest first. */
  benchmarkRuns(): BenchmarkRun[];
  saveBenchmarkRun(run: BenchmarkRun): void;
  deleteBenchmarkRun(id: string): void;
  /** The last `days` days, oldest first. */
  statistics(days: number): DayStatistics[];
  /** How many answers `statistics` leaves out because the clock was wrong when they were dated. */
  misdatedAnswers(days: number): number;
}
