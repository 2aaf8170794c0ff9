/**
 * The system prompt of one chat. In a chat with messages a change is applied by a button, beside what it costs: the whole chat is
 * processed again with the next message.
 */
import { useId } from 'react';
import { hintOf } from '../../main/shared/settings/entry.ts';
import { entryOf } from '../../main/shared/settings/registry.ts';
import { Field } from '../controls/field.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { answeringWords as words } from '../words/answering.ts';

/** What the next message of a chat costs after a change of its system prompt. */
export interface Reprocessing {
  tokens: number;
  isCounted: boolean;
  /** Milliseconds; `null` if the speed is unknown. */
  ms: number | null;
}

interface Props {
  /** Empty: that of the wider scope. */
  value: string;
  /** What applies if it is empty. */
  inherited: string;
  /** `null`: nothing was processed yet. */
  cost: Reprocessing | null;
  /** Typed text that was not applied yet; `null` for none. It is kept while the panel is closed. */
  typed: string | null;
  setTyped: (typed: string | null) => void;
  change: (value: string) => Promise<void>;
}

const entry = entryOf('systemPrompt');
const hint = hintOf(entry, { scope: 'chat', cores: null, kvSavingBytes: null });

export const SystemPromptField = ({ value, inherited, cost, typed, setTyped, change }: Props) => {
  const id = useId();
  const [problem, attempt, forget] = useAttempt();
  const isChanged = typed !== null && typed !== value;
  const save = async (text: string): Promise<void> => {
    if (await attempt(text === value ? Promise.resolve() : change(text))) setTyped(null);
  };
  const discard = (): void => {
    setTyped(null);
    forget();
  };
  return (
    <>
      <Field
        id={id}
        label={entry.label}
        hint={cost === null ? hint : words.promptCost(cost)}
        problem={problem}
        isTall
        // It is applied like any other change.
        reset={value !== '' && !isChanged ? () => setTyped('') : undefined}
      >
        <textarea
          id={id}
          rows={4}
          data-first
          dir="auto"
          spellCheck
          placeholder={inherited === '' ? entry.empty : inherited.slice(0, 500)}
          value={typed ?? value}
          aria-describedby={`${id}-hint`}
          aria-invalid={problem !== null}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => {
            if (cost === null && typed !== null) void save(typed);
          }}
        />
      </Field>
      {isChanged && cost !== null && (
        <div className="field-row">
          <button type="button" className="button" onClick={() => void save(typed)}>
            {words.apply}
          </button>
          <button type="button" className="button" onClick={discard}>
            {words.discard}
          </button>
        </div>
      )}
    </>
  );
};
