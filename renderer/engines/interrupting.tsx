/** Asks what to do with a running answer before another model is loaded or this one is unloaded. */
import { useEffect, useRef } from 'react';
import { deliberate } from '../controls/deliberate.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { common } from '../words/common.ts';
import { loadWords as words } from '../words/engine.ts';

export const Interrupting = () => {
  const what = useWindow((state) => state.interruption);
  return what === null ? null : <Question key={what} what={what} />;
};

const Question = ({ what }: { what: 'switch' | 'unload' }) => {
  const session = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const running = useWindow((state) => state.running);
  const title = useWindow((state) => {
    const [first] = state.running;
    return state.chats.find(({ id }) => id === first)?.title;
  });
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const isOver = running.size === 0;
  // No answer is running any longer.
  useEffect(() => {
    if (isOver) session.decideInterruption('wait');
  }, [isOver, session]);
  return (
    <dialog
      ref={dialog}
      className="interrupting"
      aria-labelledby="interrupting-title"
      aria-describedby="interrupting-why"
      onCancel={(event) => {
        event.preventDefault();
        session.decideInterruption(null);
      }}
    >
      <h2 id="interrupting-title">{words.interrupting[what].title}</h2>
      <p id="interrupting-why">
        {running.size > 1 ? (
          words.severalAnswers
        ) : title === undefined ? (
          words.oneAnswer
        ) : (
          <>
            {words.answerIn.before}
            <bdi>{title}</bdi>
            {words.answerIn.after}
          </>
        )}
      </p>
      <div className="interrupting-tools">
        <button
          type="button"
          className="button is-main"
          onClick={deliberate(() => session.decideInterruption('wait'))}
        >
          {words.interrupting[what].wait}
        </button>
        <button
          type="button"
          className="button"
          onClick={deliberate(() => session.decideInterruption('stop'))}
        >
          {words.interrupting[what].stop}
        </button>
        <button type="button" className="button" onClick={deliberate(() => session.decideInterruption(null))}>
          {common.cancel}
        </button>
      </div>
    </dialog>
  );
};
