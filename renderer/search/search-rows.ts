/** The rows of the search results: each chat, its hits, and what leads to more of them. */
import type { FoundChat, SearchHit } from '../../main/shared/contract/search.ts';
import type { ChatSearch } from '../state/search.ts';

type Content =
  | { kind: 'chat'; chat: FoundChat }
  | { kind: 'hit'; chat: FoundChat; hit: SearchHit }
  /** Leads to the other hits of the chat. */
  | { kind: 'more'; chat: FoundChat };

export type SearchRow = Content & {
  key: string;
  /** From the top of the list, in rem. */
  top: number;
  height: number;
};

/** Heights in rem, as in search.css. */
const heights: Readonly<Record<Content['kind'], number>> = { chat: 3.25, hit: 4.25, more: 2.25 };

export const rowsOf = ({ chats, more }: Pick<ChatSearch, 'chats' | 'more'>): SearchRow[] => {
  const rows: SearchRow[] = [];
  const add = (key: string, content: Content): void => {
    rows.push({ ...content, key, top: heightOf(rows), height: heights[content.kind] });
  };
  for (const chat of chats ?? []) {
    const { chatId } = chat;
    add(chatId, { kind: 'chat', chat });
    const all = more.get(chatId);
    for (const hit of all ?? chat.hits) add(`${chatId}-${hit.messageId}`, { kind: 'hit', chat, hit });
    if (all === undefined && chat.hasMore) add(`${chatId}-more`, { kind: 'more', chat });
  }
  return rows;
};

/** The height of all rows, in rem. */
export const heightOf = (rows: readonly SearchRow[]): number => {
  const last = rows.at(-1);
  return last === undefined ? 0 : last.top + last.height;
};
