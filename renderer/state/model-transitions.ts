/** Changes of the state of models, downloads and requests, as pure functions like those of `transitions.ts`. */
import type { Download } from '../../main/shared/contract/downloads.ts';
import type { HubModel } from '../../main/shared/contract/hub.ts';
import type { Library } from '../../main/shared/contract/library.ts';
import type { OutgoingRequest } from '../../main/shared/contract/network.ts';
import { modelFileName } from './model-names.ts';
import { isShown } from './frame.ts';
import type { HubSort } from './hub.ts';
import type { WindowState } from './window-state.ts';

/** Takes the whole library from a reply or an event. A model that did not change stays the same object. */
export const libraryTold = (state: WindowState, library: Library): WindowState => {
  const known = new Map(state.library?.models.map((model) => [model.path, model]));
  const models = library.models.map((model) => {
    const old = known.get(model.path);
    return old && JSON.stringify(old) === JSON.stringify(model) ? old : model;
  });
  const isGone = state.shownModel !== null && !models.some(({ path }) => path === state.shownModel);
  // During a scan, models that are missing so far may still be found.
  return {
    ...state,
    library: { ...library, models },
    shownModel: isGone && !library.isScanning ? null : state.shownModel,
  };
};

/** Takes the library from an event, unless this window has never requested it. */
export const libraryChanged = (state: WindowState, library: Library): WindowState =>
  state.library === null ? state : libraryTold(state, library);

/** Ignored until all downloads were requested: the reply includes earlier changes. */
export const downloadChanged = (state: WindowState, download: Download): WindowState => {
  if (state.downloads === null) return state;
  const old = state.downloads.find(({ id }) => id === download.id);
  const isSeen = isShown(state, 'models', 'downloads');
  const hasArrived = download.state === 'done' && old !== undefined && old.state !== 'done' && !isSeen;
  return {
    ...state,
    arrived: hasArrived ? { name: modelFileName(download.file), path: download.target } : state.arrived,
    downloads: old
      ? state.downloads.map((known) => (known.id === download.id ? download : known))
      : [download, ...state.downloads],
  };
};

export const downloadGone = (state: WindowState, id: string): WindowState => {
  const gone = state.downloads?.find((download) => download.id === id);
  if (gone === undefined) return state;
  return {
    ...state,
    downloads: state.downloads!.filter((download) => download !== gone),
    arrived: state.arrived?.path === gone.target ? null : state.arrived,
  };
};

export const requestChanged = (state: WindowState, request: OutgoingRequest): WindowState => {
  if (state.requests === null) return state;
  const isKnown = state.requests.some(({ id }) => id === request.id);
  return {
    ...state,
    requests: isKnown
      ? state.requests.map((known) => (known.id === request.id ? request : known))
      : [request, ...state.requests],
  };
};

/** A load requested in this window was refused. In the library, the facts of the model open, which explain it. */
export const loadRefused = (state: WindowState, path: string, problem: string): WindowState => ({
  ...state,
  load: { path, isWaiting: false, problem },
  shownModel: isShown(state, 'models', 'library') ? path : state.shownModel,
});

/** A search was sent, for the first results or for more of them. */
export const searchSent = (
  state: WindowState,
  text: string,
  sort: HubSort,
  isMore: boolean,
): WindowState => ({
  ...state,
  search: {
    ...state.search,
    asked: text,
    sort,
    isBusy: true,
    problem: null,
    found: isMore ? state.search.found : null,
    shown: isMore ? state.search.shown : null,
  },
});

interface Found {
  models: readonly HubModel[];
  next: string | null;
}

/** Takes the results of a search, unless a newer one was sent since. */
export const searchFound = (state: WindowState, text: string, sort: HubSort, found: Found): WindowState => {
  const { search } = state;
  if (search.asked !== text || search.sort !== sort) return state;
  const before = search.found?.models ?? [];
  const ids = new Set(before.map(({ id }) => id));
  const models = [...before, ...found.models.filter(({ id }) => !ids.has(id))];
  return { ...state, search: { ...search, isBusy: false, found: { models, next: found.next } } };
};

export const searchFailed = (
  state: WindowState,
  text: string,
  sort: HubSort,
  problem: string,
): WindowState => {
  const { search } = state;
  return search.asked === text && search.sort === sort
    ? { ...state, search: { ...search, isBusy: false, problem } }
    : state;
};

/** Back to the state before any search. */
export const searchCleared = (state: WindowState): WindowState => ({
  ...state,
  search: {
    ...state.search,
    text: '',
    asked: null,
    found: null,
    isBusy: false,
    problem: null,
    shown: null,
  },
});
