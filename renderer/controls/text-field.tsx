/** A text that may be empty. Typed text stays in the field until it is accepted. */
import { useId, useState } from 'react';
import { isOfComposition } from './composition.ts';
import { Field } from './field.tsx';
import { useAttempt } from './use-attempt.ts';

interface Props {
  label: string;
  /** Empty if nothing is set. */
  value: string;
  hint: string;
  placeholder?: string | undefined;
  /** Several lines, with the label above them. */
  isTall?: boolean;
  isCode?: boolean;
  /** Shows a button that clears the text. */
  isResettable?: boolean;
  change: (value: string) => Promise<void>;
}

export const TextField = ({
  label,
  value,
  hint,
  placeholder,
  isTall = false,
  isCode = false,
  isResettable = false,
  change,
}: Props) => {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, attempt, forget] = useAttempt();
  const save = async (): Promise<void> => {
    if (typed === null) return;
    if (await attempt(typed === value ? Promise.resolve() : change(typed))) setTyped(null);
  };
  const reset = (): void => {
    setTyped(null);
    forget();
    if (value !== '') void attempt(change(''));
  };
  const shared = {
    id,
    placeholder,
    value: typed ?? value,
    className: isCode ? 'code-field' : undefined,
    spellCheck: isTall && !isCode,
    dir: isCode ? undefined : 'auto',
    'aria-describedby': `${id}-hint`,
    'aria-invalid': problem !== null,
    onChange: (event: { target: { value: string } }) => setTyped(event.target.value),
    onBlur: () => void save(),
  };
  return (
    <Field
      id={id}
      label={label}
      hint={hint}
      problem={problem}
      isTall={isTall}
      reset={isResettable && (value !== '' || problem !== null) ? reset : undefined}
    >
      {isTall ? (
        <textarea rows={4} {...shared} />
      ) : (
        <input
          autoComplete="off"
          {...shared}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !isOfComposition(event)) void save();
          }}
        />
      )}
    </Field>
  );
};
