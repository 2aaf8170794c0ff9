/** A setting that takes one of a few values. */
import { useId, useState } from 'react';
import { sentenceOf } from '../state/session.ts';
import { Field } from './field.tsx';

interface Props {
  label: string;
  value: string;
  options: [value: string, words: string][];
  hint?: string;
  change: (value: string) => Promise<void>;
}

export const Choice = ({ label, value, options, hint, change }: Props) => {
  const id = useId();
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      <select
        id={id}
        value={value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          setProblem(null);
          change(event.target.value).catch((error: unknown) => setProblem(sentenceOf(error)));
        }}
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
