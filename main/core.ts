/** Hearth without a shell: chats, settings and the engine behind one contract. */
import { availableParallelism } from 'node:os';
import { openDatabase } from './chats/database.ts';
import { removeSnapshots, snapshotFolder, snapshotUsage } from './chats/snapshot-files.ts';
import { Store } from './chats/store.ts';
import { Turns } from './chats/turns.ts';
import { Warmth } from './chats/warmth.ts';
import type { OpenedChat } from './contract/contract.ts';
import type { ModelFacts, Settings } from './contract/types.ts';
import type { EngineConfig } from './engine/protocol.ts';
import { withWindow } from './lens/anatomy.ts';
import { Measuring } from './engine/measuring.ts';
import { Supervisor, type SpawnEngine } from './engine/supervisor.ts';
import type { Log } from './log.ts';
import { isOnBattery } from './power.ts';
import { Refusal } from './rpc/refusal.ts';
import type { Port } from './rpc/port.ts';
import { createServer } from './rpc/server.ts';
import {
  loadDraftModels,
  loadModelPath,
  loadSettings,
  saveDraftModels,
  saveModelPath,
  saveSettings,
} from './settings.ts';

/** How long a deleted chat can be restored; the window offers it for less. */
const undoMs = 30_000;

export interface CoreOptions {
  /** Already claimed, see `claimDataFolder`. */
  dataFolder: string;
  starterModel: string;
  version: string;
  shell: 'window' | 'browser';
  spawnEngine: SpawnEngine;
  /** The native file picker, where the shell has one; `null` when the user closes it. */
  pickModelFile?: () => Promise<string | null>;
  /** Where the shell knows; else what the operating system says. */
  isOnBattery?: () => boolean;
  log: Log;
}

export interface Core {
  /** Serves a window over `port`. */
  connect(port: Port): void;
  /** Stores what runs and ends the engine; resolves when nothing is left. */
  close(): Promise<void>;
}

/** Throws `Refusal` when the database cannot be used. The model loads in the background. */
export const createCore = (options: CoreOptions): Core => {
  const { log, starterModel } = options;
  const store = new Store(openDatabase(options.dataFolder));
  store.recover();
  let settings = loadSettings(store);

  const snapshots = snapshotFolder(options.dataFolder);
  // Of chats that were deleted shortly before Hearth ended: their time to be restored ended with it.
  const kept = new Set(store.chats().map(({ id }) => id));
  removeSnapshots(snapshots, (chatId) => !kept.has(chatId));
  const warmth = new Warmth(store);

  /** The chat that a window showed last. */
  let lookedAt: string | null = null;
  const bringBack = (): void => {
    if (lookedAt === null || turns.isBusy || store.chat(lookedAt) === null) return;
    supervisor.lookAt(lookedAt, turns.prompt(lookedAt));
  };

  const supervisor = new Supervisor(options.spawnEngine, log, {
    onStatus: (engine) => {
      server.emit('engine.changed', { engine });
      if (engine.state === 'ready') bringBack();
    },
    onCache: (state) => {
      warmth.update(state);
      server.emit('cache.changed', { warmth: warmth.of(store.chats()) });
    },
    onDraft: ({ chatId, draft, done, total, promptTokens }) =>
      server.emit('draft.moved', { chatId, draft, done, total, promptTokens }),
  });
  const turns = new Turns({
    store,
    supervisor,
    settings: () => settings,
    emit: (name, data) => server.emit(name, data),
    log,
  });

  const measuring = new Measuring({
    spawn: options.spawnEngine,
    alone: (work) => turns.between(() => supervisor.lend(work)),
    onProgress: (progress) => server.emit('measuring.moved', { measuring: progress }),
    onLog: ({ level, text }) => log[level](`engine, measuring: ${text}`),
  });

  const configFor = (modelPath: string): EngineConfig => ({
    modelPath,
    isStarter: modelPath === starterModel,
    backend: settings.backend,
    gpuLayers: null,
    threads: settings.threads,
    flashAttention: settings.flashAttention,
    batchSize: settings.batchSize,
    tunes: 'once',
    contextLength: settings.contextLength,
    kvPrecision: settings.kvPrecision,
    draftModelPath: loadDraftModels(store)[modelPath] ?? null,
    sequences: null,
    snapshots: { folder: snapshots, budgetBytes: settings.snapshotBudget },
  });

  /** Loads a checked model; when that fails all the same, the one before comes back. */
  const switchModel = (facts: ModelFacts): Promise<ModelFacts> => {
    const before = supervisor.status.model;
    // An answer of the old model would only delay the new one.
    void turns.stopAll();
    return turns.between(async () => {
      try {
        await supervisor.load(configFor(facts.path), facts.name);
      } catch (error) {
        if (before) await supervisor.load(configFor(before.path), before.name).catch(() => undefined);
        throw error;
      }
      saveModelPath(store, facts.isStarter ? null : facts.path);
      return facts;
    });
  };

  /** Takes a hidden chat's data, unless it was restored: its messages and every state that holds them. */
  const purge = (chatId: string): void => {
    if (!store.purgeChat(chatId)) return;
    supervisor.forgetChat(chatId);
    removeSnapshots(snapshots, (owner) => owner === chatId);
  };

  const openChat = (chatId: string): OpenedChat => {
    const chat = store.chat(chatId);
    if (chat === null) throw new Refusal('This chat is no longer there.');
    return { chat, messages: turns.withRunning(chatId, store.path(chatId)), phase: turns.phase(chatId) };
  };

  const server = createServer(
    {
      greet: () => ({
        app: {
          version: options.version,
          shell: options.shell,
          platform: process.platform,
          cores: supervisor.cores ?? availableParallelism(),
          canPickFiles: options.pickModelFile !== undefined,
          hasBin: false,
          tokenStore: 'file',
          hasHubToken: false,
          modelFolder: '',
          dataFolder: options.dataFolder,
        },
        chats: store.chats(),
        engine: supervisor.status,
        settings,
        warmth: warmth.of(store.chats()),
      }),

      openChat: ({ chatId }) => {
        const opened = openChat(chatId);
        lookedAt = chatId;
        bringBack();
        return opened;
      },
      renameChat: ({ chatId, title }) => {
        const { chat } = openChat(chatId);
        store.renameChat(chat.id, title);
        server.emit('chat.changed', { chat: { ...chat, title } });
      },
      deleteChat: ({ chatId }) => {
        const { chat } = openChat(chatId);
        turns.stop(chat.id);
        store.hideChat(chat.id);
        setTimeout(() => purge(chat.id), undoMs).unref();
        server.emit('chat.deleted', { chatId });
      },
      restoreChat: ({ chatId }) => {
        if (!store.restoreChat(chatId))
          throw new Refusal('This chat can no longer be restored: the time for it has passed.');
        server.emit('chat.changed', { chat: store.chat(chatId)! });
      },

      setOverflow: ({ chatId, overflow }) => {
        store.setOverflow(openChat(chatId).chat.id, overflow);
        server.emit('chat.changed', { chat: store.chat(chatId)! });
      },
      continueFromSummary: ({ chatId }) => turns.continueFromSummary(chatId),

      startTurn: ({ chatId, text }) => timed((at) => turns.start(chatId, text, at)),
      regenerate: ({ messageId }) => timed((at) => turns.regenerate(messageId, at)),
      editMessage: ({ messageId, text }) => timed((at) => turns.edit(messageId, text, at)),
      selectVersion: ({ messageId }) => {
        const message = store.message(messageId);
        if (message === null) throw new Refusal('This message is no longer there.');
        if (turns.phase(message.chatId))
          throw new Refusal('An answer is still being written in this chat: stop it first.');
        store.selectVersion(message);
        return openChat(message.chatId);
      },
      stopTurn: ({ chatId }) => turns.stop(chatId),

      clock: () => performance.now(),
      turnAnatomy: ({ messageId }) => store.anatomy(messageId),
      chatWork: ({ messageId }) => store.chatWork(messageId),
      notePaint: ({ messageId, sendMs, paintMs, tokenToPaint }) => {
        const anatomy = store.anatomy(messageId);
        // Another window was quicker, or the turn was not measured.
        if (anatomy === null || anatomy.parts.some(({ name }) => name === 'paint')) return;
        const parts = withWindow(anatomy.parts, sendMs, paintMs);
        store.saveAnatomy(messageId, { ...anatomy, parts, tokenToPaint });
      },

      ceilings: () => {
        const { model } = supervisor.status;
        return model && store.ceilings(model.backend, model.device);
      },
      calibrate: async () => {
        const { backend, threads } = settings;
        const ceilings = await measuring.calibrate({ backend, threads, folder: options.dataFolder });
        store.saveCeilings(ceilings);
        return ceilings;
      },
      benchmark: async ({ path, plan }) => {
        const run = await measuring.benchmark(configFor(path), plan);
        store.saveBenchmarkRun(run);
        return run;
      },
      tuneModel: () => {
        const { config, status } = supervisor;
        if (config === null) throw new Refusal('No model is loaded: open one from the header.');
        return turns.between(() => supervisor.load({ ...config, tunes: 'anew' }, status.modelName ?? ''));
      },
      setDraftModel: async ({ path }) => {
        const { config, status } = supervisor;
        if (config === null) throw new Refusal('No model is loaded: open one from the header.');
        const { [config.modelPath]: _, ...others } = loadDraftModels(store);
        const chosen =
          path === null
            ? {}
            : { [config.modelPath]: (await supervisor.inspect(path, config.modelPath)).path };
        saveDraftModels(store, { ...others, ...chosen });
        return turns.between(() => supervisor.load(configFor(config.modelPath), status.modelName ?? ''));
      },
      stopMeasuring: () => measuring.stop(),
      benchmarkRuns: () => store.benchmarkRuns(),
      deleteBenchmarkRun: ({ id }) => store.deleteBenchmarkRun(id),
      statistics: ({ days }) => store.statistics(days),

      openModel: async ({ path }) => switchModel(await supervisor.inspect(path)),
      openStarterModel: async () =>
        switchModel({ ...(await supervisor.inspect(starterModel)), isStarter: true }),
      pickModelFile: () => {
        if (options.pickModelFile === undefined)
          throw new Refusal('There is no file picker here: type the path of the file.');
        return options.pickModelFile();
      },
      unloadModel: notYet,
      cancelLoad: notYet,
      loadSettings: notYet,
      changeLoadSettings: notYet,
      library: notYet,
      rescanLibrary: notYet,
      modelMetadata: notYet,
      addModelFolder: notYet,
      removeModelFolder: notYet,
      pickFolder: notYet,
      importModel: notYet,
      deleteModel: notYet,
      fitModel: notYet,
      fitHubFile: notYet,
      catalogue: notYet,
      searchHub: notYet,
      hubModel: notYet,
      adviseQuantisation: notYet,
      downloads: notYet,
      startDownload: notYet,
      pauseDownload: notYet,
      resumeDownload: notYet,
      cancelDownload: notYet,
      outgoingRequests: notYet,
      clearOutgoingRequests: notYet,
      setHubToken: notYet,
      restartEngine: () => turns.between(() => supervisor.restart()),

      changeSettings: (patch) => {
        const before = settings;
        settings = { ...settings, ...withoutUndefined(patch) };
        saveSettings(store, settings);
        server.emit('settings.changed', { settings });
        if (before.snapshotBudget !== settings.snapshotBudget)
          supervisor.setSnapshotBudget(settings.snapshotBudget);
        if (!settings.typeAhead) supervisor.dropDraft();
        const { config } = supervisor;
        if (
          config !== null &&
          (before.backend !== settings.backend ||
            before.threads !== settings.threads ||
            before.flashAttention !== settings.flashAttention ||
            before.batchSize !== settings.batchSize ||
            before.contextLength !== settings.contextLength ||
            before.kvPrecision !== settings.kvPrecision)
        )
          // After the running answer; what goes wrong shows in the header.
          turns
            .between(() => supervisor.load(configFor(config.modelPath), supervisor.status.modelName ?? ''))
            .catch((error: unknown) =>
              log.warn(`the model was not loaded with the new settings: ${String(error)}`),
            );
        return settings;
      },

      readDraft: ({ chatId, text }) => {
        const isBattery = (options.isOnBattery ?? isOnBattery)();
        if (!settings.typeAhead || isBattery || turns.isBusy || text.trim() === '') return;
        supervisor.readDraft(chatId, turns.prompt(chatId), text);
      },
      dropDraft: () => supervisor.dropDraft(),

      snapshotUsage: () => snapshotUsage(snapshots),
      clearSnapshots: () => {
        supervisor.clearSnapshots();
        removeSnapshots(snapshots);
        return snapshotUsage(snapshots);
      },
    },
    log,
  );

  /** The model of last time; where it is gone, the starter model, so that Hearth always answers. */
  const loadFirstModel = async (): Promise<void> => {
    const path = loadModelPath(store) ?? starterModel;
    try {
      await supervisor.load(configFor(path), path === starterModel ? 'Hearth guide' : nameOf(path));
    } catch (error) {
      log.warn(`the first model was not loaded: ${String(error)}`);
      if (path === starterModel) return;
      const reason = supervisor.status.note;
      await supervisor.load(configFor(starterModel), 'Hearth guide', reason).catch(() => undefined);
    }
  };
  void turns.between(loadFirstModel);

  return {
    connect: (port) => server.connect(port),
    close: async () => {
      // A turn that ends by itself keeps its timings; what hangs is cut off with the engine.
      measuring.stop();
      const stopped = turns.stopAll();
      await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, 500))]);
      await supervisor.close();
      await stopped;
      server.close();
      store.close();
    },
  };
};

const notYet = (): never => {
  throw new Refusal('Not built yet.');
};

/** What a call began, and when it came. */
const timed = <Begun extends object>(begin: (at: number) => Begun): Begun & { receivedAt: number } => {
  const receivedAt = performance.now();
  return { ...begin(receivedAt), receivedAt };
};

/** A name until the file itself has been read. */
const nameOf = (path: string): string =>
  path
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.gguf$/i, '');

const withoutUndefined = (patch: {
  [Key in keyof Settings]?: Settings[Key] | undefined;
}): Partial<Settings> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<Settings>;
