/** The slice of the search on Hugging Face and of the requests that Hearth sent. */
import type { HubModel } from '../../main/shared/contract/hub.ts';
import type { OutgoingRequest } from '../../main/shared/contract/network.ts';

export type HubSort = 'downloads' | 'likes' | 'changed';

/** A search and its results. */
export interface HubSearch {
  /** The text in the field. */
  text: string;
  sort: HubSort;
  /** The results for `asked`; `null` before the first search and until its reply arrives. */
  found: { models: readonly HubModel[]; next: string | null } | null;
  /** The last text that was searched for; `null` before the first search. */
  asked: string | null;
  isBusy: boolean;
  problem: string | null;
  /** The repository whose page is open. */
  shown: string | null;
}

export interface HubState {
  search: HubSearch;
  /** Newest first; `null` until they are requested. */
  requests: readonly OutgoingRequest[] | null;
}

export const hubState: HubState = {
  search: {
    text: '',
    sort: 'downloads',
    found: null,
    asked: null,
    isBusy: false,
    problem: null,
    shown: null,
  },
  requests: null,
};
