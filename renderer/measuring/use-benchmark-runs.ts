/** The benchmarks from the core, loaded whenever they may have changed, and deleted with some seconds to undo it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { BenchmarkRun } from '../../main/shared/contract/measuring.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession, useWindow } from '../state/use-session.ts';

/** As long as the notice of a deleted chat, in ms. */
const undoMs = 8_000;

export const useBenchmarkRuns = () => {
  const session = useSession();
  /** Newest first; `null` until they are loaded. */
  const [runs, setRuns] = useState<readonly BenchmarkRun[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  /** Deleted runs that can still be restored. */
  const [removed, setRemoved] = useState<ReadonlySet<string>>(new Set());
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  const isConnected = useWindow((state) => state.connection === 'open');
  const isMeasuring = useWindow((state) => state.measuring?.what === 'benchmark');

  const load = useCallback(
    () =>
      session.call('benchmarkRuns', {}).then(
        (told) => {
          setRuns(told);
          setProblem(null);
        },
        (error: unknown) => setProblem(sentenceOf(error)),
      ),
    [session],
  );
  // A run is stored before its end is reported, whoever started it.
  useEffect(() => {
    if (isConnected && !isMeasuring) void load();
  }, [load, isConnected, isMeasuring]);

  const forget = useCallback(
    (id: string): void => {
      clearTimeout(timers.current.get(id));
      timers.current.delete(id);
      session.call('deleteBenchmarkRun', { id }).then(
        () => setRuns((before) => before && before.filter((run) => run.id !== id)),
        (error: unknown) => {
          setRemoved((before) => without(before, id));
          setProblem(sentenceOf(error));
        },
      );
    },
    [session],
  );
  // Leaving the page makes the deletion final.
  useEffect(() => {
    const waiting = timers.current;
    return () => {
      for (const id of waiting.keys()) forget(id);
    };
  }, [forget]);

  return {
    runs,
    removed,
    problem,
    load,
    remove: (id: string): void => {
      setRemoved((before) => new Set(before).add(id));
      timers.current.set(
        id,
        setTimeout(() => forget(id), undoMs),
      );
    },
    undo: (id: string): void => {
      clearTimeout(timers.current.get(id));
      timers.current.delete(id);
      setRemoved((before) => without(before, id));
    },
  };
};

const without = (ids: ReadonlySet<string>, id: string): ReadonlySet<string> =>
  new Set([...ids].filter((one) => one !== id));
