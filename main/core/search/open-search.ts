/** Handles the calls of the search over all chats. */
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { FoundChat, searchCalls, SearchPage } from '../../shared/contract/search.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { termsOf } from '../../shared/search/terms.ts';
import type { Log } from '../../system/log.ts';
import type { Store } from '../chats/store.ts';
import type { Db } from '../database/connection.ts';
import { chatsWithDeletedMessages, deletedChats, deletedIn, hitsIn, titleMarksOf } from './hits.ts';
import type { FoundInIndex } from './index-protocol.ts';
import { keepIndex } from './keep-index.ts';

/** The most hits of one chat on a page; `searchChat` returns the others. */
const hitsShown = 3;

/** A word that most chats contain. */
const usualWord = 'the';

/** The most hits that `searchChat` returns. */
const mostInChat = 200;

interface Options {
  db: Db;
  store: Store;
  dataFolder: string;
  /** Whether an answer is running. */
  isBusy: () => boolean;
  emit: Emit;
  log: Log;
}

export interface Search {
  calls: HandlersOf<typeof searchCalls>;
  close(): Promise<void>;
}

export const openSearch = ({ db, store, dataFolder, isBusy, emit, log }: Options): Search => {
  const index = keepIndex({
    db,
    store,
    dataFolder,
    isBusy,
    onMove: (share) => emit('search.moved', { share }),
    // The first search of a process takes several times as long as later ones; the user's should not be the first.
    onReady: () => void searchChats(usualWord, null).catch(() => undefined),
    log,
  });
  /** Refuses the call if the index cannot be used. */
  const usable = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      log.error('the search index cannot be used', error);
      throw new Refusal('search.failed', {}, { cause: error });
    }
  };

  /** The ids of the hits of a chat, newest first, without deleted messages, which are in the index too. */
  const inChat = async (chatId: string, terms: readonly string[]): Promise<string[]> => {
    const ids = await usable(index.findInChat({ terms, chatId, most: mostInChat }));
    const isDeleted = chatsWithDeletedMessages(db).has(chatId) ? deletedIn(db, chatId) : () => false;
    return ids.filter((id) => !isDeleted(id));
  };
  const pageOf = async (found: FoundInIndex['chats'], terms: readonly string[]): Promise<FoundChat[]> => {
    const partly = chatsWithDeletedMessages(db);
    const chats = [];
    for (const { chatId, messageIds } of found) {
      const ids = partly.has(chatId) ? await inChat(chatId, terms) : messageIds;
      chats.push({ chat: store.chat(chatId), ids: ids.slice(0, hitsShown), hasMore: ids.length > hitsShown });
    }
    const hits = hitsIn(
      db,
      chats.flatMap(({ ids }) => ids),
      terms,
    );
    const byId = new Map(hits.map((hit) => [hit.messageId, hit]));
    return chats.flatMap(({ chat, ids, hasMore }) => {
      if (chat === null) return [];
      const { id: chatId, title, updatedAt, archivedAt } = chat;
      const titleMarks = titleMarksOf(title, terms);
      const own = ids.flatMap((id) => byId.get(id) ?? []);
      if (own.length === 0 && titleMarks.length === 0) return [];
      return [{ chatId, title, titleMarks, updatedAt, isArchived: archivedAt !== null, hits: own, hasMore }];
    });
  };

  const searchChats = async (query: string, cursor: number | null): Promise<SearchPage> => {
    const terms = termsOf(query);
    if (terms.length === 0) return { chats: [], next: null, share: index.share() };
    const { chats, next } = await usable(index.find({ terms, cursor, hidden: deletedChats(db) }));
    return { chats: await pageOf(chats, terms), next, share: index.share() };
  };

  return {
    calls: {
      searchChats: ({ query, cursor }) => searchChats(query, cursor),
      searchChat: async ({ query, chatId }) => {
        const terms = termsOf(query);
        if (terms.length === 0 || store.chat(chatId) === null) return { hits: [] };
        return { hits: hitsIn(db, await inChat(chatId, terms), terms) };
      },
    },
    close: index.close,
  };
};
