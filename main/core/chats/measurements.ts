/** Measurements in the database: the limits of this machine, benchmark runs, and what follows from the timings of answers. */
import type { Backend } from '../../shared/contract/engine.ts';
import type { BenchmarkRun, Ceilings, DayStatistics } from '../../shared/contract/measuring.ts';
import type { Db } from '../database/connection.ts';
import { benchmarkRunOf, ceilingsOf } from './rows.ts';
import { misdatedAnswers, ownSpeeds, statisticsOf, type OwnSpeed } from './statistics.ts';

export interface Measurements {
  /** The measured limits of a device; `null` until it is measured. */
  ceilings(backend: Backend, device: string): Ceilings | null;
  /** The measured limits of every backend and device. */
  allCeilings(): Ceilings[];
  saveCeilings(ceilings: Ceilings): void;
  /** All benchmark runs, newest first. */
  benchmarkRuns(): BenchmarkRun[];
  saveBenchmarkRun(run: BenchmarkRun): void;
  deleteBenchmarkRun(id: string): void;
  /** The decode speed of each model in its own answers. */
  ownSpeeds(): OwnSpeed[];
  /** Statistics of the last `days` days, including today; see `statisticsOf`. */
  statistics(days: number): DayStatistics[];
  /** The number of answers that `statistics` leaves out because of a wrong date; see `misdatedAnswers`. */
  misdatedAnswers(days: number): number;
}

export const measurementsIn = (db: Db): Measurements => {
  const allCeilings = (): Ceilings[] =>
    (db.prepare('SELECT ceilings AS json FROM ceilings').all() as { json: unknown }[]).flatMap(
      ({ json }) => ceilingsOf(json) ?? [],
    );
  return {
    ceilings: (backend, device) =>
      allCeilings().find((one) => one.backend === backend && one.device === device) ?? null,
    allCeilings,
    saveCeilings: (ceilings) =>
      void db
        .prepare('INSERT OR REPLACE INTO ceilings (backend, device, ceilings) VALUES (?, ?, ?)')
        .run(ceilings.backend, ceilings.device, JSON.stringify(ceilings)),
    benchmarkRuns: () =>
      (
        db.prepare('SELECT run AS json FROM benchmark_runs ORDER BY started_at DESC').all() as {
          json: unknown;
        }[]
      ).flatMap(({ json }) => benchmarkRunOf(json) ?? []),
    saveBenchmarkRun: (run) =>
      void db
        .prepare('INSERT INTO benchmark_runs (id, started_at, run) VALUES (?, ?, ?)')
        .run(run.id, run.startedAt, JSON.stringify(run)),
    deleteBenchmarkRun: (id) => void db.prepare('DELETE FROM benchmark_runs WHERE id = ?').run(id),
    ownSpeeds: () => ownSpeeds(db),
    statistics: (days) => statisticsOf(db, days),
    misdatedAnswers: (days) => misdatedAnswers(db, days),
  };
};
