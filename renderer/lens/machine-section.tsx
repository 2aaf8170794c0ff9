/** What this machine can do at most, and how that was measured. */
import type { Ceilings } from '../../main/contract/lens-types.ts';
import type { LoadedModel } from '../../main/contract/types.ts';
import { backendNames } from '../../main/lens/backends.ts';
import { unbroken } from '../latency/figures.ts';
import { deliberate } from '../parts/deliberate.ts';
import { quantity } from '../plots/quantity.ts';
import { ridge } from '../plots/roof.ts';
import { Roofline } from '../plots/roofline.tsx';
import { useWindow } from '../state/use-session.ts';
import { useCeilings, type Outcome } from './use-ceilings.ts';

export const MachineSection = () => {
  const model = useWindow((state) => state.engine?.model ?? null);
  const { ceilings, outcome, isMeasuring, measure, stop } = useCeilings();
  if (model === null && !isMeasuring && !ceilings) return <NoModel />;
  return (
    <div className="machine">
      <div className="machine-head">
        {ceilings ? <Measured ceilings={ceilings} /> : <NotMeasured model={model} />}
        {isMeasuring ? <Progress /> : outcome ? <Ended outcome={outcome} /> : <p className="hint">{takes}</p>}
        {/* One button in all states, so that the focus stays on it. */}
        <MeasureButton isMeasuring={isMeasuring} isAgain={Boolean(ceilings)} measure={measure} stop={stop} />
      </div>
      {ceilings && <Shown ceilings={ceilings} />}
    </div>
  );
};

const takes = unbroken('Takes about 15\u2009s. The model makes way for that and comes back.');

const NoModel = () => {
  const state = useWindow(({ engine }) => engine?.state);
  if (state !== 'stopped')
    return (
      <p className="page-note" role="status">
        Waiting for the model to load, which tells the backend in use…
      </p>
    );
  return (
    <div className="page-note">
      <p>No model is loaded, so no backend is in use: open a model to see what its machine can do.</p>
      <button
        type="button"
        className="button"
        onClick={() => document.getElementById('model-button')?.click()}
      >
        Open a model
      </button>
    </div>
  );
};

const NotMeasured = ({ model }: { model: LoadedModel | null }) => (
  <p>
    {model ? `What ${placeOf(model)} can do at most is not measured yet. ` : ''}
    Hearth runs generated models through llama.cpp to find the most that memory and arithmetic give; every
    turn can then be held against that.
  </p>
);

const placeOf = ({ backend, device }: Pick<Ceilings, 'backend' | 'device'>): string =>
  `${device} (${backendNames[backend]})`;

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });

const threadsOf = (threads: number): string => `${threads} thread${threads === 1 ? '' : 's'}`;

const Measured = ({ ceilings }: { ceilings: Ceilings }) => {
  const { backend, threads, measuredAt } = ceilings;
  // Of a GPU the threads of the processor say nothing.
  const now = useWindow(({ settings, app }) => settings?.threads ?? app?.cores ?? threads);
  const isOther = backend === 'cpu' && now !== threads;
  return (
    <p>
      Measured with llama.cpp on {placeOf(ceilings)}
      {backend === 'cpu' && ` with ${threadsOf(threads)}`} on{' '}
      <time dateTime={new Date(measuredAt).toISOString()}>{date.format(measuredAt)}</time>.
      {isOther && <strong> Hearth now runs with {threadsOf(now)}: measure again for figures of that.</strong>}
    </p>
  );
};

const Progress = () => {
  const measuring = useWindow((state) => state.measuring);
  return (
    <div className="machine-progress">
      {/* Without a value it says that something goes on: before the first step is told. */}
      <progress aria-label="Measuring" max={1} {...(measuring && { value: measuring.progress })} />
      <p role="status">{unbroken(measuring?.step ?? 'Waiting for the engine')}</p>
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
    {isMeasuring ? 'Stop' : isAgain ? 'Measure again' : 'Measure'}
  </button>
);

const Ended = ({ outcome }: { outcome: Outcome }) =>
  outcome.is === 'failed' ? (
    <p className="field-problem" role="alert">
      {outcome.problem}
    </p>
  ) : (
    <p className="hint" role="status">
      Stopped before anything was known.
    </p>
  );

/** Bytes of a weight of 4 bits with its share of the scale (q4_0). */
const fourBitBytes = 18 / 32;

const Shown = ({ ceilings }: { ceilings: Ceilings }) => {
  const meeting = ridge(ceilings);
  /** Each token multiplies and adds once with every weight. */
  const tokens = Math.ceil(meeting / (2 / fourBitBytes));
  const figures = [
    {
      name: 'Memory bandwidth',
      figure: quantity(ceilings.bandwidthBytesPerS, 'B/s'),
      note: `The most that decode read in a second: ${ceilings.bandwidthHow}.`,
    },
    {
      name: 'Compute',
      figure: quantity(ceilings.flopsPerS, 'FLOP/s'),
      note: `The most that prefill computed in a second: ${ceilings.flopsHow}.`,
    },
    {
      name: 'Where both meet',
      figure: quantity(meeting, 'FLOP/byte'),
      note:
        'Work that does fewer operations with each byte waits for memory, as decode does; work that does more waits ' +
        `for arithmetic. With 4\u2011bit weights ${tokens} tokens at once get there.`,
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
        label="What this machine allows"
        empty="Nothing was measured."
        ceilings={ceilings}
        withoutCeilings=""
        points={[]}
      />
    </>
  );
};
