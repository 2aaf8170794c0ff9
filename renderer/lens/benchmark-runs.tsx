/** Earlier benchmarks: which are compared, and the way to be rid of one. */
import { Trash2 } from 'lucide-react';
import type { BenchmarkRun } from '../../main/contract/lens-types.ts';
import { backendNames } from '../../main/lens/backends.ts';

interface Props {
  /** Newest first. */
  runs: readonly BenchmarkRun[];
  removed: ReadonlySet<string>;
  isCompared: (id: string) => boolean;
  compare: (id: string, isOn: boolean) => void;
  remove: (id: string) => void;
  undo: (id: string) => void;
}

const checkboxOf = ({ id }: BenchmarkRun): string => `benchmark-run-${id}`;

/** Stands in the place of the button that was pressed. */
const takeFocus = (button: HTMLButtonElement | null): void => button?.focus();

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export const BenchmarkRuns = ({ runs, removed, isCompared, compare, remove, undo }: Props) => (
  <section className="benchmark-part" aria-labelledby="benchmark-runs">
    <h2 id="benchmark-runs">Runs</h2>
    <ul className="benchmark-runs">
      {runs.map((run) => (
        <li key={run.id}>
          {removed.has(run.id) ? (
            <p className="benchmark-removed" role="status">
              <span>{run.modelName} was deleted.</span>
              <button
                type="button"
                className="text-button"
                ref={takeFocus}
                onClick={() => {
                  undo(run.id);
                  requestAnimationFrame(() => document.getElementById(checkboxOf(run))?.focus());
                }}
              >
                Undo
              </button>
            </p>
          ) : (
            <>
              <label>
                <input
                  type="checkbox"
                  id={checkboxOf(run)}
                  checked={isCompared(run.id)}
                  onChange={(event) => compare(run.id, event.target.checked)}
                />
                <Run run={run} />
              </label>
              <button
                type="button"
                className="icon-button"
                aria-label={`Delete ${run.modelName} of ${date.format(run.startedAt)}`}
                title="Delete"
                onClick={() => remove(run.id)}
              >
                <Trash2 aria-hidden />
              </button>
            </>
          )}
        </li>
      ))}
    </ul>
  </section>
);

const Run = ({ run }: { run: BenchmarkRun }) => (
  <span className="benchmark-run">
    <span className="benchmark-run-name">{run.modelName}</span>
    <span>{run.quantisation ?? ''}</span>
    <span title={run.device}>{setup(run)}</span>
    <time dateTime={new Date(run.startedAt).toISOString()}>{date.format(run.startedAt)}</time>
    {!run.isComplete && <em>stopped</em>}
  </span>
);

/** What of the settings decides the speed, where it is not as usual. */
const setup = ({ backend, threads, kvPrecision }: BenchmarkRun): string =>
  [
    backendNames[backend],
    ...(backend === 'cpu' ? [`${threads.decode} thread${threads.decode === 1 ? '' : 's'}`] : []),
    ...(kvPrecision === 'f16' ? [] : [`KV ${kvPrecision}`]),
  ].join(' · ');
