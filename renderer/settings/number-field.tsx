/** A number that may be left to Hearth. What was typed stays until it is taken. */
import { useId, useState } from 'react';
import { Field } from './field.tsx';
import { useAttempt } from './use-attempt.ts';

interface Props {
  label: string;
  value: number | null;
  hint: string;
  /** What holds where nothing is set. */
  placeholder?: string;
  /** Shows a way back to that. */
  isResettable?: boolean;
  change: (value: number | null) => Promise<void>;
}

export const NumberField = ({
  label,
  value,
  hint,
  placeholder = 'Automatic',
  isResettable = false,
  change,
}: Props) => {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, attempt, forget] = useAttempt();
  const shown = value === null ? '' : String(value);

  const save = async (): Promise<void> => {
    if (typed === null) return;
    const text = typed
      .trim()
      .replace(/[\s\u2009\u202f]/g, '')
      .replace(',', '.');
    // What is no number goes to the core as it is, whose own sentence says what is allowed.
    const number = text === '' ? null : Number.isFinite(Number(text)) ? Number(text) : (text as never);
    if (await attempt(text === shown ? Promise.resolve() : change(number))) setTyped(null);
  };

  const reset = (): void => {
    setTyped(null);
    forget();
    if (value !== null) void attempt(change(null));
  };

  return (
    <Field
      id={id}
      label={label}
      hint={hint}
      problem={problem}
      reset={isResettable && (value !== null || problem !== null) ? reset : undefined}
    >
      <input
        id={id}
        inputMode="decimal"
        placeholder={placeholder}
        autoComplete="off"
        value={typed ?? shown}
        aria-describedby={`${id}-hint`}
        aria-invalid={problem !== null}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void save();
        }}
      />
    </Field>
  );
};
