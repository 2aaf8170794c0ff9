/** Earlier benchmarks: chooses which are compared, and deletes them. */
import { dateLocale } from '../words/figures.ts';
import { Trash2 } from 'lucide-react';
import type { BenchmarkRun } from '../../main/shared/contract/measuring.ts';
import { backendNames } from '../../main/shared/settings/backends.ts';
import { common } from '../words/common.ts';
import { benchmarkWords } from '../words/lens.ts';

const words = benchmarkWords.runs;

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

/** Replaces the button that was pressed, so it takes the focus. */
const takeFocus = (button: HTMLButtonElement | null): void => button?.focus();

const date = new Intl.DateTimeFormat(dateLocale(), { dateStyle: 'medium', timeStyle: 'short' });

export const BenchmarkRuns = ({ runs, removed, isCompared, compare, remove, undo }: Props) => (
  <section className="benchmark-part" aria-labelledby="benchmark-runs">
    <h2 id="benchmark-runs">{words.title}</h2>
    <ul className="benchmark-runs">
      {runs.map((run) => (
        <li key={run.id}>
          {removed.has(run.id) ? (
            <p className="benchmark-removed" role="status">
              <span>{words.deleted(run.model.name)}</span>
              <button
                type="button"
                className="text-button"
                ref={takeFocus}
                onClick={() => {
                  undo(run.id);
                  requestAnimationFrame(() => document.getElementById(checkboxOf(run))?.focus());
                }}
              >
                {common.undo}
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
                aria-label={words.deleteRun(run.model.name, date.format(run.startedAt))}
                title={common.delete}
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
    <span className="benchmark-run-name">{run.model.name}</span>
    <span>{run.model.quantization ?? ''}</span>
    <span title={run.device}>{setup(run)}</span>
    <time dateTime={new Date(run.startedAt).toISOString()}>{date.format(run.startedAt)}</time>
    {!run.isComplete && <em>{words.stopped}</em>}
  </span>
);

/** The settings that decide the speed, if they differ from the default. */
const setup = ({ backend, threads, kvPrecision }: BenchmarkRun): string =>
  [
    backendNames[backend],
    ...(backend === 'cpu' ? [words.threads(threads.decode)] : []),
    ...(kvPrecision === 'f16' ? [] : [words.cache(kvPrecision)]),
  ].join(' · ');
