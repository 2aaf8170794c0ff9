/** The library with what other rooms know of its models: when each answered last, and whether the engine supports it. */
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { HubFile } from '../../shared/contract/hub.ts';
import type { Library, libraryCalls } from '../../shared/contract/library.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import { unsupportedProblem } from '../../shared/model/unsupported.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { loadLastUsed, saveLastUsed, type SettingStore } from '../settings/settings.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import type { KnownFiles } from './known-files.ts';
import { openLibrary, type LibraryOptions, type ModelLibrary } from './library.ts';

/** Whoever uses model files, and has to know before they go. */
interface FileUser {
  /** The files of the model at `path` are about to go. */
  letGo(path: string): Promise<void>;
  /** The files of the model at `path` are about to move. */
  letGoToMove(path: string): Promise<void>;
  /** The model at `from` is at `to` now. */
  moved(from: string, to: string): void;
}

interface ModelsOptions extends Pick<
  LibraryOptions,
  'db' | 'modelFolder' | 'starterModel' | 'moveToBin' | 'platform' | 'env' | 'home' | 'log'
> {
  store: SettingStore;
  emit: Emit;
  /** The native folder picker, if the shell has one; `null` if it was closed without a choice. */
  pickFolder?: () => Promise<string | null>;
  engine: Engine;
  settings: KeptSettings;
  known: KnownFiles;
}

export interface Models {
  library: ModelLibrary;
  /** Scans all folders for models; resolves when that is over. */
  scan(): Promise<void>;
  /** Looks for models again, for example after a download. */
  look(): void;
  /** What the library calls the model at this path; `null` if it does not list it. */
  titleOf(path: string): string | null;
  /** Whom to ask before files go. */
  usedBy(user: FileUser): void;
  /** Whether a file of a repository on the hub is in the library, with all its parts. */
  has(repository: string, file: HubFile): boolean;
  /** A model was opened by its path: from now on it is in the library, in place. */
  opened(path: string): void;
  /** An answer of the model at `path` ended. */
  answered(path: string): void;
  calls: HandlersOf<typeof libraryCalls>;
}

export const openModels = ({
  store,
  emit,
  pickFolder,
  engine,
  settings,
  known,
  log,
  ...options
}: ModelsOptions): Models => {
  const users: FileUser[] = [];
  const library = openLibrary({
    ...options,
    letGo: async (path) => {
      for (const user of users) await user.letGo(path);
    },
    letGoToMove: async (path) => {
      for (const user of users) await user.letGoToMove(path);
    },
    moved: (from, to) => {
      for (const user of users) user.moved(from, to);
    },
    lastUsed: () => loadLastUsed(store),
    onChange: () => {
      known.libraryChanged();
      settings.takeOver();
      tellChange();
    },
    onImports: () => emit('imports.changed', { imports: library.imports() }),
    log,
  });
  const judged = (): Library => {
    const { models, ...others } = library.state();
    return {
      ...others,
      models: models.map((model) => {
        const isModel = model.kind !== 'projector' && model.kind !== 'adapter';
        const unsupported = isModel ? unsupportedProblem(engine.can.architectures, model.architecture) : null;
        return { ...model, problem: model.problem ?? unsupported };
      }),
    };
  };
  const tellChange = (): void => emit('library.changed', { library: judged() });
  let isSupportTold = false;
  engine.listen(({ state }) => {
    if (state !== 'ready' || isSupportTold || engine.can.architectures === null) return;
    isSupportTold = true;
    tellChange();
  });

  return {
    library,
    scan: () => library.rescan(),
    look: () => void library.rescan().catch((error: unknown) => log.warn(`no rescan: ${String(error)}`)),
    titleOf: (path) => library.find(path)?.name ?? null,
    usedBy: (user) => void users.push(user),
    has: (repository, { parts }) =>
      library
        .state()
        .models.some(
          ({ source, files }) =>
            source === repository &&
            parts.every(({ path, bytes }) =>
              files.some((file) => file.bytes === bytes && file.path.endsWith(path.split('/').at(-1)!)),
            ),
        ),
    opened: (path) => {
      if (library.find(path) !== null) return;
      library
        .importModel(path, 'in-place')
        .catch((error: unknown) => log.warn(`${path} is not in the library: ${String(error)}`));
    },
    answered: (path) => {
      try {
        saveLastUsed(store, { ...loadLastUsed(store), [known.keyOf(path)]: Date.now() });
      } catch (error) {
        log.error('when the model was used last was not stored', error);
      }
    },
    calls: {
      library: judged,
      rescanLibrary: () => library.rescan(),
      modelMetadata: ({ path }) => library.metadata(path),
      addModelFolder: ({ path }) => library.addFolder(path),
      removeModelFolder: ({ path }) => library.removeFolder(path),
      pickFolder: () => {
        if (pickFolder === undefined) throw new Refusal('app.no-folder-picker');
        return pickFolder();
      },
      importModel: ({ path, how }) => library.importModel(path, how),
      imports: () => library.imports(),
      cancelImport: ({ id }) => library.cancelImport(id),
      deleteModel: ({ path, forGood }) => library.deleteModel(path, forGood),
    },
  };
};
