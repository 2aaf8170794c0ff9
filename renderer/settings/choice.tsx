/** A setting that takes one of a few values. */
import { useId } from 'react';
import { Field } from './field.tsx';
import { useAttempt } from './use-attempt.ts';

interface Props {
  label: string;
  value: string;
  options: [value: string, words: string][];
  hint?: string;
  change: (value: string) => Promise<void>;
}

export const Choice = ({ label, value, options, hint, change }: Props) => {
  const id = useId();
  const [problem, attempt] = useAttempt();
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
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
