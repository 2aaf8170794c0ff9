/** Benchmarks of several models, as the benchmark page gets them; newest first. */
import type { BenchmarkRun } from '../../main/contract/lens-types.ts';

export const benchmarkRuns: BenchmarkRun[] = [];
