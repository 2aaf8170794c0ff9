/** Speed, waiting and reuse over all turns, by model and day. */
import { useMemo, useState } from 'react';
import type { DayStatistics } from '../../main/contract/lens-types.ts';
import { count } from '../latency/figures.ts';
import { useSession } from '../state/use-session.ts';
import { periods, StatisticsChoice } from './statistics-choice.tsx';
import { numberOf, spanOf } from './statistics-days.ts';
import { StatisticsFigures } from './statistics-figures.tsx';
import { useStatistics } from './statistics-loading.ts';
import { StatisticsModels } from './statistics-models.tsx';
import { mostLines, StatisticsPlots } from './statistics-plots.tsx';
import { byModel, sumsOf, within } from './statistics-sums.ts';

export const StatisticsSection = () => {
  const session = useSession();
  const { statistics, problem, load } = useStatistics();
  const isEmpty = statistics === null || statistics.rows.length === 0;
  if (problem !== null && isEmpty) return <Failed problem={problem} tryAgain={load} />;
  if (statistics === null)
    return (
      <p className="page-note" role="status">
        Adding up all turns…
      </p>
    );
  if (isEmpty)
    return (
      <div className="page-note">
        <p>Nothing has been answered yet: each answer is counted here once it ends.</p>
        <button type="button" className="button" onClick={() => session.showPage('chat')}>
          Ask something
        </button>
      </div>
    );
  return (
    <div className="statistics">
      {/* What is known stays, but not as if it were the latest. */}
      {problem !== null && <Failed problem={problem} tryAgain={load} />}
      <Shown {...statistics} />
      {statistics.misdated > 0 && <p className="hint">{misdatedWords(statistics.misdated)}</p>}
    </div>
  );
};

const misdatedWords = (answers: number): string =>
  answers === 1
    ? 'One answer is not counted: it is dated more than a year back, because the clock of this computer was wrong.'
    : `${count(answers)} answers are not counted: they are dated more than a year back, because the clock of this computer was wrong.`;

const Failed = ({ problem, tryAgain }: { problem: string; tryAgain: () => void }) => (
  <div className="page-note" role="alert">
    <p>{problem}</p>
    <button type="button" className="button" onClick={tryAgain}>
      Try again
    </button>
  </div>
);

const Shown = ({ rows, today }: { rows: readonly DayStatistics[]; today: number }) => {
  const [days, setDays] = useState<number>(periods[1].days);
  const [asked, setModel] = useState<string | null>(null);
  const models = useMemo(() => byModel(rows).map(({ name }) => name), [rows]);
  // Its last chat may have been deleted.
  const model = asked !== null && models.includes(asked) ? asked : null;
  const span = useMemo(
    () => spanOf(days, Math.min(...rows.map(({ day }) => numberOf(day))), today),
    [rows, days, today],
  );
  const chosen = useMemo(() => within(rows, span, model), [rows, span, model]);
  const shownModels = byModel(chosen);
  return (
    <>
      <StatisticsChoice days={days} onDays={setDays} models={models} model={model} onModel={setModel} />
      {chosen.length === 0 ? (
        <div className="page-note">
          <p>
            {model === null ? 'Nothing was answered' : `${model} answered nothing`} in the last {days} days.
          </p>
          <button type="button" className="button" onClick={() => setDays(periods[2].days)}>
            Show a year
          </button>
        </div>
      ) : (
        <>
          <StatisticsFigures sums={sumsOf(chosen)} days={new Set(chosen.map(({ day }) => day)).size} />
          {shownModels.length > 1 && <StatisticsModels models={shownModels} />}
          {shownModels.length > mostLines && (
            <p className="hint">
              The speeds below are those of the {mostLines} models with most turns: choose a model above for
              its own.
            </p>
          )}
          <StatisticsPlots rows={chosen} span={span} />
        </>
      )}
    </>
  );
};
