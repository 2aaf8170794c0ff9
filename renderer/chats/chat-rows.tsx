/**
 * The rows of the list of chats: a single stop for Tab, within which the arrow keys, Home, End and the first letters of a title
 * move. Only the rows in view are drawn, so the list can have any length.
 */
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { Chat } from '../../main/shared/contract/chats.ts';
import { useKeyDown } from '../controls/use-key-down.ts';
import { useRowWindow } from '../controls/use-row-window.ts';
import { commands } from '../commands/commands.ts';
import { isPressed } from '../commands/keys.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { ChatRow, chatButtonId } from './chat-row.tsx';
import { chatWords } from '../words/chat.ts';

/** As in layout.css. */
const rowRem = 2.25;

/** Letters typed within this time of each other, in ms, belong to one word. */
const typingMs = 700;

export const ChatRows = ({ chats }: { chats: readonly Chat[] }) => {
  const session = useSession();
  const shownChatId = useWindow((state) => state.shownChatId);
  const rows = useRowWindow(chats.length, rowRem, 0);
  const { scroller, reveal, first, end, rowPx } = rows;
  /** The row that Tab reaches, if the user has moved to one. */
  const [current, setCurrent] = useState<string | null>(null);
  const renamed = useWindow((state) => state.renaming);
  const wantsFocus = useRef(false);
  const typed = useRef({ text: '', at: 0 });
  const indexOf = (id: string | null): number =>
    id === null ? -1 : chats.findIndex((chat) => chat.id === id);
  const shownAt = indexOf(shownChatId);
  const currentAt = Math.max(0, indexOf(current) === -1 ? shownAt : indexOf(current));

  const goTo = (index: number): void => {
    const chat = chats[Math.max(0, Math.min(chats.length - 1, index))];
    if (chat === undefined) return;
    wantsFocus.current = true;
    setCurrent(chat.id);
    reveal(chats.indexOf(chat));
  };
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    document.getElementById(chatButtonId(chats[currentAt]!.id))?.focus({ preventScroll: true });
  });
  useLayoutEffect(() => {
    if (shownAt !== -1) reveal(shownAt);
  }, [shownAt, reveal]);

  const remove = useCallback(
    async (chatId: string) => {
      const at = chats.findIndex(({ id }) => id === chatId);
      const next = chats[at + 1] ?? chats[at - 1];
      await session.deleteChat(chatId);
      requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return;
        const button = next && document.getElementById(chatButtonId(next.id));
        (button ?? document.getElementById('new-chat'))?.focus();
      });
    },
    [chats, session],
  );

  useKeyDown(scroller, (event) => {
    const { key, target } = event;
    if (target instanceof HTMLInputElement) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowPx) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const row = (target as HTMLElement).closest('li');
    if (key in steps) goTo(currentAt + steps[key]!);
    else if (key === 'Home') goTo(0);
    else if (key === 'End') goTo(chats.length - 1);
    else if (isPressed(commands.renameChat.keys, event)) session.rename(chats[currentAt]!.id);
    else if (key === 'ArrowRight') row?.querySelector<HTMLElement>('.chat-menu-button')?.focus();
    else if (key === 'ArrowLeft') row?.querySelector<HTMLElement>('.chat-open')?.focus();
    else if (key.length === 1 && key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const { text, at } = typed.current;
      const isLater = event.timeStamp - at > typingMs;
      typed.current = { text: (isLater ? '' : text) + key.toLowerCase(), at: event.timeStamp };
      // A first letter moves to the next chat that begins with it; further letters narrow the choice.
      const from = currentAt + (isLater ? 1 : 0);
      const inOrder = [...chats.slice(from), ...chats.slice(0, from)];
      const found = inOrder.find(({ title }) => title.toLowerCase().startsWith(typed.current.text));
      if (found) goTo(chats.indexOf(found));
    } else return;
    event.preventDefault();
  });

  return (
    <div className="chat-rows" ref={scroller} onScroll={rows.onScroll}>
      <ul
        aria-label={chatWords.list.rows}
        aria-describedby="chat-rows-keys"
        style={{ height: chats.length * rowPx }}
      >
        {chats.map((chat, index) => {
          const isCurrent = index === currentAt;
          const isDrawn = (index >= first && index < end) || isCurrent || chat.id === renamed;
          return isDrawn ? (
            <ChatRow
              key={chat.id}
              chat={chat}
              top={index * rowPx}
              position={index + 1}
              count={chats.length}
              isShown={chat.id === shownChatId}
              isCurrent={isCurrent}
              isRenamed={chat.id === renamed}
              setCurrent={setCurrent}
              remove={remove}
            />
          ) : null;
        })}
      </ul>
      <span id="chat-rows-keys" hidden>
        {chatWords.list.keys}
      </span>
    </div>
  );
};
