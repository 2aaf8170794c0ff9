/** The plan of a benchmark: a preset, its numbers in a section that opens, and the expected duration. */
import { useId } from 'react';
import { isSameModel } from '../../main/shared/model/model-identity.ts';
import type { BenchmarkPlan, BenchmarkRun } from '../../main/shared/contract/measuring.ts';
import { stagesOf, workOf } from '../../main/shared/speed/benchmark-stages.ts';
import { keepComposition } from '../controls/composition.ts';
import { DisclosureButton, useDisclosure } from '../controls/disclosure.tsx';
import { expectedMs } from './benchmark-compare.ts';
import { aboutDuration } from './benchmark-figures.ts';
import type { ModelChoice } from './benchmark-model.tsx';
import { ownName, planParts, presetOf, presets, type PlanText } from './plan-text.ts';
import { benchmarkWords } from '../words/lens.ts';

const words = benchmarkWords.plan;

interface Props {
  text: PlanText;
  problems: Partial<PlanText> | null;
  change: (text: PlanText) => void;
  /** Called when a field is left. */
  check: () => void;
}

export const BenchmarkPlanFields = ({ text, problems, change, check }: Props) => {
  const id = useId();
  const [chosenOpen, toggle] = useDisclosure('benchmark.plan', false);
  // Problems must be visible.
  const isOpen = chosenOpen || problems !== null;
  const preset = presetOf(text);
  const names = [...presets.map(({ name }) => name), ...(preset === ownName ? [ownName] : [])];
  return (
    <>
      <div className="benchmark-plan">
        <fieldset className="benchmark-presets">
          <legend className="hidden">{words.label}</legend>
          {names.map((name) => (
            <label key={name}>
              <input
                type="radio"
                name={`${id}-preset`}
                checked={name === preset}
                onChange={() => change(presets.find((one) => one.name === name)?.text ?? text)}
              />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
        <DisclosureButton isOpen={isOpen} toggle={toggle} controls={`${id}-fields`}>
          {words.settings}
        </DisclosureButton>
      </div>
      {isOpen && (
        <div id={`${id}-fields`} className="benchmark-fields">
          {planParts.map(({ part, label, hint }) => (
            <div key={part} className="benchmark-field">
              <label htmlFor={`${id}-${part}`}>{label}</label>
              <input
                id={`${id}-${part}`}
                value={text[part]}
                inputMode="numeric"
                autoComplete="off"
                aria-describedby={`${id}-${part}-hint`}
                aria-invalid={problems?.[part] !== undefined}
                onChange={(event) => change({ ...text, [part]: event.target.value })}
                onBlur={check}
                onKeyDown={keepComposition}
              />
              <p
                id={`${id}-${part}-hint`}
                className={problems?.[part] === undefined ? 'hint' : 'field-problem'}
                role={problems?.[part] === undefined ? undefined : 'alert'}
              >
                {problems?.[part] ?? hint}
              </p>
            </div>
          ))}
        </div>
      )}
    </>
  );
};

interface WordsProps {
  /** `null` if the fields are invalid. */
  plan: BenchmarkPlan | null;
  choice: ModelChoice;
  runs: readonly BenchmarkRun[];
}

/** The expected duration, from the last run of the same model, and the tests that need more context than the model has. */
export const PlanWords = ({ plan, choice, runs }: WordsProps) => {
  const { id, path, contextLength } = choice;
  if (path === '') return <p className="hint">{words.noPath}</p>;
  if (plan === null) return <p className="hint">{words.chatsPause}</p>;
  const { stages, leftOut } = stagesOf(plan, contextLength);
  const before = runs.find(({ model }) => isSameModel(model, { id, path }));
  const ms = before ? expectedMs(workOf(stages, plan, true), before) : null;
  return (
    <>
      <p className="hint">
        {ms === null ? '' : words.takes(aboutDuration(ms))}
        {words.chatsPause}
      </p>
      {leftOut.length > 0 && <p className="hint">{words.leftOut(contextLength, leftOut)}</p>}
    </>
  );
};
