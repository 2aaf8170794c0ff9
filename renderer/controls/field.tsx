/** One setting: its label, its control, and below it a hint or why the value was refused. */
import type { ReactNode } from 'react';
import { common } from '../words/common.ts';
import { settingsWords as words } from '../words/settings.ts';

interface FieldProps {
  id: string;
  label: string;
  hint?: string | undefined;
  problem: string | null;
  isTall?: boolean | undefined;
  /** Resets the setting; absent if it is not set. */
  reset?: (() => void) | undefined;
  children: ReactNode;
}

export const Field = ({ id, label, hint, problem, isTall = false, reset, children }: FieldProps) => (
  <div className={isTall ? 'field is-tall' : 'field'}>
    <label htmlFor={id}>{label}</label>
    {children}
    <p
      id={`${id}-hint`}
      className={problem === null ? 'hint' : 'field-problem'}
      role={problem === null ? undefined : 'alert'}
    >
      {problem ?? hint}
      {reset && (
        <button type="button" className="text-button" aria-label={words.resetOne(label)} onClick={reset}>
          {common.reset}
        </button>
      )}
    </p>
  </div>
);
