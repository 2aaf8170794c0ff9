/** Everything about models but the one that runs: the library, the hub, and what is fetched. The calls of the contract. */
import { basename, join } from 'node:path';
import type { Db } from './database/connection.ts';
import type { OwnSpeed } from './chats/statistics.ts';
import type { Store } from './chats/store.ts';
import type { HubFile, HubModel, HubModelDetails } from '../shared/contract/hub.ts';
import type { Library, LibraryModel } from '../shared/contract/library.ts';
import type { MemoryFor } from './memory/memory-for.ts';
import { openDownloads } from './downloads/downloads.ts';
import type { EngineConfig } from '../shared/engine/protocol.ts';
import { catalogueFile } from '../system/paths.ts';
import { Refusal } from '../shared/rpc/refusal.ts';
import { recommend } from '../shared/memory/recommend.ts';
import { readCatalogue } from './hub/catalogue.ts';
import { createFitting } from './memory/fitting.ts';
import type { EventName, Events } from '../shared/contract/contract.ts';
import type { AppFacts } from '../shared/contract/app.ts';
import type { Settings } from '../shared/contract/settings.ts';
import type { Log } from '../system/log.ts';
import { openOutgoing } from './network/outgoing.ts';
import { openRequestList } from './network/request-list.ts';
import { openTokenStore, refuseOddToken, type KeyStore } from './network/token.ts';
import type { Handlers } from './server.ts';
import { loadLastUsed, loadMeasuredFlash, saveLastUsed } from './settings/settings.ts';
import { openHub } from './hub/hub.ts';
import { openLibrary } from './library/library.ts';
import { unsupportedProblem, type Supported } from '../shared/model/unsupported.ts';

interface ModelsOptions {
  db: Db;
  store: Store;
  dataFolder: string;
  starterModel: string;
  version: string;
  home: string;
  env: NodeJS.ProcessEnv;
  settings: () => Settings;
  emit: <Name extends EventName>(name: Name, data: Events[Name]) => void;
  /** `null` where this shell has none. */
  moveToBin: ((paths: string[]) => Promise<void>) | null;
  keyStore: KeyStore | null;
  /** How a model would be run; without a path, one that has no settings of its own. */
  configFor: (path: string) => EngineConfig;
  /** What of memory a model would find that is run so. */
  memoryFor: MemoryFor;
  supported: () => Supported;
  /** Lets go of the model at `path`, where it runs, before its files go. */
  letGo: (path: string) => Promise<void>;
  /** The same before they move. */
  letGoToMove: (path: string) => Promise<void>;
  /** The model at `from` is at `to` now. */
  moved: (from: string, to: string) => void;
  log: Log;
}

const mostPages = 30;
const freshMs = 10 * 60_000;

export const openModels = (options: ModelsOptions) => {
  const { db, store, dataFolder, settings, emit, log } = options;
  const modelFolder = join(dataFolder, 'models');
  const token = openTokenStore({ folder: dataFolder, keyStore: options.keyStore });
  const requests = openRequestList(db);
  const outgoing = openOutgoing({
    version: options.version,
    settings,
    env: options.env,
    hubToken: () => token.read(),
    requests,
    onRequest: (request) => emit('request.changed', { request }),
  });

  let lastUsed = loadLastUsed(store);
  const library = openLibrary({
    db,
    modelFolder,
    starterModel: options.starterModel,
    platform: process.platform,
    env: options.env,
    home: options.home,
    moveToBin: options.moveToBin,
    letGo: options.letGo,
    letGoToMove: options.letGoToMove,
    moved: (from, to) => {
      const { [from]: usedAt, ...others } = lastUsed;
      lastUsed = usedAt === undefined ? others : { ...others, [to]: usedAt };
      saveLastUsed(store, lastUsed);
      options.moved(from, to);
    },
    lastUsed: (path) => lastUsed[path] ?? null,
    onChange: () => emit('library.changed', { library: libraryState() }),
    onImports: () => emit('imports.changed', { imports: library.imports() }),
    log,
  });
  const libraryState = (): Library => {
    const { models, ...others } = library.state();
    const judged = models.map((model) => {
      const isModel = model.kind !== 'projector' && model.kind !== 'adapter';
      const unsupported = isModel ? unsupportedProblem(options.supported(), model.architecture) : null;
      return { ...model, problem: model.problem ?? unsupported };
    });
    return { ...others, models: judged };
  };
  const judgedHub = <Found extends HubModel>(model: Found): Found => {
    const problem = unsupportedProblem(options.supported(), model.architecture);
    return problem === null ? model : { ...model, problem };
  };
  /** Whether a file of a repository is in the library, whole. */
  const isHere = (repository: string, { parts }: HubFile): boolean =>
    library
      .state()
      .models.some(
        ({ source, files }) =>
          source === repository &&
          parts.every(({ path, bytes }) =>
            files.some((file) => file.bytes === bytes && file.path.endsWith(path.split('/').at(-1)!)),
          ),
      );
  const hub = openHub({ outgoing, places: settings, hasToken: () => token.read() !== null, isHere });

  /** Pages of models that were looked at: neither the window nor a download asks the hub for them again while they are fresh. */
  const pages = new Map<string, { at: number; details: Promise<HubModelDetails> }>();
  const look = (repository: string): Promise<HubModelDetails> => {
    const details = hub.model(repository);
    pages.delete(repository);
    pages.set(repository, { at: performance.now(), details });
    details.catch(() => pages.delete(repository));
    if (pages.size > mostPages) pages.delete(pages.keys().next().value!);
    return details;
  };
  const lookAgain = async (repository: string): Promise<HubModelDetails> => {
    const page = pages.get(repository);
    const isFresh = page !== undefined && performance.now() - page.at < freshMs;
    const details = await (isFresh ? page.details : look(repository));
    // One of its files may have been downloaded since.
    return {
      ...details,
      files: details.files.map((file) => ({ ...file, isHere: isHere(repository, file) })),
    };
  };

  const downloads = openDownloads({
    db,
    outgoing,
    modelFolder,
    fileUrl: hub.fileUrl,
    onChange: (download) => emit('download.changed', { download }),
    onGone: (id) => emit('download.gone', { id }),
    onDone: () => void library.rescan().catch((error: unknown) => log.warn(`no rescan: ${String(error)}`)),
    log,
  });
  const titleOf = (path: string): string | null => library.find(path)?.name ?? null;
  const fitting = createFitting({
    filesOf: (path) => library.find(path)?.files.map((file) => file.path) ?? [path],
    nameOf: (path) => titleOf(path) ?? basename(path),
    hub,
    details: lookAgain,
    machine: options.memoryFor,
    configFor: options.configFor,
    ceilings: () => store.allCeilings(),
    ownSpeed: (path) => {
      const model = library.find(path);
      return model === null ? null : ownSpeedOf(store.ownSpeeds(), model);
    },
    measuredPlain: (path) => loadMeasuredFlash(store)[path] === false,
    supported: options.supported,
  });

  const calls = {
    library: () => libraryState(),
    rescanLibrary: () => library.rescan(),
    modelMetadata: ({ path }) => library.metadata(path),
    addModelFolder: ({ path }) => library.addFolder(path),
    removeModelFolder: ({ path }) => library.removeFolder(path),
    importModel: ({ path, how }) => library.importModel(path, how),
    imports: () => library.imports(),
    cancelImport: ({ id }) => library.cancelImport(id),
    deleteModel: ({ path, forGood }) => library.deleteModel(path, forGood),
    searchHub: async (search) => {
      const { models, next } = await hub.search(search);
      return { models: models.map(judgedHub), next };
    },
    hubModel: async ({ repository }) => judgedHub(await lookAgain(repository)),
    catalogue: () => readCatalogue(catalogueFile),
    adviseCatalogue: async () => {
      const machine = await options.memoryFor(options.configFor(''));
      const speeds = store.ownSpeeds();
      return recommend(readCatalogue(catalogueFile), machine, store.allCeilings(), {
        ownSpeed: ({ file }) => ownSpeedOfFile(speeds, basename(file)),
        problem: ({ architecture }) => unsupportedProblem(options.supported(), architecture),
      });
    },
    fitModel: ({ path, wish }) => fitting.local(path, wish),
    fitHubFile: ({ repository, file, wish }) => fitting.remote(repository, file, wish),
    fitHubFiles: ({ repository, wish }) => fitting.remoteAll(repository, wish),
    machineMemory: () => options.memoryFor(options.configFor('')),
    adviseQuantization: ({ repository }) => fitting.advise(repository),
    downloads: () => downloads.list(),
    startDownload: async ({ repository, file }) => {
      const details = await lookAgain(repository);
      const wanted = details.files.find(({ path }) => path === file);
      if (wanted === undefined) throw new Refusal('hub.no-such-file', { repository, file });
      const { revision, licence } = details;
      return downloads.start({ repository, revision, licence, parts: wanted.parts });
    },
    pauseDownload: ({ id }) => downloads.pause(id),
    resumeDownload: ({ id }) => downloads.resume(id),
    cancelDownload: ({ id }) => downloads.cancel(id),
    outgoingRequests: () => outgoing.list(),
    clearOutgoingRequests: () => outgoing.clearList(),
    setHubToken: ({ token: text }) => {
      if (text !== '') refuseOddToken(text, settings());
      if (text === '') token.remove();
      else token.write(text);
      return { hasHubToken: token.read() !== null };
    },
  } satisfies Partial<Handlers>;

  return {
    calls,
    fitting,
    titleOf,
    /** Begins to look for models, and to watch their folders. */
    start: () => library.start(),
    facts: (): Pick<AppFacts, 'tokenStore' | 'hasHubToken' | 'modelFolder'> => ({
      tokenStore: token.kind,
      hasHubToken: token.read() !== null,
      modelFolder,
    }),
    /** A model was opened by its path: from then on it is in the library, where it lies. */
    opened: (path: string): void => {
      if (library.find(path) !== null) return;
      library
        .importModel(path, 'in-place')
        .catch((error: unknown) => log.warn(`${path} is not in the library: ${String(error)}`));
    },
    /** The engine has told which architectures llama.cpp supports. */
    supportTold: (): void => emit('library.changed', { library: libraryState() }),
    settingsChanged: (): void => {
      outgoing.settingsChanged();
      downloads.networkChanged();
    },
    /** An answer of the model at `path` ended. */
    used: (path: string): void => {
      lastUsed[path] = Date.now();
      saveLastUsed(store, lastUsed);
    },
    close: async (): Promise<void> => {
      await downloads.close();
      await outgoing.close();
      await library.close();
    },
  };
};

/** Tokens/s that a model wrote in its own answers; `null` if they do not tell. */
const ownSpeedOf = (speeds: readonly OwnSpeed[], { id, path, files }: LibraryModel): number | null =>
  (
    speeds.find((one) => one.id !== null && one.id === id) ??
    // Answers from before models had identities.
    speeds.find(
      (one) => one.id === null && basename(one.path) === basename(path) && one.bytes === files[0]?.bytes,
    )
  )?.tokensPerS ?? null;

/** The same by the name of its file, which in the catalogue says the quantization too. */
const ownSpeedOfFile = (speeds: readonly OwnSpeed[], fileName: string): number | null =>
  speeds.find((one) => basename(one.path) === fileName)?.tokensPerS ?? null;
