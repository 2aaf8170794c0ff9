/** The jobs that the core sends to the thread of the search index, and their results. */

/** A message to be indexed. */
export interface IndexedMessage {
  id: string;
  /** The number of its row in the database, which orders messages with the same time. */
  number: number;
  chatId: string;
  /** In ms since the epoch, or whatever a damaged row holds. */
  createdAt: number;
  /** The texts of its parts. */
  texts: readonly string[];
}

/** A row number above all that exist. */
export const behindAll = Number.MAX_SAFE_INTEGER;

/** The progress of the index. */
export interface IndexPlace {
  /** Replaced with each change, here and in the database: if the two differ, the index is out of step. */
  token: string;
  /** Messages with a lower row number are not in the index yet; `null`: the index is complete. */
  cursor: number | null;
}

export type IndexJob =
  /** Opens the index at `path`, or replaces it by an empty one unless its token is `token`. Returns an `IndexPlace`. */
  | { kind: 'open'; path: string; token: string | null }
  /** Adds or replaces messages and titles and removes others, in one transaction. */
  | {
      kind: 'put';
      messages: readonly IndexedMessage[];
      titles: readonly { chatId: string; title: string }[];
      /** Ids of messages and chats that no longer exist. */
      gone: readonly string[];
      place: IndexPlace;
    }
  /** Returns a `FoundInIndex`. */
  | {
      kind: 'find';
      terms: readonly string[];
      /** `next` of the page before; `null` for the first page. */
      cursor: number | null;
      /** Chats that must not be found. */
      hidden: readonly string[];
    }
  /** Returns the ids of at most `most` messages of a chat, newest first. */
  | { kind: 'findInChat'; terms: readonly string[]; chatId: string; most: number }
  | { kind: 'close' };

export interface FoundInIndex {
  chats: { chatId: string; isTitle: boolean; messageIds: string[] }[];
  next: number | null;
}
