/** A number that may be left to Hearth. What was typed stays until it is taken. */
import { useId, useState } from 'react';
import { sentenceOf } from '../state/session.ts';
import { Field } from './field.tsx';

interface Props {
  label: string;
  value: number | null;
  hint: string;
  change: (value: number | null) => Promise<void>;
}

export const NumberField = ({ label, value, hint, change }: Props) => {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const shown = value === null ? '' : String(value);

  const save = (): void => {
    if (typed === null || typed.trim() === shown) {
      setTyped(null);
      setProblem(null);
      return;
    }
    const text = typed
      .trim()
      .replace(/[\s\u2009\u202f]/g, '')
      .replace(',', '.');
    // What is no number goes to the core as it is, whose own sentence says what is allowed.
    const number = text === '' ? null : Number.isFinite(Number(text)) ? Number(text) : (text as never);
    change(number).then(
      () => {
        setTyped(null);
        setProblem(null);
      },
      (error: unknown) => setProblem(sentenceOf(error)),
    );
  };

  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      <input
        id={id}
        inputMode="decimal"
        placeholder="Automatic"
        autoComplete="off"
        value={typed ?? shown}
        aria-describedby={`${id}-hint`}
        aria-invalid={problem !== null}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save();
        }}
      />
    </Field>
  );
};
