/** One chat in the list: opens it, renames it in place, deletes it. */
import { Ellipsis } from 'lucide-react';
import { memo, useId, useLayoutEffect, useRef, useState } from 'react';
import type { Chat } from '../../main/shared/contract/chats.ts';
import { isOfComposition } from '../controls/composition.ts';
import { MenuItem } from '../controls/menu-item.tsx';
import { Popover } from '../controls/popover.tsx';
import { focusComposer, startRenaming } from '../controls/shortcuts.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { markWords, TemperatureMark } from './temperature-mark.tsx';
import { chatWords } from '../words/chat.ts';

const words = chatWords.list;

export const chatButtonId = (chatId: string): string => `chat-${chatId}`;

interface Props {
  chat: Chat;
  /** From the top of the list, in CSS pixels. */
  top: number;
  /** Of how many chats it is which, from 1. */
  position: number;
  count: number;
  isShown: boolean;
  /** Tab reaches this row. */
  isCurrent: boolean;
  isRenamed: boolean;
  setCurrent: (chatId: string) => void;
  /** `isByKey`: with Enter or Escape, and not by leaving the field. */
  endRenaming: (chatId: string, isByKey: boolean) => void;
  remove: (chatId: string) => Promise<void>;
  close: () => void;
}

export const ChatRow = memo((props: Props) => {
  const { chat, top, position, count, isShown, isRenamed, endRenaming } = props;
  const session = useSession();
  return (
    <li
      className="chat-row"
      style={{ top }}
      aria-posinset={position}
      aria-setsize={count}
      data-shown={isShown || undefined}
    >
      {isRenamed ? (
        <TitleField
          title={chat.title}
          done={(title, isByKey) => {
            endRenaming(chat.id, isByKey);
            if (title !== null && title.trim() !== '' && title !== chat.title)
              void session.renameChat(chat.id, title);
          }}
        />
      ) : (
        <Row {...props} />
      )}
    </li>
  );
});

const Row = ({ chat, isShown, isCurrent, setCurrent, remove, close }: Props) => {
  const session = useSession();
  const isRunning = useWindow((state) => state.running.has(chat.id));
  const warmth = useWindow((state) => state.warmth.get(chat.id));
  const temperature = useId();
  return (
    <>
      <button
        type="button"
        id={chatButtonId(chat.id)}
        className="chat-open"
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isShown ? 'true' : undefined}
        aria-describedby={temperature}
        title={chat.title}
        onFocus={() => setCurrent(chat.id)}
        onClick={() => {
          if (isShown) {
            session.showPage('chat');
            focusComposer();
          } else session.showChat(chat.id);
          close();
        }}
      >
        <span className="chat-title" dir="auto">
          {chat.title}
        </span>
        <TemperatureMark warmth={warmth} isRunning={isRunning} />
      </button>
      <span id={temperature} hidden>
        {markWords({ warmth, isRunning })}
      </span>
      <Popover
        label={words.chat(chat.title)}
        button={<Ellipsis aria-hidden />}
        buttonLabel={words.menuOf(chat.title)}
        buttonClass="icon-button chat-menu-button"
        panelClass="menu"
        isTabStop={false}
      >
        <MenuItem act={() => startRenaming(chat.id)}>
          {words.rename}
          {isShown && <kbd>{words.renameKey}</kbd>}
        </MenuItem>
        <MenuItem act={() => void remove(chat.id)}>{words.delete}</MenuItem>
      </Popover>
    </>
  );
};

interface TitleFieldProps {
  title: string;
  done: (title: string | null, isByKey: boolean) => void;
}

/** Enter and leaving keep the title, Escape does not. */
const TitleField = ({ title, done }: TitleFieldProps) => {
  const [value, setValue] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  // Leaving the page with a key takes the focus from the field as well.
  const isDone = useRef(false);
  const end = (kept: string | null, isByKey: boolean): void => {
    if (isDone.current) return;
    isDone.current = true;
    done(kept, isByKey);
  };
  useLayoutEffect(() => {
    const take = (): void => {
      if (document.activeElement === field.current) return;
      field.current?.focus();
      field.current?.select();
    };
    // At once, for whoever types on after F2; and again when the menu has given the focus back.
    take();
    const frame = requestAnimationFrame(take);
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <input
      className="title-field"
      aria-label={words.title}
      dir="auto"
      value={value}
      maxLength={200}
      ref={field}
      onChange={(event) => setValue(event.target.value)}
      onBlur={() => end(value, false)}
      onKeyDown={(event) => {
        if (isOfComposition(event)) return;
        if (event.key === 'Enter') {
          event.preventDefault();
          end(value, true);
        }
        if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          end(null, true);
        }
      }}
    />
  );
};
