/** Loads a model, shows the progress, and cancels it; unloads a model that is loaded. */
import { deliberate } from '../controls/deliberate.ts';
import { useAttempt } from '../controls/use-attempt.ts';
import { focusComposer } from '../state/focus-composer.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { loadStateOf, useLoadProgress } from './load-state.ts';
import { Problem } from '../controls/problem.tsx';
import { common } from '../words/common.ts';
import { loadedWords, loadWords as words } from '../words/engine.ts';

export const LoadBar = ({ progress }: { progress: number | null }) => (
  <progress
    className="load-bar"
    aria-label={words.progress}
    max={1}
    {...(progress !== null && { value: progress })}
  />
);

interface Props {
  path: string;
  /** It cannot be loaded, for a reason that is shown elsewhere. */
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
            {common.chatNow}
          </button>
          <button
            type="button"
            className="button"
            title={loadedWords.unloadHint}
            onClick={deliberate(() => void attempt(session.unloadModel()))}
          >
            {common.unload}
          </button>
        </>
      ) : state === 'loading' ? (
        <>
          {/* In the place of Load, where a second click changes nothing. */}
          <span className="button load-words" role="status">
            {progress !== null ? words.progress : isWaiting ? words.waiting : words.checking}
          </span>
          <LoadBar progress={progress} />
          <button
            type="button"
            className="button"
            onClick={deliberate(() => void attempt(session.cancelLoad()))}
          >
            {common.cancel}
          </button>
        </>
      ) : (
        <button
          type="button"
          className="button is-main"
          disabled={isDisabled}
          onClick={() => void session.load(path)}
        >
          {common.load}
        </button>
      )}
      <Problem text={refusal ?? problem} />
    </div>
  );
};
