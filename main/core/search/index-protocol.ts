/** What the core and the thread of the search index say to each other: a job, and what it returns. */

/** A message as the index takes it. */
export interface IndexedMessage {
  id: string;
  /** The number of its row in the database: messages of one time are in this order. */
  number: number;
  chatId: string;
  /** In ms since the epoch, or whatever a damaged row holds. */
  createdAt: number;
  /** The texts of its parts. */
  texts: readonly string[];
}

/** Behind the last row of any table. */
export const behindAll = Number.MAX_SAFE_INTEGER;

/** How far the index is, as the database must have it as well. */
export interface IndexPlace {
  /** Another one after each change, so that an index that is not of this state of the database shows. */
  token: string;
  /** Messages with a lower row number are not in the index yet; `null`: the index is complete. */
  cursor: number | null;
}

export type IndexJob =
  /** Opens the index at `path`; it becomes an empty one unless its token is `token`. Returns an `IndexPlace`. */
  | { kind: 'open'; path: string; token: string | null }
  /** Replaces and removes, all or nothing. */
  | {
      kind: 'put';
      messages: readonly IndexedMessage[];
      titles: readonly { chatId: string; title: string }[];
      /** Ids of messages and chats that are gone. */
      gone: readonly string[];
      place: IndexPlace;
    }
  /** Returns a `FoundInIndex`. */
  | {
      kind: 'find';
      terms: readonly string[];
      /** From an earlier page. */
      cursor: number | null;
      /** Chats that are not found. */
      hidden: readonly string[];
    }
  /** Returns the ids of at most `most` messages of a chat, newest first. */
  | { kind: 'findInChat'; terms: readonly string[]; chatId: string; most: number }
  | { kind: 'close' };

export interface FoundInIndex {
  chats: { chatId: string; isTitle: boolean; messageIds: string[] }[];
  next: number | null;
}
