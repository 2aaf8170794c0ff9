/** The benchmark that this window started or that another one is running. */
import { useSession, useWindow } from '../state/use-session.ts';

export const useBenchmark = () => {
  const session = useSession();
  const name = useWindow((state) => state.benchmarked);
  const end = useWindow((state) => state.benchmarkEnd);
  const measured = useWindow((state) => state.measuring?.what ?? null);
  return {
    /** The name of the model whose benchmark this window started; `null` if none is running. */
    name,
    /** How the last benchmark that this window started ended, if it did not complete. */
    end,
    isMeasuring: name !== null || measured === 'benchmark',
    /** Another measurement is running, so no benchmark can be started. */
    isHeldUp: measured === 'calibration',
    start: session.startBenchmark,
    stop: () => void session.attempt('stopMeasuring', {}),
  };
};
