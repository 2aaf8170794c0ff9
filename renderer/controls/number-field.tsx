/** A number, which may be left to Hearth. Typed text stays in the field until it is accepted. */
import { useId, useState } from 'react';
import { readNumber } from '../../main/shared/format/read-number.ts';
import { isOfComposition } from './composition.ts';
import { Field } from './field.tsx';
import { useAttempt } from './use-attempt.ts';
import { figure } from '../words/figures.ts';
import { common } from '../words/common.ts';

interface Props {
  label: string;
  value: number | null;
  hint: string;
  /** The value that applies if nothing is set. */
  placeholder?: string;
  /** Shows a button that resets the field to that value. */
  isResettable?: boolean;
  /** False for a whole number, in which a point or a comma separates thousands. */
  hasDecimals?: boolean;
  change: (value: number | null) => Promise<void>;
}

export const NumberField = ({
  label,
  value,
  hint,
  placeholder = common.automatic,
  isResettable = false,
  hasDecimals = false,
  change,
}: Props) => {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, attempt, forget] = useAttempt();
  const shown = value === null ? '' : figure(value);

  const save = async (): Promise<void> => {
    if (typed === null) return;
    const number = readNumber(typed, !hasDecimals);
    // Text that is not a number is sent as it is: the core's own sentence says which values are allowed.
    const sent = Number.isNaN(number) ? (typed as never) : number;
    if (await attempt(sent === value ? Promise.resolve() : change(sent))) setTyped(null);
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
          if (event.key === 'Enter' && !isOfComposition(event)) void save();
        }}
      />
    </Field>
  );
};
