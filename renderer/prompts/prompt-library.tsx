/** The prompt library, a dialog: the list of prompts, and the editor of one. */
import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import type { SavedPrompt } from '../../main/shared/contract/prompt-library.ts';
import { titleOf } from '../commands/commands.ts';
import { Modal } from '../controls/modal.tsx';
import { Problem } from '../controls/problem.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import type { EditedPrompt } from '../state/prompts.ts';
import { useAsked } from '../state/use-asked.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { commandWords } from '../words/commands.ts';
import { common } from '../words/common.ts';
import { promptWords as words } from '../words/prompts.ts';
import { variablesIn } from './variables.ts';

export const PromptLibrary = () => {
  const isOpen = useWindow(({ panel }) => panel?.id === 'prompts');
  const edited = useWindow((state) => state.editedPrompt);
  const { closePanel } = useSession();
  const [deleted, setDeleted] = useState<SavedPrompt | null>(null);
  const close = (): void => {
    setDeleted(null);
    closePanel('prompts');
  };
  return isOpen ? (
    <Modal label={commandWords.promptLibrary} className="prompt-library" close={close}>
      <div className="prompt-library-content">
        <div className="shortcuts-head">
          <h2>
            {edited === null ? commandWords.promptLibrary : edited.id === null ? words.new : words.edit}
          </h2>
          <button
            type="button"
            className="icon-button"
            aria-label={common.close}
            title={titleOf({ name: common.close, keys: { key: 'Escape' } })}
            onClick={close}
          >
            <X aria-hidden />
          </button>
        </div>
        {edited === null ? (
          <List deleted={deleted} setDeleted={setDeleted} />
        ) : (
          <Editor edited={edited} setDeleted={setDeleted} />
        )}
      </div>
    </Modal>
  ) : null;
};

interface ListProps {
  deleted: SavedPrompt | null;
  setDeleted: (prompt: SavedPrompt | null) => void;
}

const List = ({ deleted, setDeleted }: ListProps) => {
  const session = useSession();
  const prompts = useWindow((state) => state.savedPrompts);
  const asked = useAsked(prompts === null, session.askPrompts);
  const [problem, attempt] = useAttempt();
  const undo = async ({ name, text }: SavedPrompt): Promise<void> => {
    if (await attempt(session.call('addPrompt', { name, text }))) setDeleted(null);
  };
  return (
    <>
      <p className="hint">{words.about}</p>
      {deleted !== null && (
        <p className="hint" role="status">
          {words.deleted(deleted.name)}{' '}
          <button type="button" className="text-button" onClick={() => void undo(deleted)}>
            {common.undo}
          </button>
        </p>
      )}
      <Problem text={asked.problem ?? problem} />
      {prompts !== null && prompts.length > 0 && (
        <ul className="prompt-list">
          {prompts.map((prompt) => (
            <li key={prompt.id}>
              <button type="button" onClick={() => session.editPrompt(prompt)}>
                <span className="prompt-name" dir="auto">
                  {prompt.name}
                </span>{' '}
                <span className="prompt-excerpt" dir="auto">
                  {prompt.text.slice(0, 300)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {prompts?.length === 0 && <p>{words.empty}</p>}
      <div className="field-row">
        <button
          type="button"
          className="button"
          onClick={() => session.editPrompt({ id: null, name: '', text: '' })}
        >
          <Plus aria-hidden />
          {words.new}
        </button>
      </div>
    </>
  );
};

interface EditorProps {
  edited: EditedPrompt;
  setDeleted: (prompt: SavedPrompt) => void;
}

const Editor = ({ edited, setDeleted }: EditorProps) => {
  const session = useSession();
  const id = useId();
  const [problem, attempt] = useAttempt();
  const variables = variablesIn(edited.text);
  const remove = async (promptId: string): Promise<void> => {
    if (!(await attempt(session.call('deletePrompt', { promptId })))) return;
    setDeleted({ ...edited, id: promptId });
    session.editPrompt(null);
  };
  return (
    <form
      className="prompt-editor"
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(session.savePrompt(edited));
      }}
    >
      <label htmlFor={`${id}-name`}>{words.name}</label>
      <input
        id={`${id}-name`}
        ref={focus}
        dir="auto"
        autoComplete="off"
        value={edited.name}
        onChange={({ target }) => session.editPrompt({ ...edited, name: target.value })}
      />
      <label htmlFor={`${id}-text`}>{words.text}</label>
      <textarea
        id={`${id}-text`}
        rows={8}
        dir="auto"
        spellCheck
        aria-describedby={`${id}-hint`}
        value={edited.text}
        onChange={({ target }) => session.editPrompt({ ...edited, text: target.value })}
      />
      <p id={`${id}-hint`} className="hint">
        {variables.length === 0 ? words.variablesHint : words.variables(variables)}
      </p>
      <Problem text={problem} />
      <div className="field-row">
        <button type="submit" className="button">
          {words.save}
        </button>
        <button type="button" className="button" onClick={() => session.editPrompt(null)}>
          {words.discard}
        </button>
        {edited.id !== null && (
          <button type="button" className="button prompt-delete" onClick={() => void remove(edited.id!)}>
            {words.delete}
          </button>
        )}
      </div>
    </form>
  );
};

/** Once, when the editor opens. */
const focus = (field: HTMLInputElement | null): void => field?.focus();
