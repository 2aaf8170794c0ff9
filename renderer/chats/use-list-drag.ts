/** Dragging chats to another place in the list, and folders to another place among the folders. */
import { useRef, useState, type DragEvent } from 'react';
import type { Place } from '../state/chats-actions.ts';
import { useSession } from '../state/use-session.ts';
import type { ChatGroup, ListRow } from './chat-groups.ts';
import type { DropEdge } from './group-row.tsx';

/** A type of its own: nothing outside the list takes it. */
const dataType = 'application/x-hearth-chats';

type Dragged = { chatIds: readonly string[] } | { folderId: string };

export interface ListDrag {
  /** The key of the row that is dragged, which must stay drawn; `null` if none is. */
  dragged: string | null;
  /** Where it would be dropped: the key of a group and a place there. */
  over: { key: string; edge: DropEdge } | null;
  handlers: Record<
    'onDragStart' | 'onDragOver' | 'onDragLeave' | 'onDrop' | 'onDragEnd',
    (event: DragEvent) => void
  >;
}

const placeOf = (group: ChatGroup): Place =>
  group.kind === 'folder'
    ? { kind: 'folder', id: group.folder.id }
    : group.kind === 'pinned' || group.kind === 'archive'
      ? { kind: group.kind }
      : { kind: 'list' };

const rowElement = (event: DragEvent): HTMLElement | null =>
  (event.target as HTMLElement).closest<HTMLElement>('[data-key]');

/** A chat that is selected is dragged with all selected chats. */
export const useListDrag = (rows: readonly ListRow[], selection: ReadonlySet<string> | null): ListDrag => {
  const session = useSession();
  const what = useRef<Dragged | null>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<ListDrag['over']>(null);
  const rowOf = (event: DragEvent): ListRow | undefined => {
    const key = rowElement(event)?.dataset['key'];
    return rows.find((row) => row.key === key);
  };
  const end = (): void => {
    what.current = null;
    setDragged(null);
    setOver(null);
  };

  /** Where the dragged thing would go; `null` if it cannot be dropped here. */
  const targetAt = (event: DragEvent): ListDrag['over'] => {
    const row = rowOf(event);
    if (what.current === null || row === undefined) return null;
    const { group } = row;
    if ('chatIds' in what.current) return { key: group.key, edge: 'into' };
    if (group.kind !== 'folder' || group.folder.id === what.current.folderId) return null;
    const { top, height } = rowElement(event)!.getBoundingClientRect();
    const isAbove = row.kind === 'group' && event.clientY < top + height / 2;
    return { key: group.key, edge: isAbove ? 'before' : 'after' };
  };

  const drop = (group: ChatGroup, edge: DropEdge): void => {
    const given = what.current!;
    if ('chatIds' in given) {
      void session.moveTo(given.chatIds, placeOf(group));
      if (selection !== null) session.select(null);
      return;
    }
    const folders = session.store.getState().folders.filter(({ id }) => id !== given.folderId);
    const at = folders.findIndex(({ id }) => id === group.key) + (edge === 'after' ? 1 : 0);
    void session.placeFolder(given.folderId, folders[at]?.id ?? null);
  };

  return {
    dragged,
    over,
    handlers: {
      onDragStart: (event) => {
        const row = rowOf(event);
        if (row === undefined) return;
        if (row.kind === 'chat')
          what.current = { chatIds: selection?.has(row.key) === true ? [...selection] : [row.key] };
        else if (row.group.kind === 'folder') what.current = { folderId: row.group.folder.id };
        else return;
        event.dataTransfer.setData(dataType, row.key);
        event.dataTransfer.effectAllowed = 'move';
        setDragged(row.key);
      },
      onDragOver: (event) => {
        const target = targetAt(event);
        if (target !== null) {
          event.preventDefault();
          event.dataTransfer.dropEffect = 'move';
        }
        setOver((known) => (known?.key === target?.key && known?.edge === target?.edge ? known : target));
      },
      onDragLeave: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(null);
      },
      onDrop: (event) => {
        const target = targetAt(event);
        const group = rows.find(({ key }) => key === target?.key)?.group;
        if (target === null || group === undefined) return;
        event.preventDefault();
        drop(group, target.edge);
        end();
      },
      onDragEnd: end,
    },
  };
};
