/** The actions on Hugging Face and on the list of requests that Hearth sent. */
import { searchCleared, searchFailed, searchFound, searchSent } from './model-transitions.ts';
import { sentenceOf } from './sentence.ts';
import type { Behind } from './behind.ts';
import type { HubSort, HubSearch } from './hub.ts';

export const createHubActions = ({ call, get, update, put }: Behind) => {
  const askRequests = async (): Promise<void> => put({ requests: await call('outgoingRequests', {}) });
  const sendPage = async (text: string, sort: HubSort, cursor: string | null): Promise<void> => {
    update((state) => searchSent(state, text, sort, cursor !== null));
    try {
      const found = await call('searchHub', { text, sort, cursor });
      update((state) => searchFound(state, text, sort, found));
    } catch (error) {
      update((state) => searchFailed(state, text, sort, sentenceOf(error)));
    }
  };
  return {
    /** Changes the search text, the order or the open repository; sends nothing. */
    putSearch: (patch: Partial<Pick<HubSearch, 'text' | 'sort' | 'shown'>>): void =>
      put({ search: { ...get().search, ...patch } }),
    sendSearch: (text: string, sort: HubSort): Promise<void> => sendPage(text, sort, null),
    moreFound: async (): Promise<void> => {
      const { asked, sort, found, isBusy } = get().search;
      const next = found?.next ?? null;
      if (asked !== null && next !== null && !isBusy) await sendPage(asked, sort, next);
    },
    clearSearch: (): void => update(searchCleared),
    askRequests,
    clearRequests: async (): Promise<void> => {
      await call('clearOutgoingRequests', {});
      await askRequests();
    },
    askUpdates: async (): Promise<void> => put({ updates: await call('updates', {}) }),
    /** Saves the access token, or removes it if the text is empty. */
    setHubToken: async (token: string): Promise<void> => {
      const kept = await call('setHubToken', { token });
      update((state) => (state.app === null ? state : { ...state, app: { ...state.app, ...kept } }));
    },
  };
};
