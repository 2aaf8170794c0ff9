/** The heading of a group in the list of chats: folds the group; a folder's also renames, moves and deletes the folder. */
import { ChevronDown, Ellipsis, Folder as FolderIcon, FolderOpen } from 'lucide-react';
import { memo, useId } from 'react';
import type { Folder } from '../../main/shared/contract/folders.ts';
import { transferWords } from '../words/transfer.ts';
import { MenuItem } from '../controls/menu-item.tsx';
import { Popover } from '../controls/popover.tsx';
import { useSession } from '../state/use-session.ts';
import { count as counted } from '../words/figures.ts';
import { listWords as words } from '../words/chat-list.ts';
import type { ChatGroup } from './chat-groups.ts';
import type { RowPlace } from './chat-row.tsx';
import { rowButtonId } from './list-focus.ts';
import { TitleField } from './title-field.tsx';

/** Where something that is dragged would be dropped. */
export type DropEdge = 'into' | 'before' | 'after';

interface Props extends RowPlace {
  group: ChatGroup;
  isFolded: boolean;
  /** The position of the group among the groups, from 1. */
  position: number;
  count: number;
  thisYear: number;
  dropEdge: DropEdge | null;
}

const nameOf = (group: ChatGroup, thisYear: number): string =>
  group.kind === 'folder'
    ? group.folder.name
    : group.kind === 'month'
      ? words.month(group.year, group.month, thisYear)
      : words.groups[group.kind];

export const GroupRow = memo(
  ({
    group,
    isFolded,
    position,
    count,
    thisYear,
    dropEdge,
    top,
    index,
    isCurrent,
    isRenamed,
    setCurrent,
  }: Props) => {
    const session = useSession();
    const about = useId();
    const name = nameOf(group, thisYear);
    const { length } = group.chats;
    const folder = group.kind === 'folder' ? group.folder : null;
    return (
      <div
        role="row"
        className="chat-row group-row"
        style={{ top }}
        aria-level={1}
        aria-rowindex={index}
        aria-posinset={position}
        aria-setsize={count}
        aria-expanded={!isFolded}
        data-key={group.key}
        data-kind={group.kind}
        data-drop={dropEdge ?? undefined}
        draggable={folder !== null && !isRenamed}
      >
        {folder !== null && isRenamed ? (
          <div role="gridcell" className="chat-cell">
            <TitleField
              title={name}
              label={words.folder.name}
              longest={100}
              returnTo={rowButtonId(group.key)}
              done={(typed) => {
                session.rename(null);
                if (typed !== null && typed.trim() !== '' && typed !== name)
                  void session.attempt('renameFolder', { folderId: folder.id, name: typed });
              }}
            />
          </div>
        ) : (
          <div role="gridcell" className="chat-cell">
            <button
              type="button"
              id={rowButtonId(group.key)}
              className="chat-open"
              tabIndex={isCurrent ? 0 : -1}
              aria-expanded={!isFolded}
              aria-describedby={about}
              onFocus={() => setCurrent(group.key)}
              onClick={() => session.turnGroup(group.key)}
            >
              {folder !== null && (isFolded ? <FolderIcon aria-hidden /> : <FolderOpen aria-hidden />)}
              <span className="chat-title" dir="auto">
                {name}
              </span>
              {folder === null && <ChevronDown aria-hidden className="group-chevron" />}
              {(isFolded || folder !== null) && (
                <span className="group-count" aria-hidden>
                  {counted(length)}
                </span>
              )}
            </button>
            <span id={about} hidden>
              {folder === null ? words.chats(length) : words.folder.about(length)}
            </span>
          </div>
        )}
        {folder !== null && !isRenamed && <FolderMenu folder={folder} chats={length} />}
      </div>
    );
  },
);

const FolderMenu = ({ folder: { id, name }, chats }: { folder: Folder; chats: number }) => {
  const session = useSession();
  return (
    <div role="gridcell">
      <Popover
        label={words.folder.named(name)}
        button={<Ellipsis aria-hidden />}
        buttonLabel={words.folder.menuOf(name)}
        buttonClass="icon-button chat-menu-button"
        panelClass="menu"
        isTabStop={false}
      >
        <MenuItem act={() => session.rename(id)}>{words.folder.rename}</MenuItem>
        <MenuItem act={() => void session.shiftFolder(id, -1)}>{words.folder.up}</MenuItem>
        <MenuItem act={() => void session.shiftFolder(id, 1)}>{words.folder.down}</MenuItem>
        {chats > 0 && (
          <MenuItem
            act={() => {
              const inFolder = session.store.getState().chats.filter(({ folderId }) => folderId === id);
              session.offerExport(inFolder.map((chat) => chat.id));
            }}
          >
            {transferWords.export.asked}
          </MenuItem>
        )}
        {chats === 0 ? (
          <MenuItem act={() => void session.deleteFolder(id, false)}>{words.folder.delete}</MenuItem>
        ) : (
          <>
            <MenuItem act={() => void session.deleteFolder(id, false)}>{words.folder.deleteOnly}</MenuItem>
            <MenuItem act={() => void session.deleteFolder(id, true)}>
              {words.folder.deleteAll(chats)}
            </MenuItem>
          </>
        )}
      </Popover>
    </div>
  );
};
