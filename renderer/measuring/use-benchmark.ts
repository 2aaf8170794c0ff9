/** The benchmark that this window started. It continues while another page is shown. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { BenchmarkPlan } from '../../main/shared/contract/measuring.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { benchmarkWords } from '../words/lens.ts';

interface Started {
  /** The model that is measured; `null` while none is that was started here. */
  name: string | null;
  /** How the last one ended, where there is something to say of that. */
  outcome: { words: string; isProblem: boolean } | null;
}

const started = createStore<Started>(() => ({ name: null, outcome: null }));

export const useBenchmark = () => {
  const session = useSession();
  const { name, outcome } = useStore(started);
  const measured = useWindow((state) => state.measuring?.what ?? null);
  const start = async (path: string, model: string, plan: BenchmarkPlan): Promise<void> => {
    started.setState({ name: model, outcome: null });
    let ended: Started['outcome'] = null;
    try {
      const { isComplete } = await session.benchmark(path, plan);
      if (!isComplete) ended = { words: benchmarkWords.stopped, isProblem: false };
    } catch (error) {
      ended = { words: sentenceOf(error), isProblem: true };
    }
    started.setState({ name: null, outcome: ended });
  };
  return {
    name,
    outcome,
    isMeasuring: name !== null || measured === 'benchmark',
    /** Something else is measured, so that none can be started. */
    isHeldUp: measured === 'calibration',
    start,
    stop: () => void session.stopMeasuring(),
  };
};
