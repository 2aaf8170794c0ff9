/** The notices at the foot of every page: a lost connection, a refused call, deleted chats, a model that arrived. */
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { focusComposer } from './state/focus-composer.ts';
import { useSession, useWindow } from './state/use-session.ts';
import { ImportNotice } from './transfer/import-notice.tsx';
import { sentenceOf } from './words/told.ts';
import { common } from './words/common.ts';
import type { Undo } from './state/chats.ts';
import { listWords } from './words/chat-list.ts';
import { frameWords as words } from './words/frame.ts';

/** How long the notice of a model that arrived is shown, in ms. */
const arrivedMs = 12_000;

/** `isOwn`: only those of this window; what Hearth has to say as a whole is left to another one. */
export const Notices = ({ isOwn = false }: { isOwn?: boolean }) => {
  const session = useSession();
  const connection = useWindow((state) => state.connection);
  // Before that, the middle of the window says it.
  const isOpened = useWindow((state) => state.app !== null);
  const problem = useWindow((state) => state.problem);
  const undo = useWindow((state) => state.undo);
  const removed = useWindow((state) => state.removed);
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
      {(isOwn ? [] : notices).map(({ id, told }) => (
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
      {undo.map((deleted) => (
        <p key={deleted.id} className="notice">
          <span id={deleted.id} className="notice-text">
            <Deleted {...deleted} />
          </span>
          <button
            type="button"
            className="text-button"
            aria-describedby={deleted.id}
            onClick={() => {
              void session.undo(deleted);
              focusComposer();
            }}
          >
            {common.undo}
          </button>
        </p>
      ))}
      {removed.map((one) => (
        <p key={one.messageId} className="notice">
          <span id={`undo-${one.messageId}`} className="notice-text">
            {words.messageDeleted.before}
            <bdi>{one.words}</bdi>
            {words.messageDeleted.after}
          </span>
          <button
            type="button"
            className="text-button"
            aria-describedby={`undo-${one.messageId}`}
            onClick={() => {
              void session.restoreMessage(one);
              focusComposer();
            }}
          >
            {common.undo}
          </button>
        </p>
      ))}
      {arrived && !isOwn && (
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
      {!isOwn && <ImportNotice />}
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

/** Says what was deleted: a chat by its title, a folder by its name, several chats by their number. */
const Deleted = ({ chats, folder }: Undo) => {
  const [first] = chats;
  if (folder === null && (first === undefined || chats.length > 1))
    return listWords.deletedMany(chats.length);
  const around = folder === null ? listWords.deleted : listWords.folderDeleted;
  return (
    <>
      {around.before}
      <bdi>{folder?.name ?? first?.title}</bdi>
      {around.after}
    </>
  );
};
