/** Starts a benchmark, shows its progress, and stops it. */
import { useState } from 'react';
import type { BenchmarkRun } from '../../main/shared/contract/measuring.ts';
import { unbroken } from '../words/figures.ts';
import { isSecondClick } from '../controls/deliberate.ts';
import { useWindow } from '../state/use-session.ts';
import { BenchmarkModel, useModelChoice } from './benchmark-model.tsx';
import { BenchmarkPlanFields, PlanWords } from './benchmark-plan.tsx';
import { planOf, presets, type PlanText } from './plan-text.ts';
import { useBenchmark } from './use-benchmark.ts';
import { benchmarkWords } from '../words/lens.ts';
import { sentenceOf } from '../words/told.ts';

const words = benchmarkWords;

export const BenchmarkStart = ({ runs }: { runs: readonly BenchmarkRun[] }) => {
  const { name, end, isMeasuring, isHeldUp, start, stop } = useBenchmark();
  const [text, setText] = useState<PlanText>(presets[0].text);
  /** Problems appear beside fields that were left or sent, not beside one that is being edited. */
  const [isChecked, setChecked] = useState(false);
  const choice = useModelChoice(runs);
  const { plan, problems } = planOf(text);

  return (
    <form
      className="benchmark-start"
      aria-label={words.label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isMeasuring) return stop();
        setChecked(true);
        if (plan !== null && choice.path !== '') void start(choice.path, choice.name, plan);
      }}
    >
      {isMeasuring ? (
        <Progress name={name} />
      ) : (
        <>
          <BenchmarkModel choice={choice} />
          <BenchmarkPlanFields
            text={text}
            problems={isChecked ? problems : null}
            change={(next) => {
              setText(next);
              setChecked(false);
            }}
            check={() => setChecked(true)}
          />
        </>
      )}
      {/* One button in all states, so that the focus stays on it. */}
      <button
        type="submit"
        className={isMeasuring ? 'button' : 'button is-main'}
        // A double click starts the benchmark without stopping it at once.
        onClick={(event) => {
          if (isSecondClick(event)) event.preventDefault();
        }}
        disabled={!isMeasuring && (isHeldUp || choice.path === '' || (isChecked && plan === null))}
      >
        {isMeasuring ? words.stop : words.start}
      </button>
      {!isMeasuring && (
        <div className="benchmark-words">
          {isHeldUp ? (
            <p className="hint">{words.heldUp}</p>
          ) : (
            <PlanWords plan={plan} choice={choice} runs={runs} />
          )}
          {end !== null && (
            <p
              className={end.problem === null ? 'hint' : 'field-problem'}
              role={end.problem === null ? 'status' : 'alert'}
            >
              {end.problem ?? words.stopped}
            </p>
          )}
        </div>
      )}
    </form>
  );
};

/** `name` is that of the model if this window started the benchmark. */
const Progress = ({ name }: { name: string | null }) => {
  const measuring = useWindow((state) => state.measuring);
  return (
    <div className="benchmark-progress">
      {name !== null && <p>{name}</p>}
      {/* Before the first step is reported there is no value, and the bar is indeterminate. */}
      <progress aria-label={words.label} max={1} {...(measuring && { value: measuring.progress })} />
      <p>
        <span role="status">{unbroken(measuring ? sentenceOf(measuring.step) : words.waiting)}</span>
        {measuring && <span>{Math.round(100 * measuring.progress)}%</span>}
      </p>
      <p className="hint">{words.whileRunning}</p>
    </div>
  );
};
