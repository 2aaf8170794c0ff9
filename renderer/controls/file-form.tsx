/**
 * Two ways to choose a file or folder: the native picker, if there is one, and its path. A refused path stays in the field,
 * with the reason.
 */
import { FolderOpen } from 'lucide-react';
import { useId, useState } from 'react';
import { keepComposition } from './composition.ts';
import { useAttempt } from './use-attempt.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { modelsWords } from '../words/models.ts';

interface Props {
  /** The label of the field for the path. */
  label: string;
  /** The label of the button beside it. */
  action: string;
  /** The focus of the panel begins here, since this form is its main purpose. */
  isFirst?: boolean;
  isDisabled?: boolean;
  /** Shown while `use` is running. */
  busyWords: string;
  /** The label of the button that opens the native picker. */
  pickWords?: string;
  /** What the field begins with, and has again after a path was used. */
  initial?: string;
  /** A path stays in the field once it is used: `use` only begins something that may fail later. */
  stays?: boolean;
  /** The native picker for models, unless another is given; `null`: none. */
  pick?: (() => Promise<string | null>) | null;
  use: (path: string) => Promise<unknown>;
}

export const FileForm = ({
  label,
  action,
  isFirst = false,
  isDisabled = false,
  busyWords,
  pickWords = modelsWords.chooseFile,
  pick,
  initial = '',
  stays = false,
  use,
}: Props) => {
  const session = useSession();
  const canPickFiles = useWindow((state) => state.app?.canPickFiles === true);
  const id = useId();
  const [path, setPath] = useState(initial);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, attempt, forget] = useAttempt();
  const take = async (work: () => Promise<unknown>): Promise<boolean> => {
    setIsBusy(true);
    const isTaken = await attempt(work());
    setIsBusy(false);
    return isTaken;
  };
  const pickAndUse = async (): Promise<void> => {
    const picked = await (pick === undefined || pick === null ? session.call('pickModelFile', {}) : pick());
    if (picked !== null) await use(picked);
  };
  return (
    <>
      {canPickFiles && pick !== null && (
        <button
          type="button"
          className="button is-wide"
          disabled={isBusy || isDisabled}
          onClick={() => void take(pickAndUse)}
        >
          <FolderOpen aria-hidden />
          {pickWords}
        </button>
      )}
      <form
        className="path-form"
        onSubmit={async (event) => {
          event.preventDefault();
          if ((await take(() => use(path))) && !stays) setPath(initial);
        }}
      >
        <label htmlFor={id}>{label}</label>
        <div className="field-row">
          <input
            id={id}
            data-first={isFirst || undefined}
            value={path}
            spellCheck={false}
            autoComplete="off"
            aria-describedby={problem === null ? undefined : `${id}-problem`}
            aria-invalid={problem !== null}
            onChange={(event) => {
              setPath(event.target.value);
              forget();
            }}
            onKeyDown={keepComposition}
          />
          <button
            type="submit"
            className={isFirst ? 'button is-main' : 'button'}
            disabled={isBusy || isDisabled || path.trim() === ''}
          >
            {action}
          </button>
        </div>
      </form>
      {isBusy && (
        <p className="panel-note" role="status">
          {busyWords}
        </p>
      )}
      {problem !== null && (
        <p id={`${id}-problem`} className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
};
