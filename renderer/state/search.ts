/** The slice of the search: over all chats, and in the shown chat. */
import type { PartKind } from '../../main/shared/contract/parts.ts';
import type { FoundChat, IndexShare, SearchHit } from '../../main/shared/contract/search.ts';

/** The search over all chats. */
export interface ChatSearch {
  /** The text in the field; empty: the list of chats is shown. */
  text: string;
  /** The chats that were found for `asked`; `null` until the first reply. They stay until the next reply arrives. */
  chats: readonly FoundChat[] | null;
  asked: string;
  /** The cursor of the next page; `null` after the last one. */
  next: number | null;
  /** All hits of the chats for which they were requested. */
  more: ReadonlyMap<string, readonly SearchHit[]>;
  share: IndexShare;
  problem: string | null;
}

/** The search in the shown chat. */
export interface InChat {
  /** The text in the field. */
  text: string;
  /** What is searched for, folded: a text contains one of them. */
  terms: readonly string[];
  /** The hit of a search over all chats that was opened; `null` if the search begins at the view. */
  start: { messageId: string; kind: PartKind } | null;
}

export interface SearchState {
  chatSearch: ChatSearch;
  /** `null` while the bar is closed. */
  inChat: InChat | null;
}

export const noSearch: ChatSearch = {
  text: '',
  chats: null,
  asked: '',
  next: null,
  more: new Map(),
  share: null,
  problem: null,
};

export const searchState: SearchState = { chatSearch: noSearch, inChat: null };
