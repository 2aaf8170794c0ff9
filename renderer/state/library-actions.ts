/** The actions on the models on this machine. */
import type { Args } from '../../main/shared/contract/contract.ts';
import { isShown, pageShown } from './frame.ts';
import { wasRefused } from './loading.ts';
import { modelFileName } from './model-names.ts';
import { libraryTold } from './model-transitions.ts';
import type { Behind } from './behind.ts';
import { frameWords } from '../words/frame.ts';
import type { LibraryQuery } from './library.ts';

/** A file that was dropped on the window. */
interface Dropped {
  name: string;
  isModel: boolean;
  /** `null` if the browser hides it. */
  path: string | null;
}

export const createLibraryActions = ({ call, get, update, put, tryCall }: Behind) => {
  /**
   * Adds a model to the library and shows it there. A copy takes minutes: if the user has moved to another page by then, a
   * notice appears instead.
   */
  const importModel = async (path: string, how: Args<'importModel'>['how']): Promise<void> => {
    const before = get().shownModel;
    const imported = await call('importModel', { path, how });
    if (imported === null) return;
    const isWatched = isShown(get(), 'models', 'library') && get().shownModel === before;
    if (isWatched || how === 'in-place')
      put({ ...pageShown(get(), 'models', 'library'), shownModel: imported, dropped: null });
    else put({ arrived: { name: modelFileName(imported), path: imported } });
  };
  /** Asks for the path of a dropped file of which only the name is known; `null` for none. */
  const askForPath = (dropped: string | null): void =>
    put(
      dropped === null
        ? { dropped }
        : { ...pageShown(get(), 'models', 'library'), dropped, panel: { id: 'add-model' } },
    );

  return {
    askLibrary: async (): Promise<void> => {
      const library = await call('library', {});
      update((state) => libraryTold(state, library));
    },
    askDownloads: async (): Promise<void> => put({ downloads: await call('downloads', {}) }),
    askImports: async (): Promise<void> => put({ imports: await call('imports', {}) }),
    queryLibrary: (patch: Partial<LibraryQuery>): void =>
      put({ libraryQuery: { ...get().libraryQuery, ...patch } }),
    /** Opens a model of the library beside its list. The reason why an earlier load was refused is not shown again there. */
    showModel: (path: string): void =>
      put({ shownModel: path, ...(wasRefused(get()) ? { load: null } : {}) }),
    showInLibrary: (path: string): void =>
      put({ ...pageShown(get(), 'models', 'library'), shownModel: path }),
    importModel,
    /** Adds dropped files to the library in place; if their path is unknown, the library asks for it. */
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
    /** The user has opened the model that was downloaded or copied, or closed its notice. */
    forgetArrived: (): void => put({ arrived: null }),
  };
};
