/** The limits of this machine, and how they were measured. */
import type { Ceilings } from '../../main/shared/contract/measuring.ts';
import type { LoadedModel } from '../../main/shared/contract/engine.ts';
import { backendNames } from '../../main/shared/settings/backends.ts';
import { dateLocale, unbroken } from '../words/figures.ts';
import { commands } from '../commands/commands.ts';
import { deliberate } from '../controls/deliberate.ts';
import { quantity } from '../plots/quantity.ts';
import { ridge } from '../plots/roof.ts';
import { Roofline } from '../plots/roofline.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { useCeilings, type Outcome } from './use-ceilings.ts';
import { machineWords as words } from '../words/lens.ts';
import { sentenceOf } from '../words/told.ts';

export const MachineSection = () => {
  const model = useWindow((state) => state.engine?.model ?? null);
  const { ceilings, outcome, isMeasuring, measure, stop } = useCeilings();
  if (model === null && !isMeasuring && !ceilings) return <NoModel />;
  return (
    <div className="machine">
      <div className="machine-head">
        {ceilings ? <Measured ceilings={ceilings} /> : <NotMeasured model={model} />}
        {isMeasuring ? (
          <Progress />
        ) : outcome ? (
          <Ended outcome={outcome} />
        ) : (
          <p className="hint">{words.takes}</p>
        )}
        {/* One button in all states, so that the focus stays on it. */}
        <MeasureButton isMeasuring={isMeasuring} isAgain={Boolean(ceilings)} measure={measure} stop={stop} />
      </div>
      {ceilings && <Shown ceilings={ceilings} />}
    </div>
  );
};

const NoModel = () => {
  const session = useSession();
  const state = useWindow(({ engine }) => engine?.state);
  if (state !== 'stopped')
    return (
      <p className="page-note" role="status">
        {words.loading}
      </p>
    );
  return (
    <div className="page-note">
      <p>{words.noModel}</p>
      <button type="button" className="button" onClick={() => commands.chooseModel.run(session)}>
        {words.openModel}
      </button>
    </div>
  );
};

const NotMeasured = ({ model }: { model: LoadedModel | null }) => (
  <p>
    {model ? words.notMeasured(placeOf(model)) : ''}
    {words.about}
  </p>
);

const placeOf = ({ backend, device }: Pick<Ceilings, 'backend' | 'device'>): string =>
  words.place(device, backendNames[backend]);

const date = new Intl.DateTimeFormat(dateLocale(), { dateStyle: 'long', timeStyle: 'short' });

const Measured = ({ ceilings }: { ceilings: Ceilings }) => {
  const { backend, threads, measuredAt } = ceilings;
  // On a GPU, the number of CPU threads makes no difference.
  const now = useWindow(({ settings, app }) => settings?.threads ?? app?.cores ?? threads);
  const isOther = backend === 'cpu' && now !== threads;
  return (
    <p>
      {words.measuredOn(placeOf(ceilings), backend === 'cpu' ? threads : null)}
      <time dateTime={new Date(measuredAt).toISOString()}>{date.format(measuredAt)}</time>
      {words.measuredEnd}
      {isOther && <strong>{words.otherThreads(now)}</strong>}
    </p>
  );
};

const Progress = () => {
  const measuring = useWindow((state) => state.measuring);
  return (
    <div className="machine-progress">
      {/* Before the first step is reported there is no value, and the bar is indeterminate. */}
      <progress aria-label={words.measuring} max={1} {...(measuring && { value: measuring.progress })} />
      <p role="status">{unbroken(measuring ? sentenceOf(measuring.step) : words.waiting)}</p>
    </div>
  );
};

interface MeasureButtonProps {
  isMeasuring: boolean;
  isAgain: boolean;
  measure: () => Promise<void>;
  stop: () => void;
}

const MeasureButton = ({ isMeasuring, isAgain, measure, stop }: MeasureButtonProps) => (
  <button
    type="button"
    className={isMeasuring || isAgain ? 'button' : 'button is-main'}
    onClick={deliberate(() => (isMeasuring ? stop() : void measure()))}
  >
    {isMeasuring ? words.stop : isAgain ? words.measureAgain : words.measure}
  </button>
);

const Ended = ({ outcome }: { outcome: Outcome }) =>
  outcome.is === 'failed' ? (
    <p className="field-problem" role="alert">
      {outcome.problem}
    </p>
  ) : (
    <p className="hint" role="status">
      {words.stopped}
    </p>
  );

/** Bytes per 4-bit weight, including its share of the scale (q4_0). */
const fourBitBytes = 18 / 32;

const Shown = ({ ceilings }: { ceilings: Ceilings }) => {
  const meeting = ridge(ceilings);
  /** Each token needs one multiplication and one addition per weight. */
  const tokens = Math.ceil(meeting / (2 / fourBitBytes));
  const figures = [
    {
      name: words.bandwidth.name,
      figure: quantity(ceilings.bandwidthBytesPerS, 'B/s'),
      note: words.bandwidth.note(sentenceOf(ceilings.bandwidthHow)),
    },
    {
      name: words.compute.name,
      figure: quantity(ceilings.flopsPerS, 'FLOP/s'),
      note: words.compute.note(sentenceOf(ceilings.flopsHow)),
    },
    {
      name: words.balance.name,
      figure: quantity(meeting, 'FLOP/byte'),
      note: words.balance.note(tokens),
    },
  ];
  return (
    <>
      <dl className="machine-figures">
        {figures.map(({ name, figure, note }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="machine-figure">{unbroken(figure)}</dd>
            <dd className="hint">{unbroken(note)}</dd>
          </div>
        ))}
      </dl>
      <Roofline
        label={words.roofline.label}
        empty={words.roofline.empty}
        ceilings={ceilings}
        withoutCeilings=""
        points={[]}
      />
    </>
  );
};
