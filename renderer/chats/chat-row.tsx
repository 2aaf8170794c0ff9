/** One chat in the list: opens it, selects it, renames it in place, and has a menu for the rest. */
import { Check, Ellipsis, Pin } from 'lucide-react';
import { memo, useId, type MouseEvent } from 'react';
import type { Chat } from '../../main/shared/contract/chats.ts';
import { MenuItem } from '../controls/menu-item.tsx';
import { Popover } from '../controls/popover.tsx';
import { commands } from '../commands/commands.ts';
import { keysText } from '../commands/keys.ts';
import { focusComposer } from '../state/focus-composer.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';
import { listWords } from '../words/chat-list.ts';
import { rowButtonId } from './list-focus.ts';
import { markWords, TemperatureMark } from '../temperature/temperature-mark.tsx';
import { TitleField } from './title-field.tsx';
import { transferWords } from '../words/transfer.ts';

const words = chatWords.list;

/** The same for both kinds of rows. */
export interface RowPlace {
  /** From the top of the list, in CSS pixels. */
  top: number;
  /** The position of the row in the whole list, from 1. */
  index: number;
  /** Tab stops at this row. */
  isCurrent: boolean;
  isRenamed: boolean;
  setCurrent: (key: string) => void;
}

interface Props extends RowPlace {
  chat: Chat;
  /** The position of the chat in its group, from 1. */
  position: number;
  count: number;
  isInFolder: boolean;
  isShown: boolean;
  /** `null` while no chats are being selected. */
  isSelected: boolean | null;
  /** Selects or unselects the chat, or with `isRange` all from the row where selecting began to this one. */
  select: (chatId: string, isRange: boolean) => void;
  remove: (chatId: string) => Promise<void>;
}

export const ChatRow = memo((props: Props) => {
  const { chat, top, index, position, count, isInFolder, isShown, isSelected, isRenamed } = props;
  const session = useSession();
  return (
    <div
      role="row"
      className="chat-row"
      style={{ top }}
      aria-level={2}
      aria-rowindex={index}
      aria-posinset={position}
      aria-setsize={count}
      aria-selected={isSelected ?? false}
      data-key={chat.id}
      data-shown={isShown || undefined}
      data-in-folder={isInFolder || undefined}
      draggable={!isRenamed}
    >
      {isRenamed ? (
        <div role="gridcell" className="chat-cell">
          <TitleField
            title={chat.title}
            label={words.title}
            longest={200}
            returnTo={rowButtonId(chat.id)}
            done={(title) => {
              session.rename(null);
              if (title !== null && title.trim() !== '' && title !== chat.title)
                void session.attempt('renameChat', { chatId: chat.id, title });
            }}
          />
        </div>
      ) : (
        <Row {...props} />
      )}
    </div>
  );
});

const Row = ({ chat, isInFolder, isShown, isCurrent, isSelected, setCurrent, select, remove }: Props) => {
  const session = useSession();
  const isRunning = useWindow((state) => state.running.has(chat.id));
  const warmth = useWindow((state) => state.warmth.get(chat.id));
  const about = useId();
  const isPinned = chat.pinnedAt !== null;
  const isArchived = chat.archivedAt !== null;
  const open = (event: MouseEvent): void => {
    if (event.shiftKey) select(chat.id, true);
    else if (event.ctrlKey || event.metaKey || isSelected !== null) select(chat.id, false);
    else if (!isShown) session.showChat(chat.id);
    else {
      session.showPage('chat');
      focusComposer();
    }
  };
  return (
    <>
      <div role="gridcell" className="chat-cell">
        <button
          type="button"
          id={rowButtonId(chat.id)}
          className="chat-open"
          tabIndex={isCurrent ? 0 : -1}
          aria-current={isShown ? 'true' : undefined}
          aria-describedby={about}
          title={chat.title}
          onFocus={() => setCurrent(chat.id)}
          onClick={open}
        >
          {isSelected !== null && (
            <span className="select-box" data-checked={isSelected || undefined}>
              {isSelected && <Check aria-hidden />}
            </span>
          )}
          <span className="chat-title" dir="auto">
            {chat.title}
          </span>
          {isPinned && isInFolder && <Pin aria-hidden className="pin-mark" />}
          <TemperatureMark warmth={warmth} isRunning={isRunning} />
        </button>
        <span id={about} hidden>
          {isSelected === true && `${listWords.selection.selected}. `}
          {isPinned && `${listWords.pinned}. `}
          {markWords({ warmth, isRunning })}
        </span>
      </div>
      <div role="gridcell">
        <Popover
          label={words.chat(chat.title)}
          button={<Ellipsis aria-hidden />}
          buttonLabel={words.menuOf(chat.title)}
          buttonClass="icon-button chat-menu-button"
          panelClass="menu"
          isTabStop={false}
        >
          <MenuItem act={() => session.rename(chat.id)}>
            {commands.renameChat.name}
            {isShown && <kbd>{keysText(commands.renameChat.keys)}</kbd>}
          </MenuItem>
          {!isArchived && (
            <MenuItem act={() => void session.pinChats([chat.id], !isPinned)}>
              {isPinned ? listWords.unpin : listWords.pin}
            </MenuItem>
          )}
          {!isArchived && (
            <MenuItem act={() => session.chooseFolder([chat.id])}>{listWords.moveAsked}</MenuItem>
          )}
          <MenuItem act={() => void session.archiveChats([chat.id], !isArchived)}>
            {isArchived ? listWords.unarchive : listWords.archive}
          </MenuItem>
          <MenuItem act={() => session.offerExport([chat.id])}>{transferWords.export.asked}</MenuItem>
          <MenuItem act={() => select(chat.id, false)}>{listWords.select}</MenuItem>
          <MenuItem act={() => void remove(chat.id)}>{words.delete}</MenuItem>
        </Popover>
      </div>
    </>
  );
};
