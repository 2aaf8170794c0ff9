/** The actions of the search over all chats and in the shown chat. */
import type { OpenedChat } from '../../main/shared/contract/chats.ts';
import type { SearchHit } from '../../main/shared/contract/search.ts';
import { fold } from '../../main/shared/search/fold.ts';
import { termsOf } from '../../main/shared/search/terms.ts';
import type { Behind } from './behind.ts';
import { pageShown } from './frame.ts';
import { noSearch, type ChatSearch, type InChat } from './search.ts';
import { sentenceOf } from './sentence.ts';

interface Parts {
  /** Opens a chat. */
  showChat: (chatId: string | null) => void;
  /** Shows a chat that a reply contained. */
  show: (chat: OpenedChat) => void;
  /** Resolves with true once the messages of the chat are there, with false if another chat is shown or it cannot be opened. */
  whenOpened: (chatId: string) => Promise<boolean>;
}

/** More is not sent to the core, UTF-16 code units. */
const longestQuery = 1_000;

export const createSearchActions = (
  { call, get, put, tryCall, signals }: Behind,
  { showChat, show, whenOpened }: Parts,
) => {
  const change = (patch: Partial<ChatSearch>): void => put({ chatSearch: { ...get().chatSearch, ...patch } });
  const putInChat = (inChat: InChat | null): void => put({ inChat });

  let isAsking = false;
  /** Searches for the text in the field. Only the latest text matters: one call runs at a time, and old replies are dropped. */
  const ask = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    try {
      for (let asked: string | null = null; asked !== get().chatSearch.text;) {
        asked = get().chatSearch.text;
        if (termsOf(asked).length === 0) {
          change({ chats: asked === '' ? null : [], asked, next: null, more: new Map(), problem: null });
          continue;
        }
        try {
          const { chats, next, share } = await call('searchChats', { query: asked, cursor: null });
          if (asked === get().chatSearch.text)
            change({ chats, next, share, asked, more: new Map(), problem: null });
        } catch (error) {
          if (asked === get().chatSearch.text)
            change({ problem: sentenceOf(error), chats: null, asked, next: null });
        }
      }
    } finally {
      isAsking = false;
    }
  };

  let isAskingMore = false;
  return {
    /** Puts text into the field and searches for it; empty closes the search. */
    searchFor: (text: string): void => {
      if (text === '') put({ chatSearch: noSearch });
      else {
        change({ text: text.slice(0, longestQuery) });
        void ask();
      }
    },
    searchAgain: (): void => {
      change({ problem: null });
      void ask();
    },
    /** The next page of chats. */
    searchOn: async (): Promise<void> => {
      const { asked, next } = get().chatSearch;
      if (isAskingMore || next === null) return;
      isAskingMore = true;
      try {
        const page = await call('searchChats', { query: asked, cursor: next });
        const { chatSearch } = get();
        if (chatSearch.asked !== asked || chatSearch.next !== next) return;
        const known = new Set(chatSearch.chats?.map(({ chatId }) => chatId));
        const chats = page.chats.filter(({ chatId }) => !known.has(chatId));
        change({ chats: [...(chatSearch.chats ?? []), ...chats], next: page.next, share: page.share });
      } catch (error) {
        change({ problem: sentenceOf(error) });
      } finally {
        isAskingMore = false;
      }
    },
    /** All hits of one chat. */
    searchChat: async (chatId: string): Promise<void> => {
      const { asked } = get().chatSearch;
      try {
        const { hits } = await call('searchChat', { query: asked, chatId });
        const { chatSearch } = get();
        if (chatSearch.asked === asked) change({ more: new Map([...chatSearch.more, [chatId, hits]]) });
      } catch (error) {
        change({ problem: sentenceOf(error) });
      }
    },
    /** Opens a chat that was found, at a hit if one is given: on its version, with the words marked. */
    openHit: async (chatId: string, hit: SearchHit | null): Promise<void> => {
      const query = get().chatSearch.asked;
      const { shownChatId, messages } = get();
      if (shownChatId === chatId && messages !== null) put(pageShown(get(), 'chat'));
      else showChat(chatId);
      if (!(await whenOpened(chatId)) || hit === null) return;
      const { messageId, kind } = hit;
      const isThere = get().messages?.some(({ id }) => id === messageId) === true;
      if (!isThere && !(await tryCall(async () => show(await call('selectVersion', { messageId }))))) return;
      putInChat({ text: query, terms: termsOf(query), start: { messageId, kind } });
    },

    /** Opens the bar of the search in the shown chat, with `text` in it if that is not empty. */
    openFind: (text: string): void => {
      const known = get().inChat;
      if (known === null || text !== '') putInChat({ text, terms: termsIn(text), start: null });
      signals.send('find', 'field');
    },
    findFor: (text: string): void => putInChat({ text, terms: termsIn(text), start: null }),
    /** The same in a page that is no conversation. */
    openFindOnPage: (text: string): void => {
      if (get().onPage === null || text !== '') put({ onPage: { text, terms: termsIn(text) } });
      signals.send('find', 'field');
    },
    findOnPage: (text: string): void => put({ onPage: { text, terms: termsIn(text) } }),
    closeFindOnPage: (): void => put({ onPage: null }),
    closeFind: (): void => {
      signals.send('find', 'close');
      putInChat(null);
    },
  };
};

/** The text as it is, without regard to quotation marks. */
const termsIn = (text: string): string[] => {
  const folded = fold(text);
  return folded.trim() === '' ? [] : [folded];
};
