/** One chat in the list: opens it, renames it in place, deletes it. */
import { Ellipsis } from 'lucide-react';
import { memo, useId, useLayoutEffect, useRef, useState } from 'react';
import type { Chat } from '../../main/shared/contract/chats.ts';
import { isOfComposition } from '../controls/composition.ts';
import { MenuItem } from '../controls/menu-item.tsx';
import { Popover } from '../controls/popover.tsx';
import { commands } from '../commands/commands.ts';
import { keysText } from '../commands/keys.ts';
import { focusComposer } from '../state/focus-composer.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { markWords, TemperatureMark } from './temperature-mark.tsx';
import { chatWords } from '../words/chat.ts';

const words = chatWords.list;

export const chatButtonId = (chatId: string): string => `chat-${chatId}`;

interface Props {
  chat: Chat;
  /** From the top of the list, in CSS pixels. */
  top: number;
  /** The position of the chat in the list, from 1. */
  position: number;
  count: number;
  isShown: boolean;
  /** Tab stops at this row. */
  isCurrent: boolean;
  isRenamed: boolean;
  setCurrent: (chatId: string) => void;
  remove: (chatId: string) => Promise<void>;
}

export const ChatRow = memo((props: Props) => {
  const { chat, top, position, count, isShown, isRenamed } = props;
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
          returnTo={chatButtonId(chat.id)}
          done={(title) => {
            session.rename(null);
            if (title !== null && title.trim() !== '' && title !== chat.title)
              void session.attempt('renameChat', { chatId: chat.id, title });
          }}
        />
      ) : (
        <Row {...props} />
      )}
    </li>
  );
});

const Row = ({ chat, isShown, isCurrent, setCurrent, remove }: Props) => {
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
        <MenuItem act={() => session.rename(chat.id)}>
          {commands.renameChat.name}
          {isShown && <kbd>{keysText(commands.renameChat.keys)}</kbd>}
        </MenuItem>
        <MenuItem act={() => void remove(chat.id)}>{words.delete}</MenuItem>
      </Popover>
    </>
  );
};

interface TitleFieldProps {
  title: string;
  /** The id of the element that gets the focus after Enter and Escape, unless the focus was in a text field. */
  returnTo: string;
  /** `null`: the old title is kept. */
  done: (title: string | null) => void;
}

/** Enter and leaving the field save the title; Escape does not. */
const TitleField = ({ title, returnTo, done }: TitleFieldProps) => {
  const [value, setValue] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  // Leaving the page with a key takes the focus from the field too.
  const isDone = useRef(false);
  const before = useRef<HTMLElement | null>(null);
  const end = (kept: string | null, isByKey: boolean): void => {
    if (isDone.current) return;
    isDone.current = true;
    done(kept);
    if (isByKey) requestAnimationFrame(() => (before.current ?? document.getElementById(returnTo))?.focus());
  };
  useLayoutEffect(() => {
    const { activeElement } = document;
    before.current = activeElement instanceof HTMLTextAreaElement ? activeElement : null;
    const take = (): void => {
      if (document.activeElement === field.current) return;
      field.current?.focus();
      field.current?.select();
    };
    // At once, for users who type right after F2; and again when the menu has returned the focus.
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
