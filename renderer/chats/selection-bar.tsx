/** What can be done with the selected chats. */
import {
  Archive,
  ArchiveRestore,
  CheckCheck,
  Download,
  FolderInput,
  Pin,
  PinOff,
  Trash2,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useSession, useWindow } from '../state/use-session.ts';
import { listWords } from '../words/chat-list.ts';
import { transferWords } from '../words/transfer.ts';
import { focusRow } from './list-focus.ts';

const words = listWords.selection;

export const SelectionBar = ({ selection }: { selection: ReadonlySet<string> }) => {
  const session = useSession();
  const all = useWindow((state) => state.chats);
  const chats = all.filter(({ id }) => selection.has(id));
  const ids = chats.map(({ id }) => id);
  const arePinned = chats.length > 0 && chats.every(({ pinnedAt }) => pinnedAt !== null);
  const areArchived = chats.length > 0 && chats.every(({ archivedAt }) => archivedAt !== null);
  /** Ends selecting. The focus goes to the list, since the buttons disappear. */
  const done = (act?: () => unknown): void => {
    void act?.();
    session.select(null);
    requestAnimationFrame(() => focusRow(undefined));
  };
  const tool = (label: string, icon: ReactNode, act: () => void, isOff = chats.length === 0) => (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      disabled={isOff}
      onClick={act}
    >
      {icon}
    </button>
  );
  return (
    <div className="selection-bar" role="group" aria-label={words.label}>
      <span className="selection-count" role="status">
        {words.count(chats.length)}
      </span>
      <button type="button" className="text-button" onClick={() => done()}>
        {words.done}
      </button>
      <div className="selection-tools">
        {tool(
          words.all,
          <CheckCheck aria-hidden />,
          () =>
            session.select(new Set(all.flatMap(({ id, archivedAt }) => (archivedAt === null ? [id] : [])))),
          false,
        )}
        {tool(listWords.moveAsked, <FolderInput aria-hidden />, () => session.chooseFolder(ids))}
        {tool(
          arePinned ? listWords.unpin : listWords.pin,
          arePinned ? <PinOff aria-hidden /> : <Pin aria-hidden />,
          () => done(() => session.pinChats(ids, !arePinned)),
        )}
        {tool(
          areArchived ? listWords.unarchive : listWords.archive,
          areArchived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />,
          () => done(() => session.archiveChats(ids, !areArchived)),
        )}
        {tool(transferWords.export.asked, <Download aria-hidden />, () => session.offerExport(ids))}
        {tool(words.delete, <Trash2 aria-hidden />, () => done(() => session.deleteChats(ids)))}
      </div>
    </div>
  );
};
