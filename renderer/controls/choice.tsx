/** A setting that takes one of a few values. */
import { useId } from 'react';
import { Field } from './field.tsx';
import { useAttempt } from './use-attempt.ts';

interface Props {
  label: string;
  value: string;
  options: [value: string, words: string][];
  hint?: string;
  /** Shows a button that resets the setting to the first option, which applies if nothing is set. */
  isResettable?: boolean;
  change: (value: string) => Promise<void>;
}

export const Choice = ({ label, value, options, hint, isResettable = false, change }: Props) => {
  const id = useId();
  const [problem, attempt] = useAttempt();
  const unset = options[0]![0];
  return (
    <Field
      id={id}
      label={label}
      hint={hint}
      problem={problem}
      reset={isResettable && value !== unset ? () => void attempt(change(unset)) : undefined}
    >
      <select
        id={id}
        value={value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => void attempt(change(event.target.value))}
      >
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </Field>
  );
};
