/** A setting that is on or off. */
import { useId } from 'react';
import { Field } from './field.tsx';
import { useAttempt } from './use-attempt.ts';

interface Props {
  label: string;
  isOn: boolean;
  hint: string;
  change: (isOn: boolean) => Promise<void>;
}

export const Switch = ({ label, isOn, hint, change }: Props) => {
  const id = useId();
  const [problem, attempt] = useAttempt();
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
        onChange={(event) => void attempt(change(event.target.checked))}
      />
    </Field>
  );
};
