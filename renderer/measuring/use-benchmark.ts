/** The benchmark that this window started, or that another one runs. */
import { useSession, useWindow } from '../state/use-session.ts';

export const useBenchmark = () => {
  const session = useSession();
  const name = useWindow((state) => state.benchmarked);
  const end = useWindow((state) => state.benchmarkEnd);
  const measured = useWindow((state) => state.measuring?.what ?? null);
  return {
    /** The name of the model whose benchmark was started here; `null` if none is running. */
    name,
    /** How the last benchmark that was started here ended, if it did not complete. */
    end,
    isMeasuring: name !== null || measured === 'benchmark',
    /** Something else is measured, so that none can be started. */
    isHeldUp: measured === 'calibration',
    start: session.startBenchmark,
    stop: () => void session.attempt('stopMeasuring', {}),
  };
};
