/** Runs benchmarks, and compares them. */
import { useMemo, useState } from 'react';
import type { BenchmarkRun } from '../../main/shared/contract/measuring.ts';
import { TryAgain } from '../controls/not-here.tsx';
import { useWindow } from '../state/use-session.ts';
import { firstCompared, runNames } from './benchmark-compare.ts';
import { BenchmarkExport } from './benchmark-export.tsx';
import { BenchmarkPlots } from './benchmark-plots.tsx';
import { BenchmarkRuns } from './benchmark-runs.tsx';
import { BenchmarkStart } from './benchmark-start.tsx';
import { BenchmarkTable } from './benchmark-table.tsx';
import { useBenchmarkRuns } from './use-benchmark-runs.ts';
import { benchmarkWords } from '../words/lens.ts';

export const BenchmarkSection = () => {
  const { runs, removed, problem, load, remove, undo } = useBenchmarkRuns();
  return (
    <div className="benchmark">
      <BenchmarkStart runs={runs ?? []} />
      {problem !== null && <TryAgain problem={problem} tryAgain={() => void load()} />}
      {runs === null ? (
        problem === null && <Reading />
      ) : runs.length === 0 ? (
        <p className="page-note">{benchmarkWords.empty}</p>
      ) : (
        <Measured runs={runs} removed={removed} remove={remove} undo={undo} />
      )}
    </div>
  );
};

const Reading = () => {
  const isConnected = useWindow((state) => state.connection === 'open');
  return (
    <p className="page-note" role="status">
      {isConnected ? benchmarkWords.loading : benchmarkWords.notConnected}
    </p>
  );
};

interface MeasuredProps {
  runs: readonly BenchmarkRun[];
  removed: ReadonlySet<string>;
  remove: (id: string) => void;
  undo: (id: string) => void;
}

const Measured = ({ runs, removed, remove, undo }: MeasuredProps) => {
  /** The user's choices; a run without one is compared if it is among the first. */
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const kept = useMemo(() => runs.filter(({ id }) => !removed.has(id)), [runs, removed]);
  const byDefault = useMemo(() => new Set(firstCompared(kept)), [kept]);
  const isCompared = (id: string): boolean => chosen.get(id) ?? byDefault.has(id);
  const compared = kept.filter(({ id }) => isCompared(id));
  const names = runNames(compared);
  return (
    <>
      <BenchmarkRuns
        runs={runs}
        removed={removed}
        isCompared={isCompared}
        compare={(id, isOn) => setChosen((before) => new Map(before).set(id, isOn))}
        remove={remove}
        undo={undo}
      />
      {compared.length === 0 ? (
        <p className="page-note">{benchmarkWords.noneSelected}</p>
      ) : (
        <>
          <BenchmarkPlots runs={compared} names={names} />
          <section className="benchmark-part" aria-labelledby="benchmark-figures">
            <div className="benchmark-part-head">
              <h2 id="benchmark-figures">{benchmarkWords.results}</h2>
              <BenchmarkExport runs={compared} />
            </div>
            <BenchmarkTable runs={compared} />
          </section>
        </>
      )}
    </>
  );
};
