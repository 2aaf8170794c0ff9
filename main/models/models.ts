/** Everything about models but the one that runs: the library, the hub, and what is fetched. The calls of the contract. */
import { join } from 'node:path';
import type { Db } from '../chats/database.ts';
import type { Store } from '../chats/store.ts';
import type { EventName, Events } from '../contract/contract.ts';
import type { AppFacts, Settings } from '../contract/types.ts';
import type { Log } from '../log.ts';
import { openOutgoing } from '../network/outgoing.ts';
import { openRequestList } from '../network/request-list.ts';
import { openTokenStore, type KeyStore } from '../network/token.ts';
import type { Handlers } from '../rpc/server.ts';
import { loadLastUsed, saveLastUsed } from '../settings.ts';
import { openHub } from './hub.ts';
import { openLibrary } from './library.ts';

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
  /** Lets go of the model at `path`, where it runs, before its files go. */
  letGo: (path: string) => Promise<void>;
  log: Log;
}

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

  const lastUsed = loadLastUsed(store);
  const library = openLibrary({
    db,
    modelFolder,
    starterModel: options.starterModel,
    platform: process.platform,
    env: options.env,
    home: options.home,
    moveToBin: options.moveToBin,
    letGo: options.letGo,
    lastUsed: (path) => lastUsed[path] ?? null,
    onChange: () => emit('library.changed', { library: library.state() }),
    log,
  });
  const hub = openHub({
    outgoing,
    places: settings,
    hasToken: () => token.read() !== null,
    isHere: (repository, { parts }) =>
      library
        .state()
        .models.some(
          ({ source, files }) =>
            source === repository &&
            parts.every(({ path, bytes }) =>
              files.some((file) => file.bytes === bytes && file.path.endsWith(path.split('/').at(-1)!)),
            ),
        ),
  });

  const calls = {
    library: () => library.state(),
    rescanLibrary: () => library.rescan(),
    modelMetadata: ({ path }) => library.metadata(path),
    addModelFolder: ({ path }) => library.addFolder(path),
    removeModelFolder: ({ path }) => library.removeFolder(path),
    importModel: ({ path, how }) => library.importModel(path, how),
    deleteModel: ({ path, forGood }) => library.deleteModel(path, forGood),
    searchHub: (search) => hub.search(search),
    hubModel: ({ repository }) => hub.model(repository),
    outgoingRequests: () => outgoing.list(),
    clearOutgoingRequests: () => requests.clear(),
    setHubToken: ({ token: text }) => {
      if (text === '') token.remove();
      else token.write(text);
    },
  } satisfies Partial<Handlers>;

  return {
    calls,
    library,
    /** Begins to look for models, and to watch their folders. */
    start: () => library.start(),
    facts: (): Pick<AppFacts, 'tokenStore' | 'hasHubToken' | 'modelFolder'> => ({
      tokenStore: token.kind,
      hasHubToken: token.read() !== null,
      modelFolder,
    }),
    settingsChanged: (): void => outgoing.settingsChanged(),
    /** An answer of the model at `path` ended. */
    used: (path: string): void => {
      lastUsed[path] = Date.now();
      saveLastUsed(store, lastUsed);
    },
    close: async (): Promise<void> => {
      await outgoing.close();
      await library.close();
    },
  };
};
