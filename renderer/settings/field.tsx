/** One setting: its label, its control, and below it a hint or why the value was refused. */
import type { ReactNode } from 'react';

interface FieldProps {
  id: string;
  label: string;
  hint?: string | undefined;
  problem: string | null;
  isTall?: boolean;
  children: ReactNode;
}

export const Field = ({ id, label, hint, problem, isTall = false, children }: FieldProps) => (
  <div className={isTall ? 'field is-tall' : 'field'}>
    <label htmlFor={id}>{label}</label>
    {children}
    <p
      id={`${id}-hint`}
      className={problem === null ? 'hint' : 'field-problem'}
      role={problem === null ? undefined : 'alert'}
    >
      {problem ?? hint}
    </p>
  </div>
);
