/** Loads a model, shows how far that is, and cancels it; where it is loaded, lets go of it. */
import { deliberate } from '../parts/deliberate.ts';
import { useAttempt } from '../settings/use-attempt.ts';
import { focusComposer } from '../shortcuts.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { loadStateOf, useLoadProgress } from './load-state.ts';
import { Problem } from '../parts/problem.tsx';

export const LoadBar = ({ progress }: { progress: number | null }) => (
  <progress
    className="load-bar"
    aria-label="Loading"
    max={1}
    {...(progress !== null && { value: progress })}
  />
);

interface Props {
  path: string;
  /** It cannot be loaded, for a reason that stands elsewhere. */
  isDisabled: boolean;
}

export const LoadButton = ({ path, isDisabled }: Props) => {
  const session = useSession();
  const state = useWindow((window) => loadStateOf(window, path));
  const progress = useLoadProgress();
  const isWaiting = useWindow(({ load, running }) => load?.isWaiting === true && running.size > 0);
  const refusal = useWindow(({ load }) => (load?.path === path ? load.problem : null));
  const [problem, attempt] = useAttempt();
  return (
    <div className="load">
      {state === 'loaded' ? (
        <>
          <button
            type="button"
            className="button is-main"
            onClick={() => {
              session.showChat(null);
              focusComposer();
            }}
          >
            Chat with it
          </button>
          <button
            type="button"
            className="button"
            title="Gives its memory back; the next message loads it again"
            onClick={deliberate(() => void attempt(session.unloadModel()))}
          >
            Unload
          </button>
        </>
      ) : state === 'loading' ? (
        <>
          {/* In the place of Load, where a second click changes nothing. */}
          <span className="button load-words" role="status">
            {progress !== null ? 'Loading' : isWaiting ? 'Waiting for the answer' : 'Checking the file'}
          </span>
          <LoadBar progress={progress} />
          <button
            type="button"
            className="button"
            onClick={deliberate(() => void attempt(session.cancelLoad()))}
          >
            Cancel
          </button>
        </>
      ) : (
        <button
          type="button"
          className="button is-main"
          disabled={isDisabled}
          onClick={() => void session.load(path)}
        >
          Load
        </button>
      )}
      <Problem text={refusal ?? problem} />
    </div>
  );
};
