/**
 * The list of chats in groups: pinned chats, folders, then by the day of the last message, and the archive. A group's heading is a
 * row like a chat, so that a list of any length is drawn row by row.
 */
import type { Chat } from '../../main/shared/contract/chats.ts';
import type { Folder } from '../../main/shared/contract/folders.ts';

/** Days are those of the local calendar. */
export type ChatGroup = { key: string; chats: readonly Chat[] } & (
  | { kind: 'pinned' | 'today' | 'yesterday' | 'week' | 'days30' | 'archive' }
  /** `month`: from 0. */
  | { kind: 'month'; year: number; month: number }
  | { kind: 'folder'; folder: Folder }
);

export type ListRow =
  | { kind: 'group'; key: string; group: ChatGroup; isFolded: boolean }
  /** `position`: in its group, from 1. */
  | { kind: 'chat'; key: string; chat: Chat; group: ChatGroup; position: number };

/** Midnight at the beginning of the day, `days` days before that of `now`; in ms since the epoch. Days of 23 and 25 hours count. */
export const startOfDay = (now: number, days = 0): number => {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime();
};

/** `chats`: the latest first. `now`: in ms since the epoch. Folders are groups even if they are empty; other groups are not. */
export const groupChats = (
  chats: readonly Chat[],
  folders: readonly Folder[],
  now: number,
): readonly ChatGroup[] => {
  const known = new Set(folders.map(({ id }) => id));
  const pinned: Chat[] = [];
  const archived: Chat[] = [];
  const inFolder = new Map<string, { pinned: Chat[]; others: Chat[] }>();
  const dated: Chat[] = [];
  for (const chat of chats) {
    const { folderId, pinnedAt, archivedAt } = chat;
    if (archivedAt !== null) archived.push(chat);
    else if (folderId !== null && known.has(folderId)) {
      const folder = inFolder.get(folderId) ?? { pinned: [], others: [] };
      inFolder.set(folderId, folder);
      (pinnedAt === null ? folder.others : folder.pinned).push(chat);
    } else if (pinnedAt !== null) pinned.push(chat);
    else dated.push(chat);
  }
  const groups: ChatGroup[] = [
    { kind: 'pinned', key: 'pinned', chats: pinned.toSorted(byPin) },
    ...folders.map((folder): ChatGroup => {
      const { pinned: first, others } = inFolder.get(folder.id) ?? { pinned: [], others: [] };
      return { kind: 'folder', key: folder.id, folder, chats: [...first.toSorted(byPin), ...others] };
    }),
    ...byDate(dated, now),
    { kind: 'archive', key: 'archive', chats: archived },
  ];
  return groups.filter(({ kind, chats: own }) => kind === 'folder' || own.length > 0);
};

/** Pinned chats keep their order: the first pinned is first. */
const byPin = (a: Chat, b: Chat): number => a.pinnedAt! - b.pinnedAt!;

const byDate = (chats: readonly Chat[], now: number): ChatGroup[] => {
  const spans = [
    { kind: 'today', from: startOfDay(now) },
    { kind: 'yesterday', from: startOfDay(now, 1) },
    { kind: 'week', from: startOfDay(now, 7) },
    { kind: 'days30', from: startOfDay(now, 30) },
  ] as const;
  const groups = new Map<string, ChatGroup & { chats: Chat[] }>();
  for (const chat of chats) {
    // A clock that was set back leaves chats in the future: they count as of today.
    const span = spans.find(({ from }) => chat.updatedAt >= from);
    const group = span ? { kind: span.kind, key: span.kind } : monthOf(chat.updatedAt);
    const known = groups.get(group.key);
    if (known) known.chats.push(chat);
    else groups.set(group.key, { ...group, chats: [chat] });
  }
  return [...groups.values()];
};

const monthOf = (time: number): { kind: 'month'; key: string; year: number; month: number } => {
  const date = new Date(time);
  const [year, month] = [date.getFullYear(), date.getMonth()];
  return { kind: 'month', key: `${year}-${month + 1}`, year, month };
};

/** Whether the chats of a group are hidden: the archive is folded at first, other groups are not. */
const isFolded = ({ kind, key }: ChatGroup, turned: ReadonlySet<string>): boolean =>
  (kind === 'archive') !== turned.has(key);

/** Each heading, and the chats of the groups that are not folded. */
export const rowsOf = (groups: readonly ChatGroup[], turned: ReadonlySet<string>): readonly ListRow[] =>
  groups.flatMap((group): ListRow[] => {
    const folded = isFolded(group, turned);
    return [
      { kind: 'group', key: group.key, group, isFolded: folded },
      ...(folded ? [] : group.chats).map((chat, index): ListRow => ({
        kind: 'chat',
        key: chat.id,
        chat,
        group,
        position: index + 1,
      })),
    ];
  });
