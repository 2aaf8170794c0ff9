/** One chat in the list: opens it, renames it in place, deletes it. */
import { Ellipsis } from 'lucide-react';
import { memo, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { Chat } from '../../main/contract/types.ts';
import { MenuItem } from '../parts/menu-item.tsx';
import { Popover } from '../parts/popover.tsx';
import { renameShownChat } from '../shortcuts.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { markWords, TemperatureMark } from './temperature-mark.tsx';

interface Props {
  chat: Chat;
  isShown: boolean;
  close: () => void;
}

export const ChatRow = memo(({ chat, isShown, close }: Props) => {
  const session = useSession();
  const isRunning = useWindow((state) => state.running.has(chat.id));
  const warmth = useWindow((state) => state.warmth.get(chat.id));
  const temperature = useId();
  const [isRenaming, setIsRenaming] = useState(false);

  useEffect(() => {
    if (!isShown) return undefined;
    const rename = (): void => setIsRenaming(true);
    window.addEventListener(renameShownChat, rename);
    return () => window.removeEventListener(renameShownChat, rename);
  }, [isShown]);

  if (isRenaming)
    return (
      <li className="chat-row">
        <TitleField
          title={chat.title}
          done={(title) => {
            setIsRenaming(false);
            if (title !== null && title.trim() !== '' && title !== chat.title)
              void session.renameChat(chat.id, title);
          }}
        />
      </li>
    );
  return (
    <li className="chat-row" data-shown={isShown || undefined}>
      <button
        type="button"
        className="chat-open"
        aria-current={isShown ? 'true' : undefined}
        aria-describedby={temperature}
        title={chat.title}
        onClick={() => {
          if (!isShown) session.showChat(chat.id);
          close();
        }}
      >
        <span className="chat-title">{chat.title}</span>
        <TemperatureMark warmth={warmth} isRunning={isRunning} />
      </button>
      <span id={temperature} hidden>
        {markWords({ warmth, isRunning })}
      </span>
      <Popover
        label={`Chat “${chat.title}”`}
        button={<Ellipsis aria-hidden />}
        buttonLabel={`Menu of “${chat.title}”`}
        buttonClass="icon-button chat-menu-button"
        panelClass="menu"
      >
        <MenuItem act={() => setIsRenaming(true)}>
          Rename
          {isShown && <kbd>F2</kbd>}
        </MenuItem>
        <MenuItem act={() => void session.deleteChat(chat.id)}>Delete</MenuItem>
      </Popover>
    </li>
  );
});

/** Enter and leaving keep the title, Escape does not. */
const TitleField = ({ title, done }: { title: string; done: (title: string | null) => void }) => {
  const [value, setValue] = useState(title);
  const field = useRef<HTMLInputElement>(null);
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
      aria-label="Title"
      value={value}
      maxLength={200}
      ref={field}
      onChange={(event) => setValue(event.target.value)}
      onBlur={() => done(value)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') done(value);
        if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          done(null);
        }
      }}
    />
  );
};
