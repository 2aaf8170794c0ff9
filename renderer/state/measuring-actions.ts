/** The measurements that can be started from this window. */
import type { BenchmarkPlan } from '../../main/shared/contract/measuring.ts';
import { sentenceOf } from './sentence.ts';
import type { Behind } from './behind.ts';
import type { MeasuringState } from './measuring.ts';

export const createMeasuringActions = ({ call, put }: Behind) => ({
  /** Runs a benchmark of the model at `path`; it continues while another page is shown. */
  startBenchmark: async (path: string, model: string, plan: BenchmarkPlan): Promise<void> => {
    put({ benchmarked: model, benchmarkEnd: null });
    let end: MeasuringState['benchmarkEnd'] = null;
    try {
      const { isComplete } = await call('benchmark', { path, plan });
      if (!isComplete) end = { problem: null };
    } catch (error) {
      end = { problem: sentenceOf(error) };
    }
    put({ benchmarked: null, benchmarkEnd: end });
  },
});
