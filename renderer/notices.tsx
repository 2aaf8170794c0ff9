/** The notices at the foot of every page: a lost connection, a refused call, deleted chats, a model that arrived. */
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { focusComposer } from './state/focus-composer.ts';
import { useSession, useWindow } from './state/use-session.ts';
import { sentenceOf } from './words/told.ts';
import { common } from './words/common.ts';
import { frameWords as words } from './words/frame.ts';

/** How long the notice of a model that arrived is shown, in ms. */
const arrivedMs = 12_000;

export const Notices = () => {
  const session = useSession();
  const connection = useWindow((state) => state.connection);
  // Before that, the middle of the window says it.
  const isOpened = useWindow((state) => state.app !== null);
  const problem = useWindow((state) => state.problem);
  const undo = useWindow((state) => state.undo);
  const arrived = useWindow((state) => state.arrived);
  const notices = useWindow((state) => state.notices);
  const passing = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (arrived === null) return undefined;
    const timer = setInterval(() => {
      // The notice stays while nobody sees it, and while it is in use.
      if (!document.hidden && !passing.current?.matches(':hover, :focus-within')) session.forgetArrived();
    }, arrivedMs);
    return () => clearInterval(timer);
  }, [arrived, session]);
  return (
    <div className="notices" role="status">
      {connection === 'away' && <p className="notice">{words.connectionLost}</p>}
      {connection === 'refused' && isOpened && <p className="notice">{words.keyRefused}</p>}
      {notices.map(({ id, told }) => (
        <p className="notice is-problem" key={id}>
          <span className="notice-text">{sentenceOf(told)}</span>
          <button
            type="button"
            className="icon-button"
            aria-label={common.dismiss}
            title={common.dismiss}
            onClick={() => void session.attempt('dismissNotice', { id })}
          >
            <X aria-hidden />
          </button>
        </p>
      ))}
      {undo.map(({ id, title }) => (
        <p key={id} className="notice">
          <span id={`undo-${id}`} className="notice-text">
            {words.chatDeleted.before}
            <bdi>{title}</bdi>
            {words.chatDeleted.after}
          </span>
          <button
            type="button"
            className="text-button"
            aria-describedby={`undo-${id}`}
            onClick={() => {
              void session.restoreChat(id);
              focusComposer();
            }}
          >
            {common.undo}
          </button>
        </p>
      ))}
      {arrived && (
        <p className="notice" ref={passing}>
          <span className="notice-text">{words.arrived(arrived.name)}</span>
          <button
            type="button"
            className="text-button"
            onClick={() => {
              session.forgetArrived();
              session.showInLibrary(arrived.path);
            }}
          >
            {words.showArrived}
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={common.dismiss}
            title={common.dismiss}
            onClick={session.forgetArrived}
          >
            <X aria-hidden />
          </button>
        </p>
      )}
      {problem && (
        <p className="notice is-problem">
          <span className="notice-text">{problem}</span>
          <button
            type="button"
            className="icon-button"
            aria-label={common.dismiss}
            title={common.dismiss}
            onClick={session.dismissProblem}
          >
            <X aria-hidden />
          </button>
        </p>
      )}
    </div>
  );
};
