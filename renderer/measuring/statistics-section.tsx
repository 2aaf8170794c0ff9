/** Speed, waiting and reuse over all turns, by model and day. */
import { useMemo, useState } from 'react';
import type { DayStatistics } from '../../main/shared/contract/measuring.ts';
import { NotHere, TryAgain } from '../controls/not-here.tsx';
import { useSession } from '../state/use-session.ts';
import { periods, StatisticsChoice } from './statistics-choice.tsx';
import { numberOf, spanOf } from './statistics-days.ts';
import { StatisticsFigures } from './statistics-figures.tsx';
import { useStatistics } from './statistics-loading.ts';
import { StatisticsModels } from './statistics-models.tsx';
import { mostLines, StatisticsPlots } from './statistics-plots.tsx';
import { byModel, sumsOf, within } from './statistics-sums.ts';
import { statisticsWords } from '../words/lens.ts';

const words = statisticsWords;

export const StatisticsSection = () => {
  const session = useSession();
  const { statistics, problem, load } = useStatistics();
  const isEmpty = statistics === null || statistics.rows.length === 0;
  if (statistics === null || (problem !== null && isEmpty))
    return <NotHere asked={{ problem, tryAgain: load }} waiting={words.loading} />;
  if (isEmpty)
    return (
      <div className="page-note">
        <p>{words.empty}</p>
        <button type="button" className="button" onClick={() => session.showPage('chat')}>
          {words.startChat}
        </button>
      </div>
    );
  return (
    <div className="statistics">
      {/* The last known figures stay, with a note that they are not current. */}
      {problem !== null && <TryAgain problem={problem} tryAgain={load} />}
      <Shown {...statistics} />
      {statistics.misdated > 0 && <p className="hint">{words.misdated(statistics.misdated)}</p>}
    </div>
  );
};

const Shown = ({ rows, today }: { rows: readonly DayStatistics[]; today: number }) => {
  const [days, setDays] = useState<number>(periods[1]);
  const [asked, setModel] = useState<string | null>(null);
  const models = useMemo(() => byModel(rows).map(({ name }) => name), [rows]);
  // The last chat with this model may have been deleted.
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
          <p>{words.emptyPeriod(model, days)}</p>
          <button type="button" className="button" onClick={() => setDays(periods[2])}>
            {words.showYear}
          </button>
        </div>
      ) : (
        <>
          <StatisticsFigures sums={sumsOf(chosen)} days={new Set(chosen.map(({ day }) => day)).size} />
          {shownModels.length > 1 && <StatisticsModels models={shownModels} />}
          {shownModels.length > mostLines && <p className="hint">{words.fewLines(mostLines)}</p>}
          <StatisticsPlots rows={chosen} span={span} />
        </>
      )}
    </>
  );
};
