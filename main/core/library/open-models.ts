/**
 * Joins the library with what other rooms know about its models: when each last answered, and whether the engine supports it.
 */
import { basename } from 'node:path';
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

/** A room that uses model files, and is told before they are deleted or moved. */
interface FileUser {
  /** Called before the files of the model at `path` are deleted. */
  letGo(path: string): Promise<void>;
  /** Called before the files of the model at `path` are moved. */
  letGoToMove(path: string): Promise<void>;
  /** Called after the model at `from` was moved to `to`. */
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
  /** All models, with what is wrong with each. */
  now(): Library;
  /** Scans all folders for models; resolves when the scan is over. */
  scan(): Promise<void>;
  /** Starts a scan without waiting for it, for example after a download. */
  look(): void;
  /** The name of the model at this path; `null` if the library does not list it. */
  titleOf(path: string): string | null;
  /** Registers a room that is told before files are deleted or moved. */
  usedBy(user: FileUser): void;
  /** Whether a file of a Hugging Face repository is in the library, with all its parts. */
  has(repository: string, file: HubFile): boolean;
  /** Adds a model that was opened by its path to the library, in place. */
  opened(path: string): void;
  /** Stores the current time as that of the last answer of the model at `path`. */
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
      try {
        settings.takeOver();
      } catch (error) {
        // The next change of the library makes another attempt.
        log.error('the settings of models were not moved to their identities', error);
      }
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
    now: judged,
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
              files.some((file) => file.bytes === bytes && basename(file.path) === path.split('/').at(-1)),
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
