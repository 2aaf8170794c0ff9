/** The interface of the formats that chats are exported to. */
import type { StoredChat } from './stored-chat.ts';

interface WriterOptions {
  /** Hearth's version. */
  version: string;
  /** The number of chats. */
  chats: number;
  exportedAt: number;
}

/** Each function returns text in pieces, so that a large export is never in memory as a whole. */
export interface ExportWriter {
  head: (options: WriterOptions) => Iterable<string>;
  chat: (chat: StoredChat) => Iterable<string>;
  tail: () => Iterable<string>;
}
