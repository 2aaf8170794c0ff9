/** What the window's parts can do about models, downloads and requests: the half of the session that is about them. */
import type { Args } from '../../main/shared/contract/contract.ts';
import type { FitWish } from '../../main/shared/contract/memory.ts';
import type { LoadSettings } from '../../main/shared/contract/settings.ts';
import type { Client } from '../../main/shared/rpc/client.ts';
import { modelFileName } from './model-names.ts';
import {
  libraryTold,
  loadRefused,
  searchCleared,
  searchFailed,
  searchFound,
  searchSent,
} from './model-transitions.ts';
import { sentenceOf } from './sentence.ts';
import type { HubSearch, HubSort, LibraryQuery, ModelsTab, WindowState } from './window-state.ts';
import { frameWords } from '../words/frame.ts';

interface Behind {
  call: Client['call'];
  get: () => WindowState;
  update: (change: (state: WindowState) => WindowState) => void;
  /** Runs a call whose refusal is shown at the foot of the page. */
  tryCall: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** What becomes of an answer that is being written. */
export type Interruption = 'stop' | 'wait';

/** A file that was dropped on the window. */
interface Dropped {
  name: string;
  isModel: boolean;
  /** `null` where the browser does not tell it. */
  path: string | null;
}

export const createModelActions = ({ call, get, update, tryCall }: Behind) => {
  const put = (patch: Partial<WindowState>): void => update((state) => ({ ...state, ...patch }));

  const askLibrary = async (): Promise<void> => {
    const library = await call('library', {});
    update((state) => libraryTold(state, library));
  };
  const askDownloads = async (): Promise<void> => put({ downloads: await call('downloads', {}) });
  const askImports = async (): Promise<void> => put({ imports: await call('imports', {}) });
  const askRequests = async (): Promise<void> => put({ requests: await call('outgoingRequests', {}) });

  const forgetRefusal = (): void =>
    update((state) =>
      state.load === null || state.load.problem === null ? state : { ...state, load: null },
    );
  /** Opens the page of models at one of its parts. */
  const showModels = (modelsTab: ModelsTab): void => {
    forgetRefusal();
    put({ page: 'models', modelsTab });
  };

  /**
   * Takes a model into the library and shows it there. A copy takes minutes: who looks at something else at its end is
   * told that it is here.
   */
  const importModel = async (path: string, how: Args<'importModel'>['how']): Promise<void> => {
    const before = get().shownModel;
    const imported = await call('importModel', { path, how });
    if (imported === null) return;
    const { page, modelsTab, shownModel } = get();
    const isWatched = page === 'models' && modelsTab === 'library' && shownModel === before;
    if (isWatched || how === 'in-place')
      put({ page: 'models', modelsTab: 'library', shownModel: imported, dropped: null });
    else put({ arrived: { name: modelFileName(imported), path: imported } });
  };
  /** A file that was dropped, of which only the name is known; `null` for none. */
  const askForPath = (dropped: string | null): void =>
    put(dropped === null ? { dropped } : { page: 'models', modelsTab: 'library', dropped });

  let decide: ((choice: Interruption | null) => void) | null = null;
  /** Puts what was asked for to the person where it is in the way of an answer; `null`: they would rather not. */
  const interrupting = async (
    what: 'switch' | 'unload',
  ): Promise<{ whileAnswering?: Interruption } | null> => {
    if (get().running.size === 0) return {};
    decide?.(null);
    put({ interruption: what });
    const choice = await new Promise<Interruption | null>((resolve) => (decide = resolve));
    decide = null;
    put({ interruption: null });
    return choice === null ? null : { whileAnswering: choice };
  };

  const sendSearch = async (text: string, sort: HubSort, cursor: string | null): Promise<void> => {
    update((state) => searchSent(state, text, sort, cursor !== null));
    try {
      const found = await call('searchHub', { text, sort, cursor });
      update((state) => searchFound(state, text, sort, found));
    } catch (error) {
      update((state) => searchFailed(state, text, sort, sentenceOf(error)));
    }
  };
  const putSearch = (patch: Partial<HubSearch>): void =>
    update((state) => ({ ...state, search: { ...state.search, ...patch } }));

  return {
    /** After a new connection: downloads are shown in the header, the others only where they were asked for before. */
    refresh: (): void => {
      const { library, requests } = get();
      // Where one of them cannot be had, the part that shows it asks again and says why.
      for (const asked of [
        askDownloads(),
        askImports(),
        ...(library === null ? [] : [askLibrary()]),
        ...(requests === null ? [] : [askRequests()]),
      ])
        asked.catch(() => undefined);
    },
    askLibrary,
    askDownloads,
    askRequests,
    showModels,

    queryLibrary: (patch: Partial<LibraryQuery>): void =>
      update((state) => ({ ...state, libraryQuery: { ...state.libraryQuery, ...patch } })),
    showModel: (path: string | null): void => {
      forgetRefusal();
      put({ shownModel: path });
    },
    showInLibrary: (path: string): void => put({ page: 'models', modelsTab: 'library', shownModel: path }),

    /** Loads a model. What comes of it is told by `engine` and, where it is refused, by `load`. */
    load: async (path: string): Promise<boolean> => {
      const how = await interrupting('switch');
      if (how === null) return false;
      put({ load: { path, isWaiting: how.whileAnswering === 'wait', problem: null } });
      const isStarter =
        get().library?.models.some((model) => model.path === path && model.owner === 'starter') ?? false;
      try {
        await (isStarter ? call('openStarterModel', how) : call('openModel', { path, ...how }));
        update((state) => (state.load?.path === path ? { ...state, load: null } : state));
        return true;
      } catch (error) {
        // One that was cancelled, or made way for another, is no failure.
        update((state) => (state.load?.path === path ? loadRefused(state, path, sentenceOf(error)) : state));
        return false;
      }
    },
    /** A file that need not be in the library; a refusal is the caller's to show. */
    openFile: async (path: string): Promise<void> => {
      const how = await interrupting('switch');
      if (how !== null) await call('openModel', { path, ...how });
    },
    openStarterModel: async (): Promise<void> => {
      const how = await interrupting('switch');
      if (how !== null) await call('openStarterModel', how);
    },
    /** `null` leaves everything as it is. */
    decideInterruption: (choice: Interruption | null): void => decide?.(choice),
    cancelLoad: async (): Promise<void> => {
      put({ load: null });
      await call('cancelLoad', {});
    },
    /** What was refused is said until it was seen. */
    forgetRefusal,
    /** What was fetched is looked at, or not wanted to be. */
    forgetArrived: (): void => put({ arrived: null }),
    unloadModel: async (): Promise<void> => {
      const how = await interrupting('unload');
      if (how !== null) await call('unloadModel', how);
    },

    loadSettings: (path: string) => call('loadSettings', { path }),
    changeLoadSettings: (path: string, settings: LoadSettings) =>
      call('changeLoadSettings', { path, settings }),

    rescanLibrary: () => call('rescanLibrary', {}),
    modelMetadata: (path: string) => call('modelMetadata', { path }),
    addModelFolder: (path: string) => call('addModelFolder', { path }),
    removeModelFolder: (path: string) => call('removeModelFolder', { path }),
    pickFolder: () => call('pickFolder', {}),
    importModel,
    /** Of what was begun in a panel that is closed by now. */
    tellProblem: (error: unknown): void => put({ problem: sentenceOf(error) }),
    cancelImport: (id: string) => call('cancelImport', { id }),
    /** Takes dropped files in where they lie; where their path is not known, the library asks for it. */
    takeDropped: async (files: readonly Dropped[]): Promise<void> => {
      const models = files.filter(({ isModel }) => isModel);
      await tryCall(async () => {
        if (models.length === 0) throw new Error(frameWords.notModelFile);
        for (const { name, path } of models) {
          if (path === null) return askForPath(name);
          await importModel(path, 'in-place');
        }
      });
    },
    askForPath,
    deleteModel: (path: string, forGood: boolean) => call('deleteModel', { path, forGood }),

    fitModel: (path: string, wish: FitWish) => call('fitModel', { path, wish }),
    fitHubFile: (repository: string, file: string, wish: FitWish) =>
      call('fitHubFile', { repository, file, wish }),
    fitHubFiles: (repository: string, wish: FitWish) => call('fitHubFiles', { repository, wish }),
    machineMemory: () => call('machineMemory', {}),

    catalogue: () => call('catalogue', {}),
    adviseCatalogue: () => call('adviseCatalogue', {}),
    /** As it stands in the field; nothing is sent. */
    typeSearch: (text: string): void => putSearch({ text }),
    sortSearch: (sort: HubSort): void => putSearch({ sort }),
    sendSearch: (text: string, sort: HubSort): Promise<void> => sendSearch(text, sort, null),
    moreFound: async (): Promise<void> => {
      const { asked, sort, found, isBusy } = get().search;
      const next = found?.next ?? null;
      if (asked !== null && next !== null && !isBusy) await sendSearch(asked, sort, next);
    },
    clearSearch: (): void => update(searchCleared),
    showRepository: (repository: string | null): void => putSearch({ shown: repository }),
    hubModel: (repository: string) => call('hubModel', { repository }),
    adviseQuantization: (repository: string) => call('adviseQuantization', { repository }),

    startDownload: (repository: string, file: string) => call('startDownload', { repository, file }),
    pauseDownload: (id: string) => call('pauseDownload', { id }),
    resumeDownload: (id: string) => call('resumeDownload', { id }),
    cancelDownload: (id: string) => call('cancelDownload', { id }),

    clearRequests: async (): Promise<void> => {
      await call('clearOutgoingRequests', {});
      put({ requests: [] });
    },
    setHubToken: async (token: string): Promise<void> => {
      await call('setHubToken', { token });
      update((state) =>
        state.app === null ? state : { ...state, app: { ...state.app, hasHubToken: token.trim() !== '' } },
      );
    },
  };
};
