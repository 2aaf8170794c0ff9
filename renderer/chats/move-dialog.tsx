/** Chooses the folder that chats are moved to. */
import { Folder as FolderIcon, FolderPlus, List } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useArrowKeys } from '../controls/use-key-down.ts';
import type { Place } from '../state/chats-actions.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { common } from '../words/common.ts';
import { listWords } from '../words/chat-list.ts';

const words = listWords.move;

export const MoveDialog = () => {
  const moving = useWindow((state) => state.moving);
  return moving === null ? null : <Choice chatIds={moving} />;
};

const Choice = ({ chatIds }: { chatIds: readonly string[] }) => {
  const session = useSession();
  const folders = useWindow((state) => state.folders);
  const dialog = useRef<HTMLDialogElement>(null);
  useArrowKeys(dialog, 'button');
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const close = (): void => session.chooseFolder(null);
  const moveTo = (place: Place): void => {
    close();
    session.select(null);
    void session.moveTo(chatIds, place);
  };
  return (
    <dialog ref={dialog} className="move-dialog" aria-labelledby="move-title" onCancel={close}>
      <div className="move-panel">
        <h2 id="move-title">{words.title(chatIds.length)}</h2>
        <ul aria-label={words.folders}>
          <li>
            <button type="button" onClick={() => moveTo({ kind: 'folder', id: null })}>
              <List aria-hidden />
              {words.none}
            </button>
          </li>
          {folders.map(({ id, name }) => (
            <li key={id}>
              <button type="button" onClick={() => moveTo({ kind: 'folder', id })}>
                <FolderIcon aria-hidden />
                <span className="chat-title" dir="auto">
                  {name}
                </span>
              </button>
            </li>
          ))}
          <li>
            <button
              type="button"
              onClick={() => {
                close();
                session.select(null);
                void session.createFolder(listWords.folder.new, chatIds);
              }}
            >
              <FolderPlus aria-hidden />
              {listWords.folder.newAsked}
            </button>
          </li>
        </ul>
        <button type="button" className="button" onClick={close}>
          {common.cancel}
        </button>
      </div>
    </dialog>
  );
};
