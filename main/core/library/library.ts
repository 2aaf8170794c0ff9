/**
 * Lists all models on this computer: Hearth's own, those that the user added, and those of other programs, which are used in
 * place. A thread finds and watches them; this file holds what the core does with them.
 */
import { existsSync, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve, sep } from 'node:path';
import type { Db } from '../database/connection.ts';
import type { ImportProgress, Library, LibraryModel, MetadataLine } from '../../shared/contract/library.ts';
import type { Log } from '../../system/log.ts';
import { modelKey } from '../../shared/model/model-identity.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { createAnswering, noAnswer } from './answering.ts';
import { startLibraryThread, type LibraryThread } from './ask-library-thread.ts';
import { deleteModelFiles, type MoveToBin } from './delete-model.ts';
import { importFiles, removeUnfinishedImports, type ImportHow } from './import-model.ts';
import { openImports } from './imports.ts';
import { openLibraryStore } from './library-store.ts';
import { programOf, type OtherProgram } from './places.ts';
import type { System } from './programs/system.ts';
import { realPathOf } from './walk.ts';

export interface LibraryOptions extends System {
  db: Db;
  /** Hearth's own model folder. It is created when the first model is put there. */
  modelFolder: string;
  starterModel: string;
  /** `null` if this shell has no bin. Rejects if the files could not be moved there. */
  moveToBin: MoveToBin | null;
  /** Called before the files of a model are deleted. */
  letGo: (path: string) => Promise<void>;
  /** Called before the files of a model are moved. `moved` follows once they are. */
  letGoToMove: (path: string) => Promise<void>;
  /** Called after the model at `from` was moved to `to`. */
  moved: (from: string, to: string) => void;
  /** When each model last ended an answer, in ms since the epoch, by its `modelKey`. */
  lastUsed: () => Readonly<Record<string, number>>;
  onChange: () => void;
  /** Called when a copy begins, makes progress or ends. */
  onImports: () => void;
  log: Log;
  /** See `LibraryThreadOptions`. */
  restMs?: number;
  settleMs?: number;
}

export interface ModelLibrary {
  state(): Library;
  /** The same models as they were found, with `lastUsedAt` left at `null`. */
  models(): readonly LibraryModel[];
  /** Begins to scan and to watch. */
  start(): void;
  /** Scans all places again; resolves when the scan is over. */
  rescan(): Promise<void>;
  /** The model that this file is, or is a part of; `null` if the library has none. */
  find(path: string): LibraryModel | null;
  /** Throws `Refusal` if the file is not in the library or cannot be read. */
  metadata(path: string): Promise<MetadataLine[]>;
  /** Throws `Refusal` if there is no such folder. */
  addFolder(path: string): Promise<void>;
  /** Also removes a single file that was added in place. Throws `Refusal` if the user did not add the path. */
  removeFolder(path: string): Promise<void>;
  /**
   * Resolves with the new path of the model; `null` if the copy was cancelled. Throws `Refusal` if the file is not a model that
   * can be used, or if the disk has no room for it.
   */
  importModel(path: string, how: ImportHow): Promise<string | null>;
  /** Copies that are under way. */
  imports(): ImportProgress[];
  /** Cancels a copy. */
  cancelImport(id: string): void;
  /** Throws `Refusal` if the model is neither Hearth's nor the user's, or if its files cannot be deleted. */
  deleteModel(path: string, forGood: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Opens the library. The thread is started by the first call that needs it. */
export const openLibrary = (options: LibraryOptions): ModelLibrary => {
  const { log, starterModel, onChange, lastUsed } = options;
  const modelFolder = resolve(options.modelFolder);
  const store = openLibraryStore(options.db);
  let library: Library = { models: [], folders: [], isScanning: false };
  let thread: LibraryThread | null = null;
  let isClosed = false;
  const imports = openImports(options.onImports);
  const answering = createAnswering();

  /** `null` if the path leads nowhere. Throws `Refusal` if the disk does not answer or denies access. */
  const statOf = async (path: string): Promise<Stats | null> => {
    const found = await answering.ask(path, () =>
      stat(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EACCES' || error.code === 'EPERM')
          throw new Refusal('library.not-permitted', { path: basename(path) });
        return 'nothing' as const;
      }),
    );
    if (found === null) throw Refusal.of(noAnswer(path));
    return found === 'nothing' ? null : found;
  };

  const startedThread = (): LibraryThread => {
    if (isClosed) throw new Refusal('library.closing');
    return (thread ??= startLibraryThread(
      {
        system: { platform: options.platform, env: options.env, home: options.home },
        restMs: options.restMs ?? 5000,
        settleMs: options.settleMs ?? 500,
      },
      store,
      log,
      {
        onLibrary: (next) => {
          library = next;
          onChange();
        },
        onEnd: () => {
          thread = null;
          library = { ...library, isScanning: false };
          onChange();
        },
      },
    ));
  };

  const rescan = async (): Promise<void> => {
    const own = {
      starterModel,
      modelFolder,
      userFolders: store.places('folder'),
      userFiles: store.places('file'),
    };
    await startedThread().ask({ ask: 'scan', own });
  };

  const find = (path: string): LibraryModel | null =>
    library.models.find((model) => model.path === path) ??
    library.models.find(({ files }) => files.some((file) => file.path === path)) ??
    null;
  const inLibrary = (path: string): LibraryModel => {
    const model = find(path);
    if (model === null) throw new Refusal('library.not-listed', { name: basename(path) });
    return model;
  };

  return {
    state: () => {
      const used = lastUsed();
      return {
        ...library,
        models: library.models.map((model) => ({ ...model, lastUsedAt: used[modelKey(model)] ?? null })),
      };
    },
    models: () => library.models,
    find,
    rescan,
    start: () => {
      removeUnfinishedImports(modelFolder)
        .then(rescan)
        .catch((error: unknown) => {
          if (!isClosed) log.warn(`models were not looked for: ${String(error)}`);
        });
    },
    metadata: async (path) => {
      inLibrary(path);
      return startedThread().ask({ ask: 'metadata', path });
    },
    addFolder: async (given) => {
      const path = resolve(given);
      const found = await statOf(path);
      if (found === null) throw new Refusal('library.no-such-folder', { path });
      if (!found.isDirectory()) throw new Refusal('library.not-a-folder', { path });
      if (library.folders.some((folder) => folder.path === path)) return;
      store.addPlace(path, 'folder');
      await rescan();
    },
    removeFolder: async (given) => {
      const path = resolve(given);
      if (!store.removePlace(path)) {
        const owner = library.folders.find((folder) => folder.path === path)?.owner;
        const program = owner === undefined ? null : programOf(owner);
        throw program === null
          ? new Refusal('library.folder-not-added', { path })
          : new Refusal('library.folder-of-program', { path, program });
      }
      await rescan();
    },
    importModel: async (given, how) => {
      const path = resolve(given);
      checkIsFile(path, await statOf(path));
      // The owner of the file must be certain.
      await rescan();
      const looked = await startedThread().ask({ ask: 'look', path });
      const { known } = looked;
      const program = known === null ? programOfFolder(path, library) : programOf(known.owner);
      if (program !== null && how === 'move')
        throw new Refusal('library.used-by-program', { name: known?.name ?? basename(path), program });
      if (known !== null && (how === 'in-place' || known.owner === 'hearth' || known.owner === 'starter'))
        return known.path;
      const model = known !== null && program !== null ? known : looked.model;
      if (model === null) throw new Refusal('library.not-a-model', { name: basename(path) });
      if (model.problem !== null) throw Refusal.of(model.problem);
      const files = [...model.files, ...(model.projector ? [model.projector] : [])];
      if (how === 'in-place') {
        for (const file of files) store.addPlace(file.path, 'file');
        await rescan();
        return model.path;
      }
      const own = library.models.filter(({ owner }) => owner === 'hearth');
      const target = await imports.run(model.name, (signal, onCopied) =>
        importFiles({
          model,
          how,
          modelFolder,
          own,
          signal,
          onCopied,
          letGo: () => options.letGoToMove(model.path),
        }),
      );
      if (target === null) return null;
      if (how === 'move') {
        for (const file of files) store.removePlace(file.path);
        // If Hearth's folder already had the same model, the original was left where it was.
        if (!existsSync(model.path)) options.moved(model.path, target);
      }
      await rescan();
      return target;
    },
    imports: imports.list,
    cancelImport: imports.cancel,
    deleteModel: async (path, forGood) => {
      const model = inLibrary(path);
      const program = programOf(model.owner);
      if (program !== null) throw new Refusal('library.model-of-program', { name: model.name, program });
      if (model.owner === 'starter') throw new Refusal('library.built-in', { name: model.name });
      await options.letGo(model.path);
      const removed = await deleteModelFiles({
        model,
        others: library.models.filter((other) => other !== model),
        modelFolder,
        forGood,
        moveToBin: options.moveToBin,
      });
      for (const file of removed) store.removePlace(file);
      await rescan();
    },
    close: async () => {
      isClosed = true;
      await imports.close();
      await thread?.close();
      thread = null;
    },
  };
};

/** The program whose folder holds a file; `null` if it is in none. */
const programOfFolder = (path: string, { folders }: Library): OtherProgram | null => {
  const lies = realPathOf(path);
  const folder = folders.find(
    (each) => programOf(each.owner) !== null && lies.startsWith(realPathOf(each.path) + sep),
  );
  return folder === undefined ? null : programOf(folder.owner);
};

/** Throws `Refusal` unless the path leads to a regular file. */
const checkIsFile = (path: string, found: Stats | null): void => {
  if (found === null) throw new Refusal('library.no-such-file', { path });
  if (found.isDirectory()) throw new Refusal('library.is-a-folder', { path });
  if (!found.isFile()) throw new Refusal('library.not-a-file', { path });
};
