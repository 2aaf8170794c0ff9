/** A setting that is on or off. */
import { useId, useState } from 'react';
import { sentenceOf } from '../state/session.ts';
import { Field } from './field.tsx';

interface Props {
  label: string;
  isOn: boolean;
  hint: string;
  change: (isOn: boolean) => Promise<void>;
}

export const Switch = ({ label, isOn, hint, change }: Props) => {
  const id = useId();
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      <input
        id={id}
        className="switch"
        type="checkbox"
        role="switch"
        checked={isOn}
        aria-checked={isOn}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          setProblem(null);
          change(event.target.checked).catch((error: unknown) => setProblem(sentenceOf(error)));
        }}
      />
    </Field>
  );
};
