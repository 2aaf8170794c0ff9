/** Keys that work in every program: one of a few, or any others that are pressed. */
import { useEffect, useEffectEvent, useId, useState } from 'react';
import { keysName, keysOf } from '../../main/shared/settings/keys.ts';
import { settingsWords as words } from '../words/settings.ts';
import { Field } from './field.tsx';
import { useAttempt } from './use-attempt.ts';

interface Props {
  label: string;
  hint: string;
  value: string;
  suggested: readonly string[];
  change: (value: string) => Promise<void>;
}

export const KeysField = ({ label, hint, value, suggested, change }: Props) => {
  const id = useId();
  const [isRecording, setIsRecording] = useState(false);
  const [problem, attempt] = useAttempt();
  const listed = suggested.includes(value) ? suggested : [...suggested, value];
  const hear = useEffectEvent((event: KeyboardEvent): void => {
    // Nothing else of the window may act on these keys.
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return setIsRecording(false);
    const keys = keysOf(event);
    if (keys === null) return;
    setIsRecording(false);
    void attempt(change(keys));
  });
  useEffect(() => {
    if (!isRecording) return undefined;
    const listener = (event: KeyboardEvent): void => hear(event);
    window.addEventListener('keydown', listener, true);
    return () => window.removeEventListener('keydown', listener, true);
  }, [isRecording]);
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      <span className="field-row">
        <select
          id={id}
          value={value}
          aria-describedby={`${id}-hint`}
          onChange={(event) => void attempt(change(event.target.value))}
        >
          {listed.map((keys) => (
            <option key={keys} value={keys}>
              {keysName(keys)}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="button"
          aria-pressed={isRecording}
          onClick={() => setIsRecording(!isRecording)}
          onBlur={() => setIsRecording(false)}
        >
          {isRecording ? words.pressKeys : words.recordKeys}
        </button>
      </span>
    </Field>
  );
};
