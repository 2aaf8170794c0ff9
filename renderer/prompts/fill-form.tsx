/** Asks for the variables of a prompt, above the message field, before the prompt is inserted. */
import { useId, useState, type KeyboardEvent } from 'react';
import type { SavedPrompt } from '../../main/shared/contract/prompt-library.ts';
import { isOfComposition } from '../controls/composition.ts';
import { common } from '../words/common.ts';
import { promptWords as words } from '../words/prompts.ts';
import { filled, variablesIn } from './variables.ts';

interface Props {
  prompt: SavedPrompt;
  /** `null`: nothing is inserted. */
  insert: (text: string | null) => void;
}

export const FillForm = ({ prompt, insert }: Props) => {
  const id = useId();
  const names = variablesIn(prompt.text);
  const [values, setValues] = useState<ReadonlyMap<string, string>>(new Map());
  const finish = (): void => insert(filled(prompt.text, values));
  const press = (event: KeyboardEvent<HTMLElement>, index: number): void => {
    if (isOfComposition(event) || event.shiftKey || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    if (event.key === 'Escape') insert(null);
    else if (index === names.length - 1) finish();
    else document.getElementById(`${id}-${index + 1}`)?.focus();
  };
  return (
    <form
      className="prompt-fill"
      aria-label={words.fill(prompt.name)}
      onSubmit={(event) => {
        event.preventDefault();
        finish();
      }}
    >
      <h2 dir="auto">{prompt.name}</h2>
      {names.map((name, index) => (
        <div key={name} className="prompt-value">
          <label htmlFor={`${id}-${index}`} dir="auto">
            {name}
          </label>
          <textarea
            id={`${id}-${index}`}
            ref={index === 0 ? focus : undefined}
            rows={1}
            dir="auto"
            aria-describedby={`${id}-hint`}
            value={values.get(name) ?? ''}
            onChange={({ target }) => setValues(new Map(values).set(name, target.value))}
            onKeyDown={(event) => press(event, index)}
          />
        </div>
      ))}
      <p id={`${id}-hint`} className="hint">
        {words.fillHint}
      </p>
      <div className="field-row">
        <button type="submit" className="button">
          {words.insert}
        </button>
        <button type="button" className="button" onClick={() => insert(null)}>
          {common.cancel}
        </button>
      </div>
    </form>
  );
};

const focus = (field: HTMLTextAreaElement | null): void => field?.focus();
