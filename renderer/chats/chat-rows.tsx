/**
 * The rows of the list of chats, which are headings of groups and chats: a single stop for Tab, within which the arrow keys move
 * (use-list-keys.ts). Only the rows in view are drawn, so the list can have any length.
 */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useRowWindow } from '../controls/use-row-window.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';
import { groupChats, rowsOf } from './chat-groups.ts';
import { ChatRow } from './chat-row.tsx';
import { GroupRow } from './group-row.tsx';
import { focusRow, rowButtonId } from './list-focus.ts';
import { useListDrag } from './use-list-drag.ts';
import { useListKeys } from './use-list-keys.ts';
import { useToday } from './use-today.ts';

/** As in layout.css. */
const rowRem = 2.25;

export const ChatRows = () => {
  const session = useSession();
  const chats = useWindow((state) => state.chats);
  const folders = useWindow((state) => state.folders);
  const turned = useWindow((state) => state.turnedGroups);
  const selection = useWindow((state) => state.selection);
  const shownChatId = useWindow((state) => state.shownChatId);
  const renamed = useWindow((state) => state.renaming);
  const today = useToday();
  const groups = useMemo(() => groupChats(chats, folders, today), [chats, folders, today]);
  const rows = useMemo(() => rowsOf(groups, turned), [groups, turned]);
  const indexes = useMemo(() => new Map(rows.map(({ key }, index) => [key, index])), [rows]);
  const indexOf = (key: string | null): number => (key === null ? -1 : (indexes.get(key) ?? -1));

  const { scroller, reveal, first, end, rowPx, onScroll } = useRowWindow(rows.length, rowRem, 0);
  /** The row that Tab reaches, if the user has moved to one. */
  const [current, setCurrent] = useState<string | null>(null);
  const wantsFocus = useRef(false);
  /** The row where selecting began. */
  const anchor = useRef<string | null>(null);
  const shownAt = indexOf(shownChatId);
  const currentAt = Math.max(0, indexOf(current) === -1 ? shownAt : indexOf(current));

  const goTo = (index: number): void => {
    const row = rows[index];
    if (row === undefined) return;
    wantsFocus.current = true;
    setCurrent(row.key);
    reveal(index);
  };
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    document.getElementById(rowButtonId(rows[currentAt]!.key))?.focus({ preventScroll: true });
  });
  // The shown chat comes into view when another one is shown and when it gets a message, but not when groups are folded.
  const shownChat = shownAt === -1 ? undefined : rows[shownAt];
  const shownState = shownChat?.kind === 'chat' ? `${shownChat.key} ${shownChat.chat.updatedAt}` : '';
  const revealed = useRef('');
  useLayoutEffect(() => {
    if (shownState === '' || revealed.current === shownState) return;
    revealed.current = shownState;
    reveal(shownAt);
  }, [shownState, shownAt, reveal]);
  const renamedAt = indexOf(renamed);
  useLayoutEffect(() => {
    if (renamedAt !== -1) reveal(renamedAt);
  }, [renamedAt, reveal]);

  const keys = useRef({ rows, currentAt });
  useLayoutEffect(() => {
    keys.current = { rows, currentAt };
  });
  const select = useCallback(
    (chatId: string, isRange: boolean) => {
      const all = keys.current.rows;
      const from = all.findIndex(({ key }) => key === (anchor.current ?? all[keys.current.currentAt]?.key));
      const to = all.findIndex(({ key }) => key === chatId);
      setCurrent(chatId);
      if (!isRange || from === -1) {
        anchor.current = chatId;
        session.toggleSelected(chatId);
        return;
      }
      anchor.current = all[from]!.key;
      const range = all.slice(Math.min(from, to), Math.max(from, to) + 1);
      session.select(new Set(range.flatMap((row) => (row.kind === 'chat' ? [row.key] : []))));
    },
    [session],
  );
  useEffect(() => {
    if (selection === null) anchor.current = null;
  }, [selection]);

  const remove = useCallback(
    async (chatId: string) => {
      const all = keys.current.rows;
      const at = all.findIndex(({ key }) => key === chatId);
      const isChat = ({ kind }: (typeof all)[number]): boolean => kind === 'chat';
      const next = all.slice(at + 1).find(isChat) ?? all.slice(0, at).findLast(isChat);
      await session.deleteChats([chatId]);
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) focusRow(next?.key);
      });
    },
    [session],
  );

  useListKeys(scroller, { rows, currentAt, rowPx, goTo, selection, select });
  const { dragged, over, handlers } = useListDrag(rows, selection);

  const inView = rows.slice(first, end).map((_, index) => first + index);
  const drawn = [...new Set([...inView, currentAt, renamedAt, indexOf(dragged)])]
    .toSorted((a, b) => a - b)
    .flatMap((index) => (rows[index] === undefined ? [] : [{ row: rows[index], index }]));

  const thisYear = new Date(today).getFullYear();
  return (
    <div className="chat-rows" ref={scroller} onScroll={onScroll}>
      <div
        role="treegrid"
        aria-label={chatWords.list.rows}
        aria-describedby="chat-rows-keys"
        aria-multiselectable
        aria-rowcount={rows.length}
        className="chat-grid"
        style={{ height: rows.length * rowPx }}
        {...handlers}
      >
        {drawn.map(({ row, index }) => {
          const place = {
            top: index * rowPx,
            index: index + 1,
            isCurrent: index === currentAt,
            isRenamed: row.key === renamed,
            setCurrent,
          };
          return row.kind === 'group' ? (
            <GroupRow
              key={row.key}
              {...place}
              group={row.group}
              isFolded={row.isFolded}
              position={groups.indexOf(row.group) + 1}
              count={groups.length}
              thisYear={thisYear}
              dropEdge={over?.key === row.key ? over.edge : null}
            />
          ) : (
            <ChatRow
              key={row.key}
              {...place}
              chat={row.chat}
              position={row.position}
              count={row.group.chats.length}
              isInFolder={row.group.kind === 'folder'}
              isShown={row.key === shownChatId}
              isSelected={selection && selection.has(row.key)}
              select={select}
              remove={remove}
            />
          );
        })}
      </div>
      <span id="chat-rows-keys" hidden>
        {chatWords.list.keys}
      </span>
    </div>
  );
};
