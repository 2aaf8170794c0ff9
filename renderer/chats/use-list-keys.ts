/** The keys of the list of chats: moving, folding, selecting, ordering folders, and the first letters of a title. */
import { useRef, type RefObject } from 'react';
import { useKeyDown } from '../controls/use-key-down.ts';
import { commands } from '../commands/commands.ts';
import { isPressed } from '../commands/keys.ts';
import { useSession } from '../state/use-session.ts';
import type { ListRow } from './chat-groups.ts';
import { focusRow } from './list-focus.ts';

/** Letters typed within this time of each other, in ms, belong to one word. */
const typingMs = 700;

interface Options {
  rows: readonly ListRow[];
  /** The index of the row that Tab reaches. */
  currentAt: number;
  rowPx: number;
  goTo: (index: number) => void;
  selection: ReadonlySet<string> | null;
  select: (chatId: string, isRange: boolean) => void;
}

const labelOf = (row: ListRow): string =>
  row.kind === 'chat' ? row.chat.title : row.group.kind === 'folder' ? row.group.folder.name : '';

export const useListKeys = (scroller: RefObject<HTMLDivElement | null>, options: Options): void => {
  const session = useSession();
  const { rows, currentAt, rowPx, goTo, selection, select } = options;
  const typed = useRef({ text: '', at: 0 });
  const current = rows[currentAt];

  /** Returns whether it was a key of the list. */
  const move = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowPx) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const to = key === 'Home' ? 0 : key === 'End' ? rows.length - 1 : currentAt + (steps[key] ?? NaN);
    if (Number.isNaN(to)) return false;
    const at = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[at];
    if (shiftKey && row !== undefined) select(row.key, true);
    goTo(at);
    return true;
  };

  /** Forward and back are as the text runs: from left to right, or from right to left. */
  const sideways = ({ key, target }: KeyboardEvent): boolean => {
    const isRtl = scroller.current !== null && getComputedStyle(scroller.current).direction === 'rtl';
    const way = { ArrowRight: isRtl ? 'back' : 'on', ArrowLeft: isRtl ? 'on' : 'back' }[key];
    if (way === undefined || current === undefined) return false;
    const row = (target as HTMLElement).closest('[data-key]');
    const menu = row?.querySelector<HTMLElement>('.chat-menu-button');
    if (way === 'on') {
      if (current.kind === 'group' && current.isFolded) session.turnGroup(current.key);
      else menu?.focus();
    } else if (menu !== null && menu === document.activeElement)
      row?.querySelector<HTMLElement>('.chat-open')?.focus();
    else if (current.kind === 'chat') goTo(rows.findIndex(({ key: own }) => own === current.group.key));
    else if (!current.isFolded) session.turnGroup(current.key);
    return true;
  };

  const find = (event: KeyboardEvent): boolean => {
    const { key, ctrlKey, metaKey, altKey, timeStamp } = event;
    if (key.length !== 1 || key === ' ' || ctrlKey || metaKey || altKey) return false;
    const { text, at } = typed.current;
    const isLater = timeStamp - at > typingMs;
    typed.current = { text: (isLater ? '' : text) + key.toLowerCase(), at: timeStamp };
    // A first letter moves to the next row that begins with it; further letters narrow the choice.
    const from = currentAt + (isLater ? 1 : 0);
    const inOrder = [...rows.slice(from), ...rows.slice(0, from)];
    const found = inOrder.find((row) => labelOf(row).toLowerCase().startsWith(typed.current.text));
    if (found) goTo(rows.indexOf(found));
    return true;
  };

  const isDone = (event: KeyboardEvent): boolean => {
    const { key, altKey } = event;
    const isMod = event.ctrlKey || event.metaKey;
    if (isPressed({ key: 'A', mod: true }, event)) {
      session.select(new Set(rows.flatMap((row) => (row.kind === 'chat' ? [row.key] : []))));
      return true;
    }
    if (key === ' ' && isMod) {
      if (current?.kind === 'chat') select(current.key, false);
      return true;
    }
    if (altKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
      if (current?.kind === 'group' && current.group.kind === 'folder')
        void session.shiftFolder(current.group.folder.id, key === 'ArrowUp' ? -1 : 1);
      return true;
    }
    if (selection !== null && key === 'Escape') {
      session.select(null);
      return true;
    }
    if (selection !== null && selection.size > 0 && /^Del(ete)?$/.test(key)) {
      void session.deleteChats([...selection]).then(() => requestAnimationFrame(() => focusRow(undefined)));
      session.select(null);
      return true;
    }
    if (isPressed(commands.renameChat.keys, event)) {
      if (current?.kind === 'chat' || current?.group.kind === 'folder') session.rename(current.key);
      return true;
    }
    return move(event) || sideways(event) || find(event);
  };

  useKeyDown(scroller, (event) => {
    if (!(event.target instanceof HTMLInputElement) && isDone(event)) event.preventDefault();
  });
};
